INSERT INTO invoice_items (
    invoice_id, position, type, nomenclature_id, name, quantity_milli, price_kopecks, total_kopecks
)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
