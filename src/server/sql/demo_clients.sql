INSERT INTO clients (id, full_name, phone, email, address, branch_id, received_at)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, '2026-07-01T06:00:00.000Z'
FROM jsonb_each(?1)
