SELECT c.server_id IS NOT NULL OR q.id IS NOT NULL
FROM clients AS c
LEFT JOIN sync_queue AS q ON q.action_type = 'create_client' AND q.local_id = c.id
WHERE c.id = ?
