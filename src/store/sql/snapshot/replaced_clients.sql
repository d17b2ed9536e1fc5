-- As what these rows came last.
SELECT row_hash
FROM clients
WHERE row_hash IS NOT NULL AND archived = 0 AND server_id IN (SELECT value ->> 1 FROM jsonb_each(?1))
