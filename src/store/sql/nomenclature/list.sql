SELECT n.id, n.server_id, n.type, n.name, n.category, n.price_kopecks
FROM nomenclature AS n
WHERE n.archived = 0
ORDER BY n.name_folded, n.id
LIMIT ?1
