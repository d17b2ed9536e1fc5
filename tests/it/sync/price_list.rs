//! The price list of a server whose ids cannot be trusted: items keep a local identity, and go up under the id they came with.

use serde_json::{Value, json};
use vetsystem_companion::domain::Kopecks;
use vetsystem_companion::sync::CycleOutcome;

use crate::support::{Bench, Fault, INITIAL_DATA, Proxy, UPLOAD, client, invoice, local_now, query};

fn item(id: impl Into<Value>, name: &str, price: f64) -> Value {
    json!({"id": id.into(), "name": name, "type": "service", "price": price, "category": "Терапия"})
}

fn download(bench: &Bench, proxy: &Proxy, items: &[Value]) {
    let data = json!({"clients": [], "patients": [], "nomenclature": items});
    proxy.fault(INITIAL_DATA, Fault::json(200, data));
    assert_eq!(bench.full_cycle().outcome, CycleOutcome::Done);
}

/// Local id, id as it came, name, price and whether it is archived.
fn stored(bench: &Bench) -> Value {
    let all = "SELECT json_group_array(json_array(id, server_id, name, price_kopecks, archived)) FROM (SELECT * FROM nomenclature ORDER BY id)";
    serde_json::from_str(&query(&bench.session.store_path, all)).unwrap()
}

#[test]
fn items_keep_their_local_ids_though_the_servers_are_null_and_shared() {
    let mut bench = Bench::classic();
    let proxy = bench.behind_proxy();
    let list = [
        item(7, "Приём", 500.0),
        item(Value::Null, "Приём", 500.0),
        item(7, "Укол", 100.0),
        item(Value::Null, "Укол", 100.0),
        item(Value::Null, "Укол", 100.0),
        item(Value::Null, "Узи", 1500.0),
    ];
    download(&bench, &proxy, &list);
    let first = stored(&bench);
    let numbered: Vec<_> =
        first.as_array().unwrap().iter().map(|row| (row[0].clone(), row[2].clone())).collect();
    let names = ["Приём", "Приём", "Укол", "Укол", "Укол", "Узи"];
    assert_eq!(numbered, (1..).zip(names).map(|(id, name)| (json!(id), json!(name))).collect::<Vec<_>>());

    let mut shuffled = list.clone();
    shuffled.reverse();
    download(&bench, &proxy, &shuffled);
    assert_eq!(stored(&bench), first);

    // Two prices rose, one of three alike is gone, one is new.
    let changed = [
        item(Value::Null, "Узи", 1700.0),
        item(7, "Приём", 600.0),
        item(Value::Null, "Приём", 500.0),
        item(7, "Укол", 100.0),
        item(Value::Null, "Укол", 100.0),
        item(9, "Чистка", 50.0),
    ];
    download(&bench, &proxy, &changed);
    let expected = json!([
        [1, "7", "Приём", 60_000, 0],
        [2, null, "Приём", 50_000, 0],
        [3, "7", "Укол", 10_000, 0],
        [4, null, "Укол", 10_000, 0],
        [5, null, "Укол", 10_000, 1],
        [6, null, "Узи", 170_000, 0],
        [7, "9", "Чистка", 5_000, 0],
    ]);
    assert_eq!(stored(&bench), expected);
    assert_eq!(bench.report().counts.nomenclature, 6);

    download(&bench, &proxy, &list);
    assert_eq!(stored(&bench)[4], json!([5, null, "Укол", 10_000, 0]), "back under its old id");
}

#[test]
fn a_line_goes_up_under_the_id_as_it_came() {
    let mut bench = Bench::ours();
    let proxy = bench.behind_proxy();
    download(
        &bench,
        &proxy,
        &[item(41, "Приём", 500.0), item(Value::Null, "Укол", 99.5), item("x-7", "Узи", 1500.0)],
    );
    let (mut store, author) = (bench.store(), bench.session.author());
    let owner = store.save_client(&author, local_now(), None, &client("Иван Петров")).unwrap();
    let mut draft = invoice(owner.local_id, None);
    draft.lines = store
        .find_items("", 10)
        .unwrap()
        .rows
        .iter()
        .map(|item| {
            let mut line = crate::support::line(&item.name, 0);
            (line.nomenclature_id, line.price) = (Some(item.id), item.price);
            line
        })
        .collect();
    store.save_invoice(&author, local_now(), None, &draft).unwrap();
    assert_eq!(draft.sum(), Kopecks(209_950));
    assert_eq!(bench.good_cycle().uploaded, 2);
    let body: Value = serde_json::from_slice(&proxy.bodies(UPLOAD)[0]).unwrap();
    let lines = body["actions"][1]["payload"]["items"].as_array().unwrap();
    let sent: Vec<_> = lines.iter().map(|line| (&line["name"], &line["nomenclature_id"])).collect();
    assert_eq!(
        sent,
        [(&json!("Приём"), &json!(41)), (&json!("Узи"), &json!("x-7")), (&json!("Укол"), &Value::Null)]
    );
    assert_eq!(bench.dump()["invoices"][0]["total_amount"], 2099.5);

    let found = bench.run(&["find", "", "--kind", "nomenclature", "--json"]).json();
    let shown: Vec<_> = found.as_array().unwrap().iter().map(|row| (&row["id"], &row["server_id"])).collect();
    assert_eq!(shown, [(&json!(1), &json!(41)), (&json!(3), &json!("x-7")), (&json!(2), &Value::Null)]);
}
