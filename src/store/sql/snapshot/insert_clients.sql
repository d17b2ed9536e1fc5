INSERT INTO clients (
    row_hash, server_id, name_folded, full_name, phone_digits, phone, email, address, server_key, synced
)
SELECT
    value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8, 1
FROM jsonb_each(?1) AS j
WHERE NOT EXISTS (SELECT 1 FROM clients WHERE clients.server_id = j.value ->> 1)
ORDER BY j.key
