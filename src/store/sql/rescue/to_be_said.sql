-- Actions made anew, and those of the copy that stand as they were then: the record may have been mended since. Bytes
-- that went out stay what they are.
SELECT q.id, q.action_type, q.local_id, q.payload = ''
FROM sync_queue AS q
WHERE q.payload = '' OR (
    q.state = 'waiting' AND q.sent_payload IS NULL
    AND EXISTS (SELECT 1 FROM temp.copied_actions AS c WHERE c.id = q.id AND c.payload = q.payload)
)
