-- Those of all rows. An index of few stays: to make it anew all rows would be read, and a download adds next to none.
SELECT name, sql
FROM sqlite_schema
WHERE type = 'index' AND tbl_name IN ('clients', 'patients') AND sql NOT LIKE '%IS NOT NULL'
    AND sql NOT LIKE '%archived <> 0'
ORDER BY name
