INSERT INTO patients (
    row_hash, server_id, name_folded, name, species, breed, birth_date, gender, owner_server_id, server_key, client_id,
    synced
)
SELECT
    value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8, value ->> 9,
    (SELECT c.id FROM clients AS c WHERE c.server_id = value ->> 8), 1
FROM jsonb_each(?1) AS j
WHERE NOT EXISTS (SELECT 1 FROM patients WHERE patients.server_id = j.value ->> 1)
ORDER BY j.key
