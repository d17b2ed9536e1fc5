-- Which row a hash was of, a torn page does not tell.
SELECT group_concat(name, ', ')
FROM pragma_table_info(?1, 'main')
WHERE name IN (SELECT name FROM pragma_table_info(?1, 'torn')) AND name <> 'row_hash'
