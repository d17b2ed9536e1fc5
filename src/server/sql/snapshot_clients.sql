-- All clients as one JSON text. ?1: as a classic server shows them.
SELECT coalesce(group_concat(
    '{"id":"' || id || '","fullName":' || json_quote(full_name) || ',"phone":' || json_quote(phone)
    || CASE WHEN email IS NULL THEN '' ELSE ',"email":' || json_quote(email) END
    || CASE WHEN address IS NULL THEN '' ELSE ',"address":' || json_quote(address) END
    || CASE WHEN ?1 OR idempotency_key IS NULL THEN '' ELSE ',"idempotency_key":' || json_quote(idempotency_key) END
    || '}', ','), '')
FROM (SELECT * FROM clients ORDER BY seq)
