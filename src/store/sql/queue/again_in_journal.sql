-- The workstation that a server counts an action under is the one that made it there: a replay makes nothing.
UPDATE journal
SET server_id = ?1, result = ?2, server = coalesce(q.sent_server, q.server), keyed = coalesce(q.sent_idempotent, 0) OR ?5,
    workstation_id = CASE WHEN ?3 THEN journal.workstation_id
        ELSE (SELECT value FROM meta WHERE name = 'workstation_id') END
FROM sync_queue AS q
WHERE q.id = ?4 AND journal.idempotency_key = q.idempotency_key
