SELECT
    c.*, q.shown_state AS queue_state,
    (
        SELECT coalesce(group_concat(p.name, ', '), '')
        FROM patients AS p
        WHERE p.client_id = c.id AND p.archived = 0
    ) AS animals,
    best.total
FROM best
INNER JOIN clients AS c ON c.id = best.id
LEFT JOIN queue_states AS q ON q.action_type = 'create_client' AND q.local_id = c.id
ORDER BY best.rank, best.name, best.id
