SELECT c.*, q.shown_state AS queue_state
FROM clients AS c
LEFT JOIN queue_states AS q ON q.action_type = 'create_client' AND q.local_id = c.id
WHERE c.id = ?
