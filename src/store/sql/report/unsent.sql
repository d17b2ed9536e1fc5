SELECT count(*), coalesce(sum(i.total_kopecks), 0)
FROM sync_queue AS q
LEFT JOIN invoices AS i ON q.action_type = 'create_invoice' AND i.id = q.local_id
