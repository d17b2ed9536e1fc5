SELECT p.server_id IS NOT NULL OR q.id IS NOT NULL, p.client_id
FROM patients AS p
LEFT JOIN sync_queue AS q ON q.action_type = 'create_patient' AND q.local_id = p.id
WHERE p.id = ?
