-- What another workstation made, a server that was restored gets again from there, and has it under another id: the key
-- says that it is the same.
UPDATE clients
SET server_id = j.server_id
FROM (SELECT value ->> 1 AS server_id, value ->> 8 AS server_key FROM jsonb_each(?1)) AS j
WHERE clients.server_key = j.server_key AND clients.server_id <> j.server_id
    AND NOT EXISTS (SELECT 1 FROM clients AS other WHERE other.server_id = j.server_id)
