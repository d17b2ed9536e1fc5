UPDATE patients
SET name = ?, species = ?, breed = ?, birth_date = ?, gender = ?, client_id = ?, name_folded = ?
WHERE id = ?
