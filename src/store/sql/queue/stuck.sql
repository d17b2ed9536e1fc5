-- Of a doubt the bytes that went out are kept for the journal, and whether they went to a server that knows them again.
UPDATE sync_queue
SET state = ?1, status = iif(?5, 'pending', 'error'), error_message = ?2, error_code = ?3, error_field = ?4,
    settles = ?5, doubts = doubts + (?1 = 'in_doubt'), may_be_there = 0,
    sent_payload = iif(?1 = 'in_doubt', sent_payload, NULL),
    sent_idempotent = iif(?1 = 'in_doubt', sent_idempotent, NULL), updated_at = ?6
WHERE id = ?7
