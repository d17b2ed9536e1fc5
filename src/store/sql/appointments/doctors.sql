SELECT doctor_name
FROM appointments
WHERE doctor_name IS NOT NULL
GROUP BY doctor_name
ORDER BY count(*) DESC, doctor_name
LIMIT 50
