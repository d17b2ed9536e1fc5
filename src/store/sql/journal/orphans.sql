-- What a server refused because it had lost the parent, which it has again now, or gets before it.
UPDATE sync_queue
SET state = 'waiting', status = 'pending', error_message = NULL, error_code = NULL, error_field = NULL,
    sent_payload = NULL, sent_idempotent = NULL, updated_at = ?
WHERE state = 'refused' AND error_code = 'unknown_parent'
