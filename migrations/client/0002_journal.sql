-- The journal says for which clinic and branch, and by whom, each action was saved, and when: the queue, which knew,
-- forgets it with the acknowledgement. NULL in rows from before.
ALTER TABLE journal ADD COLUMN tenant_id TEXT;
ALTER TABLE journal ADD COLUMN branch_id TEXT;
ALTER TABLE journal ADD COLUMN user_id TEXT;
ALTER TABLE journal ADD COLUMN saved_at TEXT;
