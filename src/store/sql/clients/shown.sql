-- The rows of a search, given as [id, rank] each, as one list of their cells.
WITH best AS (SELECT value ->> 0 AS id, value ->> 1 AS rank FROM json_each(?1)),
shown AS (
    SELECT c.*
    FROM best
    INNER JOIN clients AS c ON c.id = best.id
    ORDER BY best.rank, c.name_folded, c.id
    LIMIT ?2
)
SELECT json_group_array(json_array(
    shown.id, shown.server_id, shown.full_name, shown.phone, shown.email, shown.address, shown.synced,
    (
        SELECT q.shown_state FROM queue_states AS q
        WHERE q.action_type = 'create_client' AND q.local_id = shown.id
    ),
    (
        SELECT coalesce(group_concat(p.name, ', '), '')
        FROM patients AS p
        WHERE p.client_id = shown.id AND p.archived = 0
    )
))
FROM shown
