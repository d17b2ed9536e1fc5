-- The rows of a search, given as [id, rank] each, as one list of their cells.
WITH best AS (SELECT value ->> 0 AS id, value ->> 1 AS rank FROM json_each(?1)),
shown AS (
    SELECT p.*
    FROM best
    INNER JOIN patients AS p ON p.id = best.id
    ORDER BY best.rank, p.name_folded, p.id
    LIMIT ?2
)
SELECT json_group_array(json_array(
    shown.id, shown.server_id, shown.name, shown.species, shown.breed, shown.birth_date, shown.gender, shown.client_id, shown.owner_server_id, shown.synced,
    (
        SELECT q.shown_state FROM queue_states AS q
        WHERE q.action_type = 'create_patient' AND q.local_id = shown.id
    ),
    c.full_name, c.phone
))
FROM shown
LEFT JOIN clients AS c ON c.id = shown.client_id
