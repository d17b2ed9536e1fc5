-- Clients that are new or changed since the marks, or whose patients are: as they are now, NULL where they are gone.
WITH touched AS (
    SELECT client_id AS id FROM search_log WHERE seq > ?1 AND client_id IS NOT NULL
    UNION
    SELECT p.client_id FROM search_log AS l
    INNER JOIN patients AS p ON p.id = l.patient_id
    WHERE l.seq > ?1 AND p.client_id IS NOT NULL
    UNION
    SELECT id FROM clients WHERE id > ?2
    UNION
    SELECT client_id FROM patients WHERE id > ?3 AND client_id IS NOT NULL
)
SELECT json_group_array(json_array(
    touched.id, c.name_folded,
    (
        SELECT coalesce(group_concat(p.name_folded, ' '), '')
        FROM patients AS p
        WHERE p.client_id = touched.id AND p.archived = 0
    ),
    coalesce(c.phone_digits, '')
))
FROM touched
LEFT JOIN clients AS c ON c.id = touched.id AND c.archived = 0
