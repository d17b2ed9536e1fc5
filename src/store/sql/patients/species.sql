SELECT species
FROM patients
WHERE archived = 0 AND species <> ''
GROUP BY species
ORDER BY count(*) DESC, species
LIMIT 50
