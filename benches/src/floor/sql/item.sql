INSERT INTO nomenclature (server_id, name, type, price_kopecks, category, name_folded, category_folded)
VALUES (?1, ?2, ?3, CAST(round(?4 * 100) AS INTEGER), ?5, ?6, ?7)
