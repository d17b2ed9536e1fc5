-- ?1: each an action, its payload as it was read, and the bytes that go out. Of what went out before and may be there, the
-- first time stands: rows known then are not it. By the index of states all that wait would be compared with each
-- of these.
UPDATE sync_queue
SET state = 'sending', attempts = attempts + 1, sent_payload = intent.value ->> 2, sent_idempotent = ?2, sent_at = ?3,
    updated_at = ?3, sent_server = ?4,
    sent_above = CASE
        WHEN sent_above IS NOT NULL AND (sent_payload IS NOT NULL OR may_be_there) THEN sent_above
        WHEN action_type = 'create_client' THEN (SELECT coalesce(max(id), 0) FROM clients)
        WHEN action_type = 'create_patient' THEN (SELECT coalesce(max(id), 0) FROM patients)
        WHEN action_type = 'create_appointment' THEN (SELECT coalesce(max(id), 0) FROM appointments)
        ELSE (SELECT coalesce(max(id), 0) FROM invoices)
    END
FROM jsonb_each(?1) AS intent
WHERE sync_queue.id = intent.value ->> 0 AND +state = 'waiting' AND payload = intent.value ->> 1
