-- How many rows of each kind workstation ?1 made on day ?2. Only an invoice says its own day, the others that of their
-- arrival.
SELECT 'create_client', count(*) FROM clients WHERE workstation_id = ?1 AND substr(received_at, 1, 10) = ?2
UNION ALL
SELECT 'create_patient', count(*) FROM patients WHERE workstation_id = ?1 AND substr(received_at, 1, 10) = ?2
UNION ALL
SELECT 'create_appointment', count(*) FROM appointments WHERE workstation_id = ?1 AND substr(received_at, 1, 10) = ?2
UNION ALL
SELECT 'create_invoice', count(*) FROM invoices WHERE workstation_id = ?1 AND substr(created_at, 1, 10) = ?2
