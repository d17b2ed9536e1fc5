-- ?1: each an action, its server id, how it got there, whether the server had made it before, and whether a download
-- named its key. A server without keys is sent no created_at: the day is then the invoice's own. What a server knows from
-- before a restored copy it counts under the workstation's number of then.
INSERT INTO journal (
    at, day, action_type, local_id, idempotency_key, server_id, payload, amount_kopecks, user_name,
    tenant_id, branch_id, user_id, saved_at, server, workstation_id, result, invoice_day, keyed
)
SELECT
    ?2, ?3, q.action_type, q.local_id, q.idempotency_key, d.value ->> 1, coalesce(q.sent_payload, q.payload),
    i.total_kopecks, q.user_name, q.tenant_id, q.branch_id, q.user_id, q.created_at, coalesce(q.sent_server, q.server),
    CASE WHEN q.may_be_there AND d.value ->> 2 IN ('replayed', 'adopted') THEN NULL
        ELSE (SELECT value FROM meta WHERE name = 'workstation_id') END,
    d.value ->> 2,
    CASE WHEN q.action_type = 'create_invoice' THEN coalesce(
        CASE WHEN json_valid(q.sent_payload) THEN substr(q.sent_payload ->> '$.created_at', 1, 10) END, i.day
    ) END,
    coalesce(q.sent_idempotent, 0) OR d.value ->> 4
FROM jsonb_each(?1) AS d
CROSS JOIN sync_queue AS q ON q.id = d.value ->> 0
LEFT JOIN invoices AS i ON q.action_type = 'create_invoice' AND i.id = q.local_id
WHERE NOT EXISTS (SELECT 1 FROM journal AS j WHERE j.idempotency_key = q.idempotency_key)
