SELECT id, name, type, price_kopecks, category
FROM nomenclature
WHERE id IN (
    SELECT CAST(row_id AS INTEGER) FROM changes WHERE list = 'nomenclature' AND seq > ?1 AND seq <= ?2)
ORDER BY id
