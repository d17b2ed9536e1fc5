-- Records made here since the copy (?1 to ?4: the copy's last client, patient, appointment and invoice) that the server
-- does not have, and whose actions are not readable. Their payloads are filled in from their rows. The newest action that is
-- known says for which clinic, and who. An appointment or invoice may have been withdrawn: a person says whether it goes.
WITH made AS (
    SELECT
        'create_client' AS kind, id, NULL AS client_id, NULL AS patient_id, idempotency_key, created_at, NULL AS author,
        0 AS is_final
    FROM clients
    WHERE NOT synced AND server_id IS NULL AND id > ?1
    UNION ALL
    SELECT 'create_patient', id, client_id, NULL, idempotency_key, created_at, NULL, 0
    FROM patients
    WHERE NOT synced AND server_id IS NULL AND id > ?2
    UNION ALL
    SELECT 'create_appointment', id, client_id, patient_id, idempotency_key, created_at, author, 1
    FROM appointments
    WHERE NOT synced AND server_id IS NULL AND id > ?3
    UNION ALL
    SELECT 'create_invoice', id, client_id, patient_id, idempotency_key, created_at, author, 1
    FROM invoices
    WHERE NOT synced AND server_id IS NULL AND id > ?4
),
lost AS (
    SELECT *, strftime('%Y-%m-%dT%H:%M:%fZ', iif(julianday(created_at) IS NULL, 'now', created_at)) AS saved_at
    FROM made
    WHERE idempotency_key IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM journal AS j
        WHERE j.idempotency_key = made.idempotency_key OR (j.action_type, j.local_id) = (made.kind, made.id)
    )
),
known AS (
    SELECT tenant_id, branch_id, user_id, user_name, server
    FROM (
        SELECT tenant_id, branch_id, user_id, user_name, server, created_at AS at FROM sync_queue
        UNION ALL
        SELECT tenant_id, branch_id, user_id, user_name, server, coalesce(saved_at, at) FROM journal
    )
    WHERE tenant_id IS NOT NULL AND branch_id IS NOT NULL AND user_id IS NOT NULL
    ORDER BY at DESC
    LIMIT 1
)
-- A record that has an action keeps it, whatever key that bears. No row stops a rescue, whatever is torn in it.
INSERT OR IGNORE INTO sync_queue (
    action_type, payload, created_at, updated_at, local_id, client_id, patient_id, idempotency_key,
    tenant_id, branch_id, user_id, user_name, server, saved_at, sent_above,
    may_be_there, doubts, state, status, error_code, error_message
)
SELECT
    r.kind, '', r.saved_at, r.saved_at, r.id, r.client_id, r.patient_id, r.idempotency_key,
    known.tenant_id, known.branch_id, known.user_id, coalesce(r.author, known.user_name), known.server, r.saved_at, r.id,
    NOT r.is_final, r.is_final, iif(r.is_final, 'in_doubt', 'waiting'), iif(r.is_final, 'error', 'pending'), iif(r.is_final, 'action_lost', NULL),
    iif(r.is_final, '', NULL)
FROM lost AS r
JOIN known
