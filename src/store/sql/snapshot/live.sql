-- What is the server's and not archived: nearly all rows, which an index would look up one by one.
SELECT
    (SELECT count(*) FROM clients NOT INDEXED WHERE archived = 0 AND server_id IS NOT NULL),
    (SELECT count(*) FROM patients NOT INDEXED WHERE archived = 0 AND server_id IS NOT NULL),
    (SELECT count(*) FROM nomenclature WHERE archived = 0)
