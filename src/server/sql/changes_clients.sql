SELECT id, full_name, phone, email, address, idempotency_key
FROM clients
WHERE id IN (SELECT row_id FROM changes WHERE list = 'clients' AND seq > ?1 AND seq <= ?2)
ORDER BY seq
