-- The server's price items are all of this snapshot: they have no ids to be looked up by.
SELECT
    (
        SELECT count(*)
        FROM seen_clients AS s
        INNER JOIN clients AS c ON c.server_id = s.server_id
        WHERE c.archived = 0
    ),
    (
        SELECT count(*)
        FROM seen_patients AS s
        INNER JOIN patients AS p ON p.server_id = s.server_id
        WHERE p.archived = 0
    ),
    (SELECT count(*) FROM nomenclature WHERE archived = 0)
