SELECT
    a.*, c.full_name AS client_name, c.server_id AS client_server_id, p.name AS patient_name,
    p.server_id AS patient_server_id, q.shown_state AS queue_state
FROM appointments AS a
INNER JOIN clients AS c ON c.id = a.client_id
INNER JOIN patients AS p ON p.id = a.patient_id
LEFT JOIN queue_states AS q ON q.action_type = 'create_appointment' AND q.local_id = a.id
WHERE a.client_id = ?
ORDER BY a.appointment_date DESC, a.appointment_time DESC, a.id DESC
