-- What is held already stays so.
INSERT INTO refused_kinds (action_type, message, times, since) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (action_type) DO UPDATE
SET message = excluded.message, times = excluded.times, since = excluded.since,
    state = iif(excluded.times >= ?5, 'held', 'counting')
WHERE state = 'counting'
