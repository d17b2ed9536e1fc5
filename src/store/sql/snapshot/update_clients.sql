-- Of a row made here the key is known already.
UPDATE clients
SET name_folded = j.name_folded, full_name = j.full_name, phone_digits = j.phone_digits, phone = j.phone,
    email = j.email, address = j.address, server_key = iif(idempotency_key IS NULL, coalesce(j.key, server_key), NULL),
    row_hash = j.row_hash, archived = 0
FROM (
    SELECT
        value ->> 0 AS row_hash, value ->> 1 AS server_id, value ->> 2 AS name_folded, value ->> 3 AS full_name,
        value ->> 4 AS phone_digits, value ->> 5 AS phone, value ->> 6 AS email, value ->> 7 AS address,
        value ->> 8 AS key
    FROM jsonb_each(?1)
) AS j
WHERE clients.server_id = j.server_id
    AND (
        clients.full_name, clients.phone, clients.email, clients.address, clients.server_key, clients.archived,
        clients.name_folded, clients.phone_digits
    ) IS NOT (
        j.full_name, j.phone, j.email, j.address, iif(idempotency_key IS NULL, coalesce(j.key, server_key), NULL), 0,
        j.name_folded, j.phone_digits
    )
