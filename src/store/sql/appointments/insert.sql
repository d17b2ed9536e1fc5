INSERT INTO appointments (
    idempotency_key, client_id, patient_id, appointment_date, appointment_time, doctor_name, notes, author, created_at
)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
RETURNING id
