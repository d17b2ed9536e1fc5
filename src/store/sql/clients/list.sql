-- A part of all clients, from the row ?2 on: recent ones first, then А–Я. An invoice is dated in its workstation's zone, the others in UTC.
WITH recent AS (
    SELECT client_id, max(at) AS at
    FROM (
        SELECT id AS client_id, unixepoch(created_at, 'subsec') AS at
        FROM clients
        WHERE created_at IS NOT NULL
        UNION ALL
        SELECT client_id, unixepoch(created_at, 'subsec') FROM appointments
        UNION ALL
        SELECT client_id, unixepoch(created_at, 'subsec') FROM invoices
    )
    WHERE EXISTS (SELECT 1 FROM clients AS c WHERE c.id = client_id AND c.archived = 0)
    GROUP BY client_id
    ORDER BY max(at) DESC
    LIMIT 10
),
chosen AS (
    SELECT client_id AS id, 0 AS part, at, NULL AS name_folded FROM recent
    UNION ALL
    SELECT id, 1, NULL, name_folded
    FROM (
        SELECT id, name_folded FROM clients
        WHERE archived = 0 AND id NOT IN (SELECT client_id FROM recent)
        ORDER BY name_folded, id
        LIMIT ?1 OFFSET max(coalesce(?2, 0) - (SELECT count(*) FROM recent), 0)
    )
),
shown AS (
    SELECT * FROM chosen
    ORDER BY part, at DESC, name_folded, id
    LIMIT ?1 OFFSET min(coalesce(?2, 0), (SELECT count(*) FROM recent))
)
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
FROM shown
INNER JOIN clients AS c ON c.id = shown.id
ORDER BY shown.part, shown.at DESC, shown.name_folded, c.id
