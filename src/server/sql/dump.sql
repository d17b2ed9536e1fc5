-- Everything an upload can make, as one JSON text with the field names of the payloads; money in roubles.
SELECT json_object(
    'clients', json((SELECT json_group_array(json_object(
        'id', id, 'workstation_id', workstation_id, 'idempotency_key', idempotency_key, 'branch_id', branch_id,
        'full_name', full_name, 'phone', phone, 'email', email, 'address', address))
        FROM (SELECT * FROM clients ORDER BY seq))),
    'patients', json((SELECT json_group_array(json_object(
        'id', id, 'workstation_id', workstation_id, 'idempotency_key', idempotency_key, 'branch_id', branch_id,
        'owner_server_id', owner_id, 'name', name, 'species', species, 'breed', breed,
        'birth_date', birth_date, 'gender', gender))
        FROM (SELECT * FROM patients ORDER BY seq))),
    'appointments', json((SELECT json_group_array(json_object(
        'id', id, 'workstation_id', workstation_id, 'idempotency_key', idempotency_key, 'branch_id', branch_id,
        'client_server_id', client_id, 'patient_server_id', patient_id,
        'appointment_date', appointment_date, 'appointment_time', appointment_time,
        'doctor_name', doctor_name, 'notes', notes))
        FROM (SELECT * FROM appointments ORDER BY seq))),
    'invoices', json((SELECT json_group_array(json_object(
        'id', id, 'workstation_id', workstation_id, 'idempotency_key', idempotency_key, 'branch_id', branch_id,
        'client_server_id', client_id, 'patient_server_id', patient_id,
        'total_amount', json(iif(total_kopecks % 100 = 0, total_kopecks / 100,
                                 printf('%d.%02d', total_kopecks / 100, total_kopecks % 100))),
        'payment_status', payment_status, 'created_at', created_at, 'notes', notes,
        'items', json((SELECT json_group_array(json_object(
            'type', type, 'nomenclature_id', json(coalesce(nomenclature_id, 'null')), 'name', name,
            'quantity', json(iif(thousandths % 1000 = 0, thousandths / 1000,
                                 printf('%d.%03d', thousandths / 1000, thousandths % 1000))),
            'price', json(iif(price_kopecks % 100 = 0, price_kopecks / 100,
                              printf('%d.%02d', price_kopecks / 100, price_kopecks % 100))),
            'total', json(iif(total_kopecks % 100 = 0, total_kopecks / 100,
                              printf('%d.%02d', total_kopecks / 100, total_kopecks % 100)))))
            FROM (SELECT * FROM invoice_items AS item WHERE item.invoice_id = invoices.id ORDER BY position)))))
        FROM (SELECT * FROM invoices ORDER BY seq) AS invoices)))
