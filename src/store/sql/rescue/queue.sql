-- An old copy's action that the journal knows was sent after the copy was made.
DELETE FROM sync_queue
WHERE NOT may_be_there AND idempotency_key IN (SELECT idempotency_key FROM journal);

UPDATE OR IGNORE clients SET synced = 1, server_id = coalesce(clients.server_id, j.server_id)
FROM journal AS j WHERE NOT synced AND j.idempotency_key = clients.idempotency_key
    AND clients.idempotency_key NOT IN (SELECT idempotency_key FROM sync_queue);
UPDATE OR IGNORE patients SET synced = 1, server_id = coalesce(patients.server_id, j.server_id)
FROM journal AS j WHERE NOT synced AND j.idempotency_key = patients.idempotency_key
    AND patients.idempotency_key NOT IN (SELECT idempotency_key FROM sync_queue);
UPDATE OR IGNORE appointments SET synced = 1, server_id = coalesce(appointments.server_id, j.server_id)
FROM journal AS j WHERE NOT synced AND j.idempotency_key = appointments.idempotency_key
    AND appointments.idempotency_key NOT IN (SELECT idempotency_key FROM sync_queue);
UPDATE OR IGNORE invoices SET synced = 1, server_id = coalesce(invoices.server_id, j.server_id)
FROM journal AS j WHERE NOT synced AND j.idempotency_key = invoices.idempotency_key
    AND invoices.idempotency_key NOT IN (SELECT idempotency_key FROM sync_queue);

-- Nothing to show and nothing to send.
DELETE FROM sync_queue
WHERE local_id NOT IN (
    SELECT id FROM clients WHERE action_type = 'create_client'
    UNION ALL SELECT id FROM patients WHERE action_type = 'create_patient'
    UNION ALL SELECT id FROM appointments WHERE action_type = 'create_appointment'
    UNION ALL SELECT id FROM invoices WHERE action_type = 'create_invoice'
);

-- Nobody knows any more what of the rest went out. What is a doubt stays one, whichever server is asked next. Bytes
-- that did are sent as they are, where keys are known.
UPDATE sync_queue
SET state = 'waiting', status = 'pending', may_be_there = 1, settles = 0,
    error_message = NULL, error_code = NULL, error_field = NULL,
    sent_payload = CASE WHEN sent_idempotent THEN sent_payload END,
    sent_idempotent = CASE WHEN sent_idempotent THEN sent_idempotent END
WHERE state <> 'in_doubt' AND NOT (state = 'sending' AND coalesce(sent_idempotent, 0) = 0);

-- An action and its record under two keys: a record that is withdrawn gets another, and a torn row may bear any. What
-- the server would know it by, and whether it is to go at all, only a person can say.
UPDATE sync_queue
SET state = 'in_doubt', status = 'error', may_be_there = 0, settles = 0, doubts = doubts + 1,
    error_code = 'action_lost', error_message = '', error_field = NULL, sent_idempotent = NULL
WHERE idempotency_key NOT IN (
    SELECT idempotency_key FROM clients WHERE idempotency_key IS NOT NULL
    UNION ALL SELECT idempotency_key FROM patients WHERE idempotency_key IS NOT NULL
    UNION ALL SELECT idempotency_key FROM appointments
    UNION ALL SELECT idempotency_key FROM invoices
);
