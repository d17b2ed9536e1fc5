SELECT p.*, q.shown_state AS queue_state
FROM patients AS p
LEFT JOIN queue_states AS q ON q.action_type = 'create_patient' AND q.local_id = p.id
WHERE p.id = ?
