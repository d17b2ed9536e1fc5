UPDATE sync_queue
SET payload = ?1, updated_at = ?2, saved_at = ?2, client_id = ?3, patient_id = ?4, status = 'pending',
    state = 'waiting', error_message = NULL, error_code = NULL, error_field = NULL
WHERE action_type = ?5 AND local_id = ?6
RETURNING id
