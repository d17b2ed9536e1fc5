INSERT OR IGNORE INTO seen_patients (server_id)
SELECT value ->> 1 FROM jsonb_each(?1)
