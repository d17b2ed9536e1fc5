INSERT INTO idempotency_keys (key, action_type, payload_hash, server_id)
SELECT value ->> 0, value ->> 1, unhex(value ->> 2), value ->> 3
FROM jsonb_each(?1)
