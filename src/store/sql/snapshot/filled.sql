-- Of a store that was just filled: all rows are the server's.
SELECT
    (SELECT count(*) FROM clients),
    (SELECT count(*) FROM patients),
    (SELECT count(*) FROM nomenclature WHERE archived = 0)
