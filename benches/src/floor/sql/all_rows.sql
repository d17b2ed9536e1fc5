SELECT (
    SELECT json_group_array(json_array(server_id, full_name, phone, email, address, name_folded, phone_digits, synced))
    FROM (SELECT * FROM clients WHERE archived = 0 ORDER BY server_id)
) || (
    SELECT json_group_array(json_array(p.server_id, p.name, p.species, p.breed, p.birth_date, p.gender, p.owner_server_id,
                                       c.server_id, p.name_folded, p.synced))
    FROM (SELECT * FROM patients WHERE archived = 0 ORDER BY server_id) AS p LEFT JOIN clients AS c ON c.id = p.client_id
) || (
    SELECT json_group_array(json_array(server_id, name, type, price_kopecks, category, name_folded, category_folded))
    FROM (SELECT * FROM nomenclature WHERE archived = 0 ORDER BY CAST(server_id AS INTEGER))
)
