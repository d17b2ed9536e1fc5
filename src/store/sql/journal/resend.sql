-- Only what a server that knows keys got: it knows a repeat again, and what was sent to another it does not know.
INSERT INTO sync_queue (
    action_type, payload, created_at, updated_at, local_id, client_id, patient_id, idempotency_key,
    tenant_id, branch_id, user_id, user_name, server, saved_at, may_be_there
)
SELECT
    j.action_type, j.payload, coalesce(j.saved_at, j.at), ?1, r.id, r.client_id, r.patient_id, j.idempotency_key,
    j.tenant_id, j.branch_id, j.user_id, j.user_name, j.server, coalesce(j.saved_at, j.at), 1
FROM journal AS j
INNER JOIN (
    SELECT id, idempotency_key, NULL AS client_id, NULL AS patient_id FROM clients
    UNION ALL
    SELECT id, idempotency_key, client_id, NULL FROM patients
    UNION ALL
    SELECT id, idempotency_key, client_id, patient_id FROM appointments
    UNION ALL
    SELECT id, idempotency_key, client_id, patient_id FROM invoices
) AS r ON r.idempotency_key = j.idempotency_key
WHERE j.keyed
    AND j.id = (SELECT max(last.id) FROM journal AS last WHERE last.idempotency_key = j.idempotency_key)
    AND NOT EXISTS (SELECT 1 FROM sync_queue AS q WHERE q.idempotency_key = j.idempotency_key)
ORDER BY j.id
