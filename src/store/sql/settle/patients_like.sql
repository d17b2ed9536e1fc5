-- Downloaded patients of the same client that nobody here made, with the name of that one; its own row, once a download
-- named it by its key. Those that came after it was sent stand first.
SELECT
    t.id, t.server_id,
    json_object('species', t.species, 'breed', t.breed, 'birth_date', t.birth_date, 'gender', t.gender)
FROM patients AS mine
JOIN patients AS t
    ON t.id = mine.id
    OR (t.name_folded = mine.name_folded AND t.client_id = mine.client_id AND t.idempotency_key IS NULL)
WHERE mine.id = ?1 AND t.server_id IS NOT NULL AND t.archived = 0
ORDER BY t.id <> mine.id, t.id <= ?2, t.id
