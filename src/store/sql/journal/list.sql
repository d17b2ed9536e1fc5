-- Those before ?1, the newest first, with the record each is about, as far as it is still here.
SELECT
    j.id, j.at, j.action_type, j.local_id, j.idempotency_key, j.server_id, j.payload, j.amount_kopecks, j.user_name,
    j.saved_at, j.server, j.result,
    CASE j.action_type
        WHEN 'create_client' THEN c.full_name
        WHEN 'create_patient' THEN p.name
        WHEN 'create_appointment' THEN a.appointment_date || ' ' || a.appointment_time
    END AS title,
    coalesce(owner.full_name, c.phone) AS about
FROM journal AS j
LEFT JOIN clients AS c ON j.action_type = 'create_client' AND c.idempotency_key = j.idempotency_key
LEFT JOIN patients AS p ON j.action_type = 'create_patient' AND p.idempotency_key = j.idempotency_key
LEFT JOIN appointments AS a ON j.action_type = 'create_appointment' AND a.idempotency_key = j.idempotency_key
LEFT JOIN invoices AS i ON j.action_type = 'create_invoice' AND i.idempotency_key = j.idempotency_key
LEFT JOIN clients AS owner ON owner.id = coalesce(p.client_id, a.client_id, i.client_id)
WHERE j.id < ?1
ORDER BY j.id DESC
LIMIT ?2
