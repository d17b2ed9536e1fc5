SELECT
    q.id, q.action_type, q.idempotency_key, q.payload, q.sent_payload, q.may_be_there, q.tenant_id, q.branch_id,
    q.client_id, c.server_id AS client_server_id, c.idempotency_key AS client_key,
    q.patient_id, p.server_id AS patient_server_id, p.idempotency_key AS patient_key
FROM queue_states AS q
LEFT JOIN clients AS c ON c.id = q.client_id
LEFT JOIN patients AS p ON p.id = q.patient_id
-- What a person saved just now is theirs to take back; what the server may have goes all the same.
WHERE q.shown_state = 'resending'
    OR q.shown_state = 'waiting' AND NOT coalesce(q.saved_at > ?1 AND q.saved_at <= ?2, 0)
ORDER BY
    CASE q.action_type WHEN 'create_client' THEN 0 WHEN 'create_patient' THEN 1 ELSE 2 END, q.id
