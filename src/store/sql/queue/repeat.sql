-- The bytes that went out stay.
UPDATE sync_queue
SET state = 'waiting', status = 'pending', error_message = NULL, error_code = NULL, error_field = NULL, settles = 0,
    updated_at = ?
WHERE id = ?
