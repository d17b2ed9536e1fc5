INSERT INTO invoices (
    idempotency_key, client_id, patient_id, total_kopecks, payment_status, notes, author, created_at, day
)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
RETURNING id
