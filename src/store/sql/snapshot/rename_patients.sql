-- What another workstation made, a server that was restored gets again from there, and has it under another id: the key
-- says that it is the same.
UPDATE patients
SET server_id = j.server_id
FROM (SELECT value ->> 1 AS server_id, value ->> 9 AS server_key FROM jsonb_each(?1)) AS j
WHERE patients.server_key = j.server_key AND patients.server_id <> j.server_id
    AND NOT EXISTS (SELECT 1 FROM patients AS other WHERE other.server_id = j.server_id)
