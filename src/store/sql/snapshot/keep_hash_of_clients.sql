-- What came as it stands here, but for the hash.
UPDATE clients
SET row_hash = j.row_hash
FROM (SELECT value ->> 0 AS row_hash, value ->> 1 AS server_id FROM jsonb_each(?1)) AS j
WHERE clients.server_id = j.server_id AND clients.row_hash IS NOT j.row_hash
