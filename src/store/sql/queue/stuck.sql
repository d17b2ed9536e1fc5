UPDATE sync_queue
SET state = ?1, status = 'error', error_message = ?2, error_code = ?3, error_field = ?4,
    sent_payload = NULL, sent_idempotent = NULL, updated_at = ?5
WHERE id = ?6
