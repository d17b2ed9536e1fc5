-- Downloaded clients that nobody here made, with the name and phone of that one; its own row, once a download named it
-- by its key. Those that came after it was sent stand first. No index has the keys that are none: nearly all rows would
-- be looked at.
SELECT id, server_id, facts
FROM (
    SELECT id, server_id, json_object('email', email, 'address', address) AS facts
    FROM clients
    WHERE id = ?1 AND server_id IS NOT NULL AND archived = 0
    UNION
    SELECT t.id, t.server_id, json_object('email', t.email, 'address', t.address)
    FROM clients AS mine
    JOIN clients AS t ON t.name_folded = mine.name_folded AND t.phone_digits = mine.phone_digits
    WHERE mine.id = ?1 AND +t.idempotency_key IS NULL AND t.server_id IS NOT NULL AND t.archived = 0
)
ORDER BY id <> ?1, id <= ?2, id
