SELECT n.*, count(*) OVER () AS total
FROM nomenclature AS n
WHERE n.archived = 0
