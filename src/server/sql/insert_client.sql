INSERT INTO clients
    (id, full_name, phone, email, address, branch_id, workstation_id, idempotency_key, received_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
