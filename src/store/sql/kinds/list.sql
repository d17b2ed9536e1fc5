-- Kinds that are not sent, with the actions that stay because of it.
SELECT k.action_type, k.message, k.state, k.since, count(*), coalesce(sum(i.total_kopecks), 0)
FROM refused_kinds AS k
JOIN queue_states AS q ON q.action_type = k.action_type AND q.kind_state IS NOT NULL
LEFT JOIN invoices AS i ON q.action_type = 'create_invoice' AND i.id = q.local_id
GROUP BY k.action_type
ORDER BY k.since
