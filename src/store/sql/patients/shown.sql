-- The rows of a search, given as [id, rank] each, the best first: one list of their cells.
SELECT json_group_array(
    json_array(
        p.id, p.server_id, p.name, p.species, p.breed, p.birth_date, p.gender, p.client_id, p.owner_server_id, p.synced,
        (
            SELECT q.shown_state FROM queue_states AS q
            WHERE q.action_type = 'create_patient' AND q.local_id = p.id
        ),
        c.full_name, c.phone
    )
    ORDER BY best.value ->> 1, p.name_folded, p.id
)
FROM json_each(?1) AS best
INNER JOIN patients AS p ON p.id = best.value ->> 0
LEFT JOIN clients AS c ON c.id = p.client_id
