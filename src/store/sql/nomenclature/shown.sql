-- The rows of a search, given as [id, rank] each, as one list of their cells.
WITH best AS (SELECT value ->> 0 AS id, value ->> 1 AS rank FROM json_each(?1)),
shown AS (
    SELECT n.*
    FROM best
    INNER JOIN nomenclature AS n ON n.id = best.id
    ORDER BY best.rank, n.name_folded, n.id
    LIMIT ?2
)
SELECT json_group_array(json_array(shown.id, shown.server_id, shown.type, shown.name, shown.category, shown.price_kopecks))
FROM shown
