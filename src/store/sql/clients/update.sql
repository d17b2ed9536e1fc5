UPDATE clients
SET full_name = ?, phone = ?, email = ?, address = ?, name_folded = ?, phone_digits = ?
WHERE id = ?
