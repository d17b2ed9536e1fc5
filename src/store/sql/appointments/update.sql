UPDATE appointments
SET client_id = ?, patient_id = ?, appointment_date = ?, appointment_time = ?, doctor_name = ?, notes = ?
WHERE id = ?
