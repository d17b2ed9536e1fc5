INSERT INTO clients (
    idempotency_key, full_name, phone, email, address, created_at, name_folded, phone_digits
)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
RETURNING id
