SELECT breed
FROM patients
WHERE archived = 0 AND species = ? AND breed IS NOT NULL AND breed <> ''
GROUP BY breed
ORDER BY count(*) DESC, breed
LIMIT 200
