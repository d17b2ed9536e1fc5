-- A row made here whose acknowledgement never came back: the server names it by its key. One that the server
-- refused is not that one, whatever key it names. While its action waits to be sent again it is not sent yet.
UPDATE patients
SET server_id = j.server_id,
    synced = NOT EXISTS (SELECT 1 FROM sync_queue AS q WHERE q.idempotency_key = patients.idempotency_key)
FROM (SELECT value ->> 0 AS server_id, value ->> 8 AS idempotency_key FROM jsonb_each(?1)) AS j
WHERE patients.idempotency_key = j.idempotency_key AND patients.server_id IS NULL
    AND NOT EXISTS (SELECT 1 FROM patients AS other WHERE other.server_id = j.server_id)
    AND NOT EXISTS (
        SELECT 1 FROM sync_queue AS q WHERE q.idempotency_key = j.idempotency_key AND q.state = 'refused'
    )
