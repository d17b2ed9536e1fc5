SELECT id, name, species, breed, birth_date, gender, owner_id, idempotency_key
FROM patients
WHERE id IN (SELECT row_id FROM changes WHERE list = 'patients' AND seq > ?1 AND seq <= ?2)
ORDER BY seq
