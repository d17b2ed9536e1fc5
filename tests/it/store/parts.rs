//! A long list is read in parts, each as the whole would show it.

use vetsystem_companion::store::Store;

use crate::support::{Bench, Chain, client, local_now};

#[test]
fn parts_of_the_clients_put_together_are_the_list() {
    let bench = Bench::ours();
    let mut store = bench.store();
    let author = bench.session.author();
    for number in 0..25 {
        let draft = client(&format!("Клиент {:02}", (number * 7) % 25));
        store.save_client(&author, local_now(), None, &draft).unwrap();
    }
    Chain::save(&mut store, &author);
    let names = |store: &mut Store, first, limit| -> Vec<String> {
        let found = store.list_clients(first, limit).unwrap();
        found.rows.into_iter().map(|row| row.client.full_name).collect()
    };
    let whole = names(&mut store, 0, 100);
    assert_eq!(whole.len(), 26);
    for size in [1, 4, 9, 10, 11, 25] {
        let firsts = (0..26_u32).filter(|first| first % size == 0);
        let parts: Vec<_> = firsts.flat_map(|first| names(&mut store, first, size)).collect();
        assert_eq!(parts, whole, "{size} at a time");
    }
    assert_eq!(store.find_clients("", 100).unwrap().total, store.list_clients(25, 5).unwrap().total);
    assert!(names(&mut store, 26, 5).is_empty());
}
