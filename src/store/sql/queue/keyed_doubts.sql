SELECT id FROM sync_queue
WHERE state = 'in_doubt' AND error_code = ?1 AND sent_idempotent AND sent_payload IS NOT NULL AND sent_server = ?2
