-- The rows of a search, given as [id, rank] each.
WITH best AS (SELECT value ->> 0 AS id, value ->> 1 AS rank FROM json_each(?1))
SELECT n.id, n.server_id, n.type, n.name, n.category, n.price_kopecks
FROM best
INNER JOIN nomenclature AS n ON n.id = best.id
ORDER BY best.rank, n.name_folded, n.id
LIMIT ?2
