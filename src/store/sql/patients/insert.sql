INSERT INTO patients (
    idempotency_key, name, species, breed, birth_date, gender, client_id, created_at, name_folded, owner_server_id
)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, (SELECT server_id FROM clients WHERE id = ?7))
RETURNING id
