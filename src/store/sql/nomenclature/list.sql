SELECT n.*
FROM nomenclature AS n
WHERE n.archived = 0
ORDER BY n.name_folded, n.id
LIMIT ?1
