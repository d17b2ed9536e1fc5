-- How far the log of changes and the rows go: the same as before, and nothing that a search looks at has changed.
SELECT json_array(
    (SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'search_log'),
    (SELECT coalesce(max(id), 0) FROM clients),
    (SELECT coalesce(max(id), 0) FROM patients),
    (SELECT coalesce(max(id), 0) FROM nomenclature)
)
