SELECT count(*), coalesce(sum(amount_kopecks), 0)
FROM journal
WHERE day = ?
