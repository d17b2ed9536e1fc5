-- The rows of a search, given as [id, rank] each, the best first: one list of their cells.
SELECT json_group_array(
    json_array(
        c.id, c.server_id, c.full_name, c.phone, c.email, c.address, c.synced,
        (
            SELECT q.shown_state FROM queue_states AS q
            WHERE q.action_type = 'create_client' AND q.local_id = c.id
        ),
        (
            SELECT coalesce(group_concat(p.name, ', '), '')
            FROM patients AS p
            WHERE p.client_id = c.id AND p.archived = 0
        )
    )
    ORDER BY best.value ->> 1, c.name_folded, c.id
)
FROM json_each(?1) AS best
INNER JOIN clients AS c ON c.id = best.value ->> 0
