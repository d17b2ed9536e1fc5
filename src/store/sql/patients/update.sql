UPDATE patients
SET name = ?1, species = ?2, breed = ?3, birth_date = ?4, gender = ?5, client_id = ?6, name_folded = ?7,
    owner_server_id = (SELECT server_id FROM clients WHERE id = ?6)
WHERE id = ?8
