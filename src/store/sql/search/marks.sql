-- How far the log of changes and the rows go: the same as before, and nothing that a search looks at has changed.
SELECT
    (SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'search_log') AS log,
    (SELECT coalesce(max(id), 0) FROM clients) AS clients,
    (SELECT coalesce(max(id), 0) FROM patients) AS patients,
    (SELECT coalesce(max(id), 0) FROM nomenclature) AS items
