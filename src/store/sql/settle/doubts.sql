-- Every doubt of a kind, settling or not: each claims the rows that may be its own.
SELECT q.id, q.local_id, q.payload, q.settles, q.sent_above, coalesce(q.sent_at, q.saved_at, q.created_at)
FROM sync_queue AS q
WHERE q.state = 'in_doubt' AND q.action_type = ?1 AND q.sent_above IS NOT NULL
ORDER BY q.id
