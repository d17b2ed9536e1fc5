INSERT INTO patients
    (server_id, name, species, breed, birth_date, gender, owner_server_id, client_id, name_folded, synced)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, (SELECT id FROM clients WHERE server_id = ?7), ?8, 1)
