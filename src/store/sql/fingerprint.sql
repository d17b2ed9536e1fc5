-- The newest row of each noun is looked up, so that a table that cannot be read is found by a sync that finds nothing else.
SELECT json_array(
    (SELECT max(id) FROM clients),
    (SELECT max(id) FROM patients),
    (SELECT max(id) FROM nomenclature),
    (SELECT max(id) FROM appointments),
    (SELECT max(id) FROM invoices),
    (SELECT max(id) FROM journal),
    (SELECT json_group_array(json_array(name, seq)) FROM sqlite_sequence),
    (SELECT json_group_array(json_array(name, value)) FROM meta WHERE name NOT IN (?, ?)),
    (SELECT json_group_array(json_array(kind, facts)) FROM problems),
    (SELECT json_group_array(json_array(action_type, state, times)) FROM refused_kinds),
    (
        SELECT json_array(
            count(*), total(id), max(updated_at), total(attempts), total(doubts), total(settles), total(may_be_there),
            total(length(payload)), count(*) FILTER (WHERE state = 'waiting'), count(*) FILTER (WHERE state = 'refused')
        )
        FROM sync_queue
    )
)
