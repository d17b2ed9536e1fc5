-- A row whose action is in the queue is not the server's to take away.
UPDATE patients
SET archived = 1
WHERE archived = 0 AND server_id IN (SELECT value FROM jsonb_each(?1))
    AND NOT EXISTS (SELECT 1 FROM sync_queue AS q WHERE q.idempotency_key = patients.idempotency_key)
