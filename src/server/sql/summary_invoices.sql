SELECT payment_status, count(*), sum(total_kopecks)
FROM invoices
WHERE workstation_id = ?1 AND substr(created_at, 1, 10) = ?2
GROUP BY payment_status
