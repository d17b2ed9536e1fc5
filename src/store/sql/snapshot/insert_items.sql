INSERT INTO nomenclature (server_id, name, type, price_kopecks, category, name_folded, category_folded)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6
FROM jsonb_each(?1) AS j
ORDER BY j.key
