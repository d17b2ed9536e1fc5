-- Into a store that has none: each row with the id it gets here.
INSERT INTO clients (
    row_hash, server_id, name_folded, full_name, phone_digits, phone, email, address, server_key, id, synced
)
SELECT
    value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8,
    value ->> 9, 1
FROM jsonb_each(?1)
