UPDATE patients SET name = name || ' ' || ?2 WHERE seq % ?1 = ?2 % ?1
