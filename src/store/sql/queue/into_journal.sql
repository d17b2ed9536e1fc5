INSERT INTO journal (
    at, day, action_type, local_id, idempotency_key, server_id, payload, amount_kopecks, user_name,
    tenant_id, branch_id, user_id, saved_at
)
SELECT
    ?1, ?2, q.action_type, q.local_id, q.idempotency_key, ?3, coalesce(q.sent_payload, q.payload), i.total_kopecks,
    q.user_name, q.tenant_id, q.branch_id, q.user_id, q.created_at
FROM sync_queue AS q
LEFT JOIN invoices AS i ON q.action_type = 'create_invoice' AND i.id = q.local_id
WHERE q.id = ?4
