INSERT INTO patients (
    idempotency_key, name, species, breed, birth_date, gender, client_id, created_at, name_folded
)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
RETURNING id
