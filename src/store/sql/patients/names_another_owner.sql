SELECT
    EXISTS (SELECT 1 FROM appointments WHERE patient_id = ?1 AND client_id <> ?2)
    OR EXISTS (SELECT 1 FROM invoices WHERE patient_id = ?1 AND client_id <> ?2)
