-- ?2: the lines in their order.
INSERT INTO invoice_items
    (invoice_id, position, type, nomenclature_id, name, thousandths, price_kopecks, total_kopecks)
SELECT
    ?1, key, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5
FROM jsonb_each(?2)
