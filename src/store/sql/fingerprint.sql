SELECT json_array(
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
