-- Price items that are new or changed since the marks: as they are now, NULL where they are gone.
WITH touched AS (
    SELECT item_id AS id FROM search_log WHERE seq > ?1 AND item_id IS NOT NULL
    UNION
    SELECT id FROM nomenclature WHERE id > ?2
)
SELECT json_group_array(json_array(touched.id, n.name_folded, n.category_folded, ''))
FROM touched
LEFT JOIN nomenclature AS n ON n.id = touched.id AND n.archived = 0
