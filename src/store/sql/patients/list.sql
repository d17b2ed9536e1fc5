SELECT
    p.id, p.server_id, p.name, p.species, p.breed, p.birth_date, p.gender, p.client_id, p.owner_server_id, p.synced,
    (
        SELECT q.shown_state FROM queue_states AS q
        WHERE q.action_type = 'create_patient' AND q.local_id = p.id
    ) AS queue_state,
    c.full_name AS owner_name, c.phone AS owner_phone
FROM patients AS p
LEFT JOIN clients AS c ON c.id = p.client_id
WHERE p.archived = 0
ORDER BY p.name_folded, p.id
LIMIT ?1
