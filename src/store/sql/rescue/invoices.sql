-- An invoice shows the lines that make its sum, and no others. Of lines that the damaged store does not show the copy's
-- stand.
INSERT INTO invoice_items (
    invoice_id, position, type, nomenclature_id, name, quantity_milli, price_kopecks, total_kopecks
)
SELECT invoice_id, position, type, nomenclature_id, name, quantity_milli, price_kopecks, total_kopecks
FROM temp.copied_items
WHERE invoice_id NOT IN (SELECT invoice_id FROM invoice_items);

DELETE FROM invoice_items WHERE invoice_id NOT IN (SELECT id FROM invoices);

-- What goes up, or did, holds all of one.
INSERT INTO temp.told (id, payload)
SELECT a.local_id, a.payload
FROM (
    SELECT local_id, payload FROM sync_queue WHERE action_type = 'create_invoice'
    UNION ALL
    SELECT local_id, payload FROM journal
    WHERE action_type = 'create_invoice'
        AND local_id NOT IN (SELECT local_id FROM sync_queue WHERE action_type = 'create_invoice')
) AS a
WHERE a.local_id IN (SELECT id FROM temp.in_parts)
    AND CASE WHEN json_valid(a.payload) THEN json_array_length(a.payload, '$.items') END > 0;

UPDATE OR IGNORE invoices
SET total_kopecks = CAST(round(100 * (t.payload ->> 'total_amount')) AS INTEGER),
    payment_status = t.payload ->> 'payment_status', notes = t.payload ->> 'notes'
FROM temp.told AS t
WHERE t.id = invoices.id;

DELETE FROM invoice_items WHERE invoice_id IN (SELECT id FROM temp.told);

INSERT OR IGNORE INTO invoice_items (invoice_id, position, type, name, quantity_milli, price_kopecks, total_kopecks)
SELECT
    t.id, line.key, line.value ->> 'type', line.value ->> 'name',
    CAST(round(1000 * (line.value ->> 'quantity')) AS INTEGER),
    CAST(round(100 * (line.value ->> 'price')) AS INTEGER), CAST(round(100 * (line.value ->> 'total')) AS INTEGER)
FROM temp.told AS t, json_each(t.payload, '$.items') AS line;

-- Else the copy's is taken whole. Whether the server has it the damaged store knows better.
INSERT INTO temp.older (id) SELECT id FROM temp.in_parts WHERE id IN (SELECT invoice_id FROM temp.copied_items);

UPDATE invoices
SET client_id = c.client_id, patient_id = c.patient_id, total_kopecks = c.total_kopecks,
    payment_status = c.payment_status, notes = c.notes, author = c.author, created_at = c.created_at, day = c.day
FROM temp.copied_invoices AS c
WHERE c.id = invoices.id AND c.id IN (SELECT id FROM temp.older) AND c.total_kopecks <> invoices.total_kopecks;

DELETE FROM invoice_items WHERE invoice_id IN (SELECT id FROM temp.older);

INSERT INTO invoice_items (
    invoice_id, position, type, nomenclature_id, name, quantity_milli, price_kopecks, total_kopecks
)
SELECT invoice_id, position, type, nomenclature_id, name, quantity_milli, price_kopecks, total_kopecks
FROM temp.copied_items
WHERE invoice_id IN (SELECT id FROM temp.older);

-- And where nobody knows them, one line stands for what is lost: the money is not.
INSERT OR IGNORE INTO invoice_items (invoice_id, position, type, name, quantity_milli, price_kopecks, total_kopecks)
SELECT
    p.id, (SELECT CAST(coalesce(max(position) + 1, 0) AS INTEGER) FROM invoice_items WHERE invoice_id = p.id),
    'service', '?', 1000, p.missing, p.missing
FROM temp.in_parts AS p
WHERE p.missing <> 0;

UPDATE invoice_items SET nomenclature_id = NULL WHERE nomenclature_id NOT IN (SELECT id FROM nomenclature);
