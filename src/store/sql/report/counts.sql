-- All rows are counted quicker than some of them, and few are archived.
SELECT
    (SELECT count(*) FROM clients) - (SELECT count(*) FROM clients WHERE archived <> 0),
    (SELECT count(*) FROM patients) - (SELECT count(*) FROM patients WHERE archived <> 0),
    (SELECT count(*) FROM nomenclature WHERE archived = 0),
    (SELECT count(*) FROM appointments),
    (SELECT count(*) FROM invoices)
