-- The next rows after an id, as one: row by row they would take several times as long.
SELECT json_group_array(id), json_group_array(name_folded), json_group_array(category_folded)
FROM (
    SELECT id, name_folded, category_folded FROM nomenclature
    WHERE id > ?1 AND id <= ?2 AND +archived = 0
    ORDER BY id
    LIMIT ?3
)
