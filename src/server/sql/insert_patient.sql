INSERT INTO patients
    (id, owner_id, name, species, breed, birth_date, gender, branch_id, workstation_id, idempotency_key, received_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
