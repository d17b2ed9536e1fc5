UPDATE sync_queue
SET payload = ?1, client_id = ?1 ->> 'client_id', patient_id = ?1 ->> 'patient_id'
WHERE id = ?2
