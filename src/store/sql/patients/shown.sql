-- The rows of a search, given as [id, rank] each.
WITH best AS (SELECT value ->> 0 AS id, value ->> 1 AS rank FROM json_each(?1))
SELECT
    p.id, p.server_id, p.name, p.species, p.breed, p.birth_date, p.gender, p.client_id, p.owner_server_id, p.synced,
    (
        SELECT q.shown_state FROM queue_states AS q
        WHERE q.action_type = 'create_patient' AND q.local_id = p.id
    ) AS queue_state,
    c.full_name AS owner_name, c.phone AS owner_phone
FROM best
INNER JOIN patients AS p ON p.id = best.id
LEFT JOIN clients AS c ON c.id = p.client_id
ORDER BY best.rank, p.name_folded, p.id
LIMIT ?2
