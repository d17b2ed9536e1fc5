INSERT INTO left_out (at, list, row, reason)
SELECT ?1, ?2, value ->> 0, value ->> 1
FROM jsonb_each(?3)
ORDER BY key
