-- Downloaded patients of the same client that nobody here made, with the name of that one; its own row, once a download
-- named it by its key. Those that came after it was sent stand first. No index has the keys that are none: nearly all
-- rows would be looked at.
SELECT id, server_id, facts
FROM (
    SELECT
        id, server_id, json_object('species', species, 'breed', breed, 'birth_date', birth_date, 'gender', gender) AS facts
    FROM patients
    WHERE id = ?1 AND server_id IS NOT NULL AND archived = 0
    UNION
    SELECT
        t.id, t.server_id,
        json_object('species', t.species, 'breed', t.breed, 'birth_date', t.birth_date, 'gender', t.gender)
    FROM patients AS mine
    JOIN patients AS t ON t.client_id = mine.client_id AND +t.name_folded = mine.name_folded
    WHERE mine.id = ?1 AND +t.idempotency_key IS NULL AND t.server_id IS NOT NULL AND t.archived = 0
)
ORDER BY id <> ?1, id <= ?2, id
