SELECT epoch, forgotten, (SELECT coalesce(max(seq), 0) FROM changes) FROM change_log
