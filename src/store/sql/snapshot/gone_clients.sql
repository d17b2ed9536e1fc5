-- What a snapshot no longer has: no row of it came as it stands here (?1: none was compared so), nor as another one. A
-- row whose action is in the queue is not the server's to take away.
INSERT INTO gone_clients (id, made_here)
SELECT id, idempotency_key IS NOT NULL
FROM clients AS t NOT INDEXED
WHERE archived = 0 AND server_id IS NOT NULL
    AND (?1 OR row_hash IS NULL OR row_hash IN (SELECT hash FROM missing))
    AND NOT EXISTS (SELECT 1 FROM seen_clients AS s WHERE s.server_id = t.server_id)
    AND NOT EXISTS (SELECT 1 FROM sync_queue AS q WHERE q.idempotency_key = t.idempotency_key)
