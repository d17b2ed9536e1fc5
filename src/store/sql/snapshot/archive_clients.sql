UPDATE clients
SET archived = 1
WHERE archived = 0 AND server_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM seen_clients AS s WHERE s.server_id = clients.server_id)
