-- All patients as one JSON text. ?1: as a classic server shows them, a time behind the birth date.
SELECT coalesce(group_concat(
    '{"id":"' || id || '","name":' || json_quote(name) || ',"species":' || json_quote(species)
    || CASE WHEN breed IS NULL THEN '' ELSE ',"breed":' || json_quote(breed) END
    || CASE WHEN birth_date IS NULL THEN ''
            ELSE ',"birthDate":"' || birth_date || CASE WHEN ?1 THEN ' 00:00:00"' ELSE '"' END END
    || CASE WHEN gender IS NULL THEN '' ELSE ',"gender":"' || gender || '"' END
    || ',"ownerId":' || CASE WHEN owner_id IS NULL THEN 'null' ELSE '"' || owner_id || '"' END
    || CASE WHEN ?1 OR idempotency_key IS NULL THEN '' ELSE ',"idempotency_key":' || json_quote(idempotency_key) END
    || '}', ','), '')
FROM (SELECT * FROM patients ORDER BY seq)
