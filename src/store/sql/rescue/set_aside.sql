-- The copy's invoices stand aside while the damaged store's are read: the lines of two times never meet in one.
CREATE TEMP TABLE copied_invoices AS SELECT * FROM main.invoices;
CREATE TEMP TABLE copied_items AS SELECT * FROM main.invoice_items;
DELETE FROM main.invoice_items;

-- Which actions stay as the copy has them shows in the end.
CREATE TEMP TABLE copied_actions AS SELECT id, payload FROM main.sync_queue;

-- Invoices whose lines are lost, or of another time than their sum.
CREATE TEMP VIEW in_parts AS
SELECT i.id, CAST(i.total_kopecks - total(l.total_kopecks) AS INTEGER) AS missing
FROM main.invoices AS i
LEFT JOIN main.invoice_items AS l ON l.invoice_id = i.id
GROUP BY i.id
HAVING missing <> 0 OR count(l.invoice_id) = 0;

-- Of these, what an action says of them, and those that the copy has whole.
CREATE TEMP TABLE told (id INTEGER NOT NULL, payload TEXT NOT NULL) STRICT;
CREATE TEMP TABLE older (id INTEGER NOT NULL) STRICT;
