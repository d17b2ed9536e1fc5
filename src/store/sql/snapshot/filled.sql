-- Of a store that was just filled: all rows are the server's.
SELECT
    (SELECT count(*) FROM clients WHERE archived = 0),
    (SELECT count(*) FROM patients WHERE archived = 0),
    (SELECT count(*) FROM nomenclature WHERE archived = 0)
