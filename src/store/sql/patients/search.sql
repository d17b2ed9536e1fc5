SELECT
    p.*, q.shown_state AS queue_state, c.full_name AS owner_name, c.phone AS owner_phone, count(*) OVER () AS total
FROM patients AS p
LEFT JOIN clients AS c ON c.id = p.client_id
LEFT JOIN queue_states AS q ON q.action_type = 'create_patient' AND q.local_id = p.id
WHERE p.archived = 0
