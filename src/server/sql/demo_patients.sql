INSERT INTO patients (id, owner_id, name, species, breed, birth_date, gender, branch_id, received_at)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7,
       '2026-07-01T06:00:00.000Z'
FROM jsonb_each(?1)
