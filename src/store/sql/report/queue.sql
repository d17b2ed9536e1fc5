SELECT
    count(*) FILTER (WHERE q.state IN ('waiting', 'sending')),
    coalesce(sum(i.total_kopecks) FILTER (WHERE q.state IN ('waiting', 'sending')), 0),
    count(*) FILTER (WHERE q.state IN ('refused', 'in_doubt')),
    coalesce(sum(i.total_kopecks) FILTER (WHERE q.state IN ('refused', 'in_doubt')), 0),
    min(q.created_at)
FROM sync_queue AS q
LEFT JOIN invoices AS i ON q.action_type = 'create_invoice' AND i.id = q.local_id
