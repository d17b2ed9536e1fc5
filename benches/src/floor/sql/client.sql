INSERT INTO clients (server_id, full_name, phone, email, address, name_folded, phone_digits, synced)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 1)
