-- One whose client or patient is lost can never go up as it is: a person names another.
UPDATE sync_queue
SET state = 'refused', status = 'error', may_be_there = 0, error_code = 'parent_lost', error_message = '',
    sent_payload = NULL, sent_idempotent = NULL
WHERE client_id IN (SELECT id FROM clients WHERE server_id IS NULL AND idempotency_key IS NULL)
    OR patient_id IN (SELECT id FROM patients WHERE server_id IS NULL AND idempotency_key IS NULL);
