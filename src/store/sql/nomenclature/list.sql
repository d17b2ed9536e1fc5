SELECT n.*, (SELECT count(*) FROM nomenclature WHERE archived = 0) AS total
FROM nomenclature AS n
WHERE n.archived = 0
ORDER BY n.name_folded, n.id
LIMIT ?1
