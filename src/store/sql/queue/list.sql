SELECT
    q.*,
    CASE q.action_type
        WHEN 'create_client' THEN c.full_name
        WHEN 'create_patient' THEN p.name
        WHEN 'create_appointment' THEN a.appointment_date || ' ' || a.appointment_time
        ELSE ''
    END AS title,
    coalesce(owner.full_name, c.phone) AS about,
    i.total_kopecks AS amount_kopecks,
    coalesce(holder_client.full_name, holder_patient.name) AS held_by_name
FROM queue_states AS q
LEFT JOIN clients AS c ON q.action_type = 'create_client' AND c.id = q.local_id
LEFT JOIN patients AS p ON q.action_type = 'create_patient' AND p.id = q.local_id
LEFT JOIN appointments AS a ON q.action_type = 'create_appointment' AND a.id = q.local_id
LEFT JOIN invoices AS i ON q.action_type = 'create_invoice' AND i.id = q.local_id
LEFT JOIN clients AS owner ON owner.id = q.client_id
LEFT JOIN sync_queue AS holder ON holder.id = q.held_by
LEFT JOIN clients AS holder_client ON holder.action_type = 'create_client' AND holder_client.id = holder.local_id
LEFT JOIN patients AS holder_patient ON holder.action_type = 'create_patient' AND holder_patient.id = holder.local_id
ORDER BY q.id
