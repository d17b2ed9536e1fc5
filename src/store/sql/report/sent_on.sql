-- Each action once, however often it went, and none that is to go again.
SELECT count(*), coalesce(sum(j.amount_kopecks), 0)
FROM journal AS j
WHERE j.day = ?
    AND j.id = (SELECT max(last.id) FROM journal AS last WHERE last.idempotency_key = j.idempotency_key)
    AND NOT EXISTS (SELECT 1 FROM sync_queue AS q WHERE q.idempotency_key = j.idempotency_key)
