-- Patients that are new or changed since the marks, or whose owner is: as they are now, NULL where they are gone.
WITH touched AS (
    SELECT patient_id AS id FROM search_log WHERE seq > ?1 AND patient_id IS NOT NULL
    UNION
    SELECT p.id FROM search_log AS l
    INNER JOIN patients AS p ON p.client_id = l.client_id
    WHERE l.seq > ?1 AND l.patient_id IS NULL
    UNION
    SELECT id FROM patients WHERE id > ?2
)
SELECT json_group_array(json_array(
    touched.id, p.name_folded, coalesce(c.name_folded, ''), coalesce(c.phone_digits, '')
))
FROM touched
LEFT JOIN patients AS p ON p.id = touched.id AND p.archived = 0
LEFT JOIN clients AS c ON c.id = p.client_id AND c.archived = 0
