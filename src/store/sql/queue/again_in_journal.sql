-- ?1 as in into_journal.sql. The workstation that a server counts an action under is the one that made it there: a replay
-- makes nothing.
UPDATE journal
SET server_id = d.value ->> 1, result = d.value ->> 2, server = coalesce(q.sent_server, q.server),
    keyed = coalesce(q.sent_idempotent, 0) OR d.value ->> 4,
    workstation_id = CASE WHEN d.value ->> 3 THEN journal.workstation_id
        ELSE (SELECT value FROM meta WHERE name = 'workstation_id') END
FROM jsonb_each(?1) AS d
INNER JOIN sync_queue AS q ON q.id = d.value ->> 0
WHERE journal.idempotency_key = q.idempotency_key
