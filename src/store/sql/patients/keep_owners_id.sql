-- ?1: pairs of a client and its server id, which it has by now.
UPDATE patients
SET owner_server_id = (SELECT c.server_id FROM clients AS c WHERE c.id = patients.client_id)
WHERE client_id IN (SELECT value ->> 0 FROM jsonb_each(?1))
