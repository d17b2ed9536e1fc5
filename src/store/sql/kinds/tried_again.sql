-- Of a kind that was just let go: what goes, and what may have left a header there.
SELECT
    count(*) FILTER (WHERE shown_state IN ('waiting', 'resending')),
    count(*) FILTER (WHERE shown_state = 'in_doubt' AND error_code = 'header_may_stay')
FROM queue_states
WHERE action_type = ?
