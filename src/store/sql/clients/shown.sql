-- The rows of a search, given as [id, rank] each.
WITH best AS (SELECT value ->> 0 AS id, value ->> 1 AS rank FROM json_each(?1))
SELECT
    c.id, c.server_id, c.full_name, c.phone, c.email, c.address, c.synced,
    (
        SELECT q.shown_state FROM queue_states AS q
        WHERE q.action_type = 'create_client' AND q.local_id = c.id
    ) AS queue_state,
    (
        SELECT coalesce(group_concat(p.name, ', '), '')
        FROM patients AS p
        WHERE p.client_id = c.id AND p.archived = 0
    ) AS animals
FROM best
INNER JOIN clients AS c ON c.id = best.id
ORDER BY best.rank, c.name_folded, c.id
LIMIT ?2
