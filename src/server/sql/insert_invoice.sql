INSERT INTO invoices
    (id, client_id, patient_id, total_kopecks, payment_status, created_at, notes,
     branch_id, workstation_id, idempotency_key, received_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
