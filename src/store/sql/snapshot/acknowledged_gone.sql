-- Rows made here that the server had acknowledged and a snapshot no longer has.
SELECT
    (
        SELECT count(*)
        FROM clients AS c
        WHERE c.idempotency_key IS NOT NULL AND c.archived = 0 AND c.server_id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM seen_clients AS s WHERE s.server_id = c.server_id)
            AND NOT EXISTS (SELECT 1 FROM sync_queue AS q WHERE q.idempotency_key = c.idempotency_key)
    ) + (
        SELECT count(*)
        FROM patients AS p
        WHERE p.idempotency_key IS NOT NULL AND p.archived = 0 AND p.server_id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM seen_patients AS s WHERE s.server_id = p.server_id)
            AND NOT EXISTS (SELECT 1 FROM sync_queue AS q WHERE q.idempotency_key = p.idempotency_key)
    )
