SELECT
    p.*, q.shown_state AS queue_state, c.full_name AS owner_name, c.phone AS owner_phone,
    (SELECT count(*) FROM patients WHERE archived = 0) AS total
FROM patients AS p
LEFT JOIN clients AS c ON c.id = p.client_id
LEFT JOIN queue_states AS q ON q.action_type = 'create_patient' AND q.local_id = p.id
WHERE p.archived = 0
ORDER BY p.name_folded, p.id
LIMIT ?1
