SELECT action_type, local_id, state, sent_payload IS NOT NULL OR may_be_there, coalesce(sent_above, 0)
FROM sync_queue
WHERE id = ?
