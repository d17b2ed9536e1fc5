INSERT INTO users (id, username, full_name, role, branch_id, password_hash)
VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (username) DO NOTHING
