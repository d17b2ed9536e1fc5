INSERT INTO invoice_items
    (invoice_id, position, type, nomenclature_id, name, thousandths, price_kopecks, total_kopecks)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
