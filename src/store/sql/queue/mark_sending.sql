UPDATE sync_queue
SET state = 'sending', attempts = attempts + 1, sent_payload = ?1, sent_idempotent = ?2, sent_at = ?3, updated_at = ?3
WHERE id = ?4 AND state = 'waiting' AND payload = ?5
