-- Downloaded clients that nobody here made, with the name and phone of that one; its own row, once a download named it
-- by its key. Those that came after it was sent stand first.
SELECT t.id, t.server_id, json_object('email', t.email, 'address', t.address)
FROM clients AS mine
JOIN clients AS t
    ON t.id = mine.id
    OR (t.name_folded = mine.name_folded AND t.phone_digits = mine.phone_digits AND t.idempotency_key IS NULL)
WHERE mine.id = ?1 AND t.server_id IS NOT NULL AND t.archived = 0
ORDER BY t.id <> mine.id, t.id <= ?2, t.id
