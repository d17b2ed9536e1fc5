UPDATE invoices
SET client_id = ?, patient_id = ?, total_kopecks = ?, payment_status = ?, notes = ?, created_at = ?, day = ?
WHERE id = ?
