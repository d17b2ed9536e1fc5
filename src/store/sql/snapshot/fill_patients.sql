-- Into a store that has none: each row with the id it gets here, and its owner's.
INSERT INTO patients (
    row_hash, server_id, name_folded, name, species, breed, birth_date, gender, owner_server_id, server_key, id,
    client_id, synced
)
SELECT
    value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8,
    value ->> 9, value ->> 10, value ->> 11, 1
FROM jsonb_each(?1)
