SELECT count(*), coalesce(sum(amount_kopecks), 0)
FROM journal
WHERE action_type = 'create_invoice' AND keyed AND workstation_id = ?1 AND invoice_day = ?2
