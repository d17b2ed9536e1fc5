-- What came as it stands here, but for the hash.
UPDATE patients
SET row_hash = j.row_hash
FROM (SELECT value ->> 0 AS row_hash, value ->> 1 AS server_id FROM jsonb_each(?1)) AS j
WHERE patients.server_id = j.server_id AND patients.row_hash IS NOT j.row_hash
