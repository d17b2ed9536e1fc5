-- Whether the server may have an action that is still in the queue.
SELECT EXISTS (
    SELECT 1
    FROM sync_queue
    WHERE state IN ('sending', 'in_doubt') OR sent_payload IS NOT NULL OR may_be_there
)
