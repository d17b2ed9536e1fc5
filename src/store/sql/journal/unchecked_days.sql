-- In the order in which they are done: with a day behind it, all of the journal up to its mark is checked. The plus keeps
-- the index of the days out, which holds all invoices of 90 days: those behind the last mark are few.
SELECT invoice_day AS date, max(id) AS mark
FROM journal
WHERE +invoice_day IS NOT NULL AND keyed AND workstation_id = ?1 AND id > ?2
GROUP BY invoice_day
ORDER BY mark
