-- Those that were made as indexes; a table's own cannot be taken down.
SELECT name, sql
FROM sqlite_schema
WHERE type = 'index' AND tbl_name IN ('clients', 'patients') AND sql IS NOT NULL
ORDER BY name
