INSERT INTO problems (kind, facts, since)
VALUES (?1, ?2, ?3)
ON CONFLICT (kind) DO UPDATE SET facts = excluded.facts
