INSERT OR IGNORE INTO seen_patients (server_id)
SELECT value ->> 0 FROM jsonb_each(?1)
