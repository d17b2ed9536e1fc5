-- An action whose record was not readable: its payload holds all of it.
INSERT OR IGNORE INTO clients (
    id, idempotency_key, full_name, phone, email, address, created_at, name_folded, phone_digits
)
SELECT
    local_id, idempotency_key, payload ->> 'full_name', payload ->> 'phone', payload ->> 'email',
    payload ->> 'address', created_at, '', ''
FROM sync_queue
WHERE action_type = 'create_client' AND json_valid(payload) AND local_id NOT IN (SELECT id FROM clients);

INSERT OR IGNORE INTO patients (
    id, idempotency_key, name, species, breed, birth_date, gender, client_id, created_at, name_folded
)
SELECT
    local_id, idempotency_key, payload ->> 'name', payload ->> 'species', payload ->> 'breed',
    payload ->> 'birth_date', payload ->> 'gender', client_id, created_at, ''
FROM sync_queue
WHERE action_type = 'create_patient' AND json_valid(payload) AND local_id NOT IN (SELECT id FROM patients);

INSERT OR IGNORE INTO appointments (
    id, idempotency_key, client_id, patient_id, appointment_date, appointment_time, doctor_name, notes, author,
    created_at
)
SELECT
    local_id, idempotency_key, client_id, patient_id, payload ->> 'appointment_date', payload ->> 'appointment_time',
    payload ->> 'doctor_name', payload ->> 'notes', user_name, created_at
FROM sync_queue
WHERE action_type = 'create_appointment' AND json_valid(payload) AND local_id NOT IN (SELECT id FROM appointments);

INSERT OR IGNORE INTO invoices (
    id, idempotency_key, client_id, patient_id, total_kopecks, payment_status, notes, author, created_at, day
)
SELECT
    local_id, idempotency_key, client_id, patient_id, CAST(round(100 * (payload ->> 'total_amount')) AS INTEGER),
    payload ->> 'payment_status', payload ->> 'notes', user_name, payload ->> 'created_at',
    substr(payload ->> 'created_at', 1, 10)
FROM sync_queue
WHERE action_type = 'create_invoice' AND json_valid(payload) AND local_id NOT IN (SELECT id FROM invoices);

-- An invoice whose moment is torn is still of its day.
UPDATE invoices SET created_at = day || 'T00:00:00+00:00' WHERE julianday(created_at) IS NULL AND date(day) = day;

-- A record whose client or patient is lost keeps its place: a row without a key or a server's id stands for the parent.
INSERT OR IGNORE INTO patients (id, name, species, archived, name_folded)
SELECT id, '?', '?', 1, '?'
FROM (
    SELECT patient_id AS id FROM appointments UNION SELECT patient_id FROM invoices
    UNION SELECT patient_id FROM sync_queue
)
WHERE id IS NOT NULL AND id NOT IN (SELECT id FROM patients);

INSERT OR IGNORE INTO clients (id, full_name, phone, archived, name_folded, phone_digits)
SELECT id, '?', '?', 1, '?', ''
FROM (
    SELECT client_id AS id FROM patients UNION SELECT client_id FROM appointments
    UNION SELECT client_id FROM invoices UNION SELECT client_id FROM sync_queue
)
WHERE id IS NOT NULL AND id NOT IN (SELECT id FROM clients);
