SELECT key, action_type, payload_hash, server_id
FROM idempotency_keys
WHERE key IN (SELECT value FROM jsonb_each(?1))
