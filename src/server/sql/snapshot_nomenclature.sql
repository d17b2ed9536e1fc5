-- The price list as one JSON text. ?1: with the unusable ids of a classic server, where of 1,092 items 398 have
-- none and the others share 338 values.
SELECT coalesce(group_concat(
    '{"id":' || CASE
        WHEN NOT ?1 THEN id
        WHEN (place + 1) * 398 / 1092 <> place * 398 / 1092 THEN 'null'
        ELSE (place - place * 398 / 1092) % 338
    END
    || ',"name":' || json_quote(name) || ',"type":"' || type || '","price":'
    || CASE WHEN price_kopecks % 100 = 0 THEN price_kopecks / 100
            ELSE printf('%d.%02d', price_kopecks / 100, price_kopecks % 100) END
    || CASE WHEN category IS NULL THEN '' ELSE ',"category":' || json_quote(category) END
    || '}', ','), '')
FROM (SELECT *, row_number() OVER (ORDER BY id) - 1 AS place FROM nomenclature ORDER BY id)
