SELECT DISTINCT invoice_day
FROM journal
WHERE invoice_day IS NOT NULL AND keyed AND workstation_id = ?1 AND id > ?2
ORDER BY invoice_day DESC
LIMIT 30
