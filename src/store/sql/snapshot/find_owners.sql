-- Patients that came before their owners did, and need not have come again.
UPDATE patients
SET client_id = (SELECT c.id FROM clients AS c WHERE c.server_id = patients.owner_server_id)
WHERE client_id IS NULL AND EXISTS (SELECT 1 FROM clients AS c WHERE c.server_id = patients.owner_server_id)
