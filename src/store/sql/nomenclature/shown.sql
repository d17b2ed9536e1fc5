-- The rows of a search, given as [id, rank] each, the best first: one list of their cells.
SELECT json_group_array(
    json_array(n.id, n.server_id, n.type, n.name, n.category, n.price_kopecks)
    ORDER BY best.value ->> 1, n.name_folded, n.id
)
FROM json_each(?1) AS best
INNER JOIN nomenclature AS n ON n.id = best.value ->> 0
