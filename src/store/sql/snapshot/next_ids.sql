-- No id is given out twice, not even one whose row is gone.
SELECT
    coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'clients'), 0) + 1,
    coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'patients'), 0) + 1
