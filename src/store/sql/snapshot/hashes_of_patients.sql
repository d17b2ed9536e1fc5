-- A stretch of the live rows' hashes as one long value: row by row it would take ten times as long.
SELECT max(id), coalesce(group_concat(row_hash), ''), count(*) - count(row_hash)
FROM (
    SELECT id, row_hash
    FROM patients NOT INDEXED
    WHERE id > ?1 AND archived = 0 AND server_id IS NOT NULL
    ORDER BY id
    LIMIT ?2
)
