SELECT
    c.*, q.shown_state AS queue_state,
    (SELECT group_concat(p.name, ', ') FROM patients AS p WHERE p.client_id = c.id AND p.archived = 0) AS animals,
    count(*) OVER () AS total
FROM clients AS c
LEFT JOIN queue_states AS q ON q.action_type = 'create_client' AND q.local_id = c.id
WHERE c.archived = 0
