UPDATE clients SET full_name = full_name || ' ' || ?2 WHERE seq % ?1 = ?2 % ?1
