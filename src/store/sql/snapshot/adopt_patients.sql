-- A row made here whose acknowledgement never came back: the server names it by its key. One that the server
-- refused is not that one, whatever key it names.
UPDATE patients
SET server_id = j.server_id, synced = 1
FROM (SELECT value ->> 1 AS server_id, value ->> 9 AS idempotency_key FROM jsonb_each(?1)) AS j
WHERE patients.idempotency_key = j.idempotency_key AND patients.server_id IS NULL
    AND NOT EXISTS (SELECT 1 FROM patients AS other WHERE other.server_id = j.server_id)
    AND NOT EXISTS (
        SELECT 1 FROM sync_queue AS q WHERE q.idempotency_key = j.idempotency_key AND q.state = 'refused'
    )
RETURNING id, server_id, idempotency_key
