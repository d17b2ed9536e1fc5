INSERT INTO nomenclature (id, name, type, price_kopecks, category)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4
FROM jsonb_each(?1)
