-- What is of a kind that the server does not take is counted with its kind.
SELECT
    count(*) FILTER (WHERE q.state IN ('waiting', 'sending') OR q.settles),
    coalesce(sum(i.total_kopecks) FILTER (WHERE q.state IN ('waiting', 'sending') OR q.settles), 0),
    count(*) FILTER (WHERE q.state = 'refused'),
    coalesce(sum(i.total_kopecks) FILTER (WHERE q.state = 'refused'), 0),
    count(*) FILTER (WHERE q.state = 'in_doubt' AND NOT q.settles),
    coalesce(sum(i.total_kopecks) FILTER (WHERE q.state = 'in_doubt' AND NOT q.settles), 0),
    min(q.created_at) FILTER (WHERE q.state IN ('waiting', 'sending') OR q.settles)
FROM queue_states AS q
LEFT JOIN invoices AS i ON q.action_type = 'create_invoice' AND i.id = q.local_id
WHERE q.kind_state IS NULL
