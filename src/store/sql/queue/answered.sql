-- ?1: pairs of an action and the server id it was answered. What each makes, in that order, as far as it is still in the
-- queue; and which other record has that id already, and whether it was made here.
SELECT
    q.id, q.action_type, q.local_id,
    coalesce(c.id, p.id, a.id, i.id) IS NOT NULL,
    coalesce(c.idempotency_key, p.idempotency_key, a.idempotency_key, i.idempotency_key) IS NOT NULL
FROM jsonb_each(?1) AS answer
CROSS JOIN sync_queue AS q ON q.id = answer.value ->> 0
LEFT JOIN clients AS c
    ON q.action_type = 'create_client' AND c.server_id = answer.value ->> 1 AND c.id <> q.local_id
LEFT JOIN patients AS p
    ON q.action_type = 'create_patient' AND p.server_id = answer.value ->> 1 AND p.id <> q.local_id
LEFT JOIN appointments AS a
    ON q.action_type = 'create_appointment' AND a.server_id = answer.value ->> 1 AND a.id <> q.local_id
LEFT JOIN invoices AS i
    ON q.action_type = 'create_invoice' AND i.server_id = answer.value ->> 1 AND i.id <> q.local_id
