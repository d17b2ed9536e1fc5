-- What is the server's and not archived.
SELECT
    (SELECT count(*) FROM clients WHERE archived = 0 AND server_id IS NOT NULL),
    (SELECT count(*) FROM patients WHERE archived = 0 AND server_id IS NOT NULL),
    (SELECT count(*) FROM nomenclature WHERE archived = 0)
