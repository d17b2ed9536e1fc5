INSERT OR IGNORE INTO seen_clients (server_id)
SELECT value ->> 1 FROM jsonb_each(?1)
