-- The price list as it is; its category is what else an item is found by.
SELECT json_group_array(json_array(id, name_folded, category_folded, '')) FROM nomenclature WHERE archived = 0
