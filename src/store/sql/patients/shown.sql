SELECT p.*, q.shown_state AS queue_state, c.full_name AS owner_name, c.phone AS owner_phone, best.total
FROM best
INNER JOIN patients AS p ON p.id = best.id
LEFT JOIN clients AS c ON c.id = p.client_id
LEFT JOIN queue_states AS q ON q.action_type = 'create_patient' AND q.local_id = p.id
ORDER BY best.rank, best.name, best.id
