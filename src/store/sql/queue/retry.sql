UPDATE sync_queue
SET state = 'waiting', status = 'pending', error_message = NULL, error_code = NULL, error_field = NULL, settles = 0,
    may_be_there = 0, sent_payload = NULL, sent_idempotent = NULL, updated_at = ?
WHERE id = ?
