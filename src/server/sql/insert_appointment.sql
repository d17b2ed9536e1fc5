INSERT INTO appointments
    (id, client_id, patient_id, appointment_date, appointment_time, doctor_name, notes,
     branch_id, workstation_id, idempotency_key, received_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
