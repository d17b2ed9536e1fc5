UPDATE nomenclature
SET server_id = ?2, name = ?3, type = ?4, price_kopecks = ?5, category = ?6, name_folded = ?7,
    category_folded = ?8, archived = 0
WHERE id = ?1
