-- A lost parent that was made here: the journal knows who it is, and by which id the server has it.
UPDATE OR IGNORE clients
SET server_id = nullif(j.server_id, ''), idempotency_key = j.idempotency_key, full_name = j.payload ->> 'full_name',
    phone = j.payload ->> 'phone', email = j.payload ->> 'email', address = j.payload ->> 'address', synced = 1,
    archived = 0, created_at = coalesce(j.saved_at, j.at), name_folded = '', phone_digits = ''
FROM journal AS j
WHERE j.action_type = 'create_client' AND j.local_id = clients.id AND json_valid(j.payload)
    AND clients.server_id IS NULL AND clients.idempotency_key IS NULL;

UPDATE OR IGNORE patients
SET server_id = nullif(j.server_id, ''), idempotency_key = j.idempotency_key, name = j.payload ->> 'name',
    species = j.payload ->> 'species', breed = j.payload ->> 'breed', birth_date = j.payload ->> 'birth_date',
    gender = j.payload ->> 'gender', client_id = (SELECT id FROM clients WHERE id = j.payload ->> 'client_id'),
    synced = 1, archived = 0, created_at = coalesce(j.saved_at, j.at), name_folded = ''
FROM journal AS j
WHERE j.action_type = 'create_patient' AND j.local_id = patients.id AND json_valid(j.payload)
    AND patients.server_id IS NULL AND patients.idempotency_key IS NULL;

-- One that was downloaded: what was sent for it names the server's id, and the next download the rest.
UPDATE OR IGNORE clients
SET server_id = j.server_id, synced = 1
FROM (
    SELECT
        payload ->> 'client_id' AS id,
        max(coalesce(payload ->> 'client_server_id', payload ->> 'owner_server_id')) AS server_id
    FROM journal
    WHERE json_valid(payload)
    GROUP BY 1
) AS j
WHERE j.id = clients.id AND j.server_id IS NOT NULL AND clients.server_id IS NULL AND clients.idempotency_key IS NULL;

UPDATE OR IGNORE patients
SET server_id = j.server_id, synced = 1
FROM (
    SELECT payload ->> 'patient_id' AS id, max(payload ->> 'patient_server_id') AS server_id
    FROM journal
    WHERE json_valid(payload)
    GROUP BY 1
) AS j
WHERE j.id = patients.id AND j.server_id IS NOT NULL AND patients.server_id IS NULL
    AND patients.idempotency_key IS NULL;
