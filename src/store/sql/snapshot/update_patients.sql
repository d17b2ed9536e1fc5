-- A date that a server would not take of a patient made here stays here. Of one made here the key is known already.
UPDATE patients
SET name_folded = j.name_folded, name = j.name, species = j.species, breed = j.breed, birth_date = j.birth_date,
    gender = j.gender, owner_server_id = j.owner_server_id, client_id = j.client_id,
    server_key = iif(idempotency_key IS NULL, coalesce(j.key, server_key), NULL), row_hash = j.row_hash, archived = 0
FROM (
    SELECT
        value ->> 0 AS row_hash, value ->> 1 AS server_id, value ->> 2 AS name_folded, value ->> 3 AS name,
        value ->> 4 AS species, value ->> 5 AS breed, value ->> 7 AS gender, value ->> 8 AS owner_server_id,
        value ->> 9 AS key,
        coalesce(value ->> 6, (
            SELECT p.birth_date FROM patients AS p WHERE p.server_id = value ->> 1 AND p.idempotency_key IS NOT NULL
        )) AS birth_date,
        (SELECT c.id FROM clients AS c WHERE c.server_id = value ->> 8) AS client_id
    FROM jsonb_each(?1)
) AS j
WHERE patients.server_id = j.server_id
    AND (
        patients.name, patients.species, patients.breed, patients.birth_date, patients.gender,
        patients.owner_server_id, patients.client_id, patients.server_key, patients.archived,
        patients.name_folded
    ) IS NOT (
        j.name, j.species, j.breed, j.birth_date, j.gender, j.owner_server_id, j.client_id,
        iif(idempotency_key IS NULL, coalesce(j.key, server_key), NULL), 0, j.name_folded
    )
