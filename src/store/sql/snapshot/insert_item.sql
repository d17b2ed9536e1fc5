INSERT INTO nomenclature (id, server_id, name, type, price_kopecks, category, name_folded, category_folded)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
