-- Patients that came before their owner did.
UPDATE patients
SET client_id = (SELECT c.id FROM clients AS c WHERE c.server_id = patients.owner_server_id)
WHERE client_id IS NULL AND owner_server_id IN (SELECT value FROM jsonb_each(?1))
