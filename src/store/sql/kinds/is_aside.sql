SELECT EXISTS (SELECT 1 FROM refused_kinds WHERE action_type = ? AND state = 'aside')
