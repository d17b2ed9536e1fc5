SELECT n.*, best.total
FROM best
INNER JOIN nomenclature AS n ON n.id = best.id
ORDER BY best.rank, best.name, best.id
