//! Changes: what a cursor of initial-data tells later, row by row, and when it is worth nothing.

use std::collections::BTreeSet;

use super::*;

const ROWS: &str = "
    INSERT INTO clients (id, full_name, phone, email, address, received_at)
    VALUES ('c1', 'Анна «Мир»', '+7911', 'a@b.ru', 'Лесная, 1', 't'), ('c2', 'Олег', '', NULL, NULL, 't');
    INSERT INTO patients (id, owner_id, name, species, breed, birth_date, gender, received_at)
    VALUES ('p1', 'c1', 'Мурка', 'кошка', 'сиамская', '2020-02-29', 'female', 't'),
           ('p2', NULL, 'Шарик', 'собака', NULL, NULL, NULL, 't');
    INSERT INTO nomenclature (id, name, type, price_kopecks, category)
    VALUES (1, 'Приём', 'service', 150000, 'Услуги'), (2, 'Бинт', 'product', 9650, NULL);";

fn cursor(clinic: &Clinic) -> Value {
    clinic.initial_data()["cursor"].clone()
}

/// The ids in the list of a page.
fn ids<'a>(page: &'a Value, list: &str) -> Vec<&'a str> {
    page[list].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect()
}

fn nothing_in(page: &Value) -> bool {
    let lists = ["clients", "patients", "nomenclature"];
    lists.iter().all(|list| page[list] == json!([]) && page["deleted"][list] == json!([]))
}

#[test]
fn initial_data_ends_with_the_epoch_of_health_and_a_cursor() {
    let clinic = Clinic::ours();
    let epoch = clinic.get_with("/api/health", &[]).json()["epoch"].clone();
    let text =
        String::from_utf8(clinic.get(&format!("/api/sync/initial-data?branchId={}", clinic.branch_id)).body)
            .unwrap();
    let (_, end) = text.split_once("\"nomenclature\":[]").unwrap();
    let cursor = cursor(&clinic);
    assert_eq!(end, format!(",\"epoch\":{epoch},\"cursor\":{cursor}}}"));
    assert_eq!(clinic.changes(&cursor)["epoch"], epoch);
}

#[test]
fn a_row_comes_as_initial_data_has_it_whoever_made_it() {
    let clinic = Clinic::ours();
    let start = cursor(&clinic);
    clinic.sql(ROWS);
    id(&clinic.result(&client(1, "k1")));
    id(&clinic.result(&patient(2, "k2", &json!({"owner_key": "k1"}))));
    let (page, all) = (clinic.changes(&start), clinic.initial_data());
    for (list, rows) in [("clients", 3), ("patients", 3), ("nomenclature", 2)] {
        assert_eq!(page[list].as_array().unwrap().len(), rows);
        assert_eq!(page[list], all[list], "{list}");
    }
    assert_eq!(page["clients"][2]["idempotency_key"], "k1");
    assert_eq!((&page["has_more"], &page["cursor"]), (&json!(false), &all["cursor"]));
    let fields: Vec<&String> = page.as_object().unwrap().keys().collect();
    assert_eq!(fields, ["clients", "cursor", "deleted", "epoch", "has_more", "nomenclature", "patients"]);
    assert!(nothing_in(&clinic.changes(&page["cursor"])));
}

#[test]
fn what_an_administrator_changes_comes_once_as_it_is_now() {
    let clinic = Clinic::ours();
    clinic.sql(ROWS);
    let start = cursor(&clinic);
    clinic.sql(
        "UPDATE clients SET phone = '+7912' WHERE id = 'c1';
         UPDATE clients SET full_name = 'Анна' WHERE id = 'c1';
         UPDATE patients SET owner_id = 'c2' WHERE id = 'p2';
         UPDATE nomenclature SET price_kopecks = 160050 WHERE id = 1;",
    );
    let page = clinic.changes(&start);
    assert_eq!(ids(&page, "clients"), ["c1"]);
    assert_eq!(
        (&page["clients"][0]["fullName"], &page["clients"][0]["phone"]),
        (&json!("Анна"), &json!("+7912"))
    );
    assert_eq!((ids(&page, "patients"), &page["patients"][0]["ownerId"]), (vec!["p2"], &json!("c2")));
    assert_eq!(
        page["nomenclature"],
        json!([
        {"id": 1, "name": "Приём", "type": "service", "price": 1600.5, "category": "Услуги"}])
    );
    assert_eq!(page["deleted"], json!({"clients": [], "patients": [], "nomenclature": []}));
}

#[test]
fn every_way_to_write_a_row_is_seen() {
    let clinic = Clinic::ours();
    clinic.sql(ROWS);
    let mut since = cursor(&clinic);
    let cases = [
        (
            "INSERT OR IGNORE INTO clients (id, full_name, phone, received_at) VALUES ('c3', 'Ия', '', 't')",
            "c3",
        ),
        (
            "INSERT OR REPLACE INTO clients (id, full_name, phone, received_at) VALUES ('c3', 'Юя', '', 't')",
            "c3",
        ),
        ("REPLACE INTO clients (id, full_name, phone, received_at) VALUES ('c2', 'Оле', '', 't')", "c2"),
        ("UPDATE OR IGNORE clients SET phone = '1' WHERE id = 'c3'", "c3"),
        (
            "INSERT INTO clients (id, full_name, phone, received_at) VALUES ('c3', 'Ия', '', 't')
          ON CONFLICT (id) DO UPDATE SET phone = '2'",
            "c3",
        ),
    ];
    for (statement, row) in cases {
        clinic.sql(statement);
        let page = clinic.changes(&since);
        assert_eq!(ids(&page, "clients"), [row], "{statement}");
        assert_eq!(page["deleted"]["clients"], json!([]), "{statement}");
        since = page["cursor"].clone();
    }
}

#[test]
fn what_is_gone_is_named_in_its_list_and_what_came_back_is_not() {
    let clinic = Clinic::ours();
    clinic.sql(ROWS);
    let start = cursor(&clinic);
    clinic.sql(
        "DELETE FROM patients; DELETE FROM clients WHERE id = 'c2'; DELETE FROM nomenclature WHERE id = 2;
         INSERT INTO patients (id, name, species, received_at) VALUES ('p2', 'Шарик', 'собака', 't');
         INSERT INTO clients (id, full_name, phone, received_at) VALUES ('c9', 'Кто', '', 't');
         DELETE FROM clients WHERE id = 'c9';
         UPDATE clients SET id = 'c1-new' WHERE id = 'c1';
         UPDATE nomenclature SET id = 7 WHERE id = 1;",
    );
    let page = clinic.changes(&start);
    assert_eq!(
        page["deleted"],
        json!({"clients": ["c2", "c9", "c1"], "patients": ["p1"], "nomenclature": [2, 1]})
    );
    assert_eq!((ids(&page, "clients"), ids(&page, "patients")), (vec!["c1-new"], vec!["p2"]));
    assert_eq!(page["nomenclature"][0]["id"], 7);
    assert!(nothing_in(&clinic.changes(&page["cursor"])));
}

#[test]
fn a_limit_cuts_the_way_into_pages_and_nothing_falls_between_them() {
    let clinic = Clinic::ours();
    clinic.sql("INSERT INTO nomenclature (id, name, type, price_kopecks) VALUES (9, 'Бинт', 'product', 1)");
    let start = cursor(&clinic);
    clinic.sql(ROWS);
    clinic.sql("DELETE FROM nomenclature WHERE id = 9");
    let all = 7_usize;
    for limit in [1, 2, 3, 6, 7, 8] {
        let (mut since, mut seen, mut pages) = (start.as_str().unwrap().to_owned(), BTreeSet::new(), 0);
        loop {
            let page = clinic.ask_changes(&clinic.branch_id, &since, &format!("&limit={limit}")).json();
            let mut rows = 0;
            for list in ["clients", "patients", "nomenclature"] {
                let here = page[list].as_array().unwrap().iter().map(|row| row["id"].to_string());
                let gone = page["deleted"][list].as_array().unwrap().iter().map(ToString::to_string);
                for id in here.chain(gone) {
                    rows += 1;
                    assert!(seen.insert(format!("{list} {id}")), "{list} {id} twice");
                }
            }
            pages += 1;
            since = page["cursor"].as_str().unwrap().to_owned();
            assert!(rows <= limit);
            if page["has_more"] == false {
                break;
            }
            assert_eq!(rows, limit);
        }
        assert_eq!((seen.len(), pages), (all, all.div_ceil(limit)), "limit {limit}");
    }
}

#[test]
fn a_patient_never_comes_before_its_owner() {
    let clinic = Clinic::ours();
    let start = cursor(&clinic);
    clinic.sql(ROWS);
    // The owner's latest change stands behind the patient now.
    clinic.sql("UPDATE clients SET phone = '+7912' WHERE id = 'c1'");
    let mut since = start.as_str().unwrap().to_owned();
    let mut known = BTreeSet::new();
    loop {
        let page = clinic.ask_changes(&clinic.branch_id, &since, "&limit=1").json();
        known.extend(ids(&page, "clients").into_iter().map(str::to_owned));
        for patient in page["patients"].as_array().unwrap() {
            let owner = patient["ownerId"].as_str();
            assert!(owner.is_none_or(|owner| known.contains(owner)), "{patient}");
        }
        since = page["cursor"].as_str().unwrap().to_owned();
        if page["has_more"] == false {
            break;
        }
    }
    assert!(known.contains("c1"));
}

#[test]
fn a_limit_is_a_number_above_nothing_and_too_high_a_one_is_lowered() {
    let clinic = Clinic::ours();
    let since = cursor(&clinic);
    clinic.sql(
        "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 5001)
         INSERT INTO nomenclature (id, name, type, price_kopecks) SELECT n, 'Бинт', 'product', n FROM n",
    );
    let since = since.as_str().unwrap();
    for wrong in ["0", "-1", "1.5", "", "много", "99999999999"] {
        let answer = clinic.ask_changes(&clinic.branch_id, since, &format!("&limit={wrong}"));
        assert_eq!((answer.status, answer.json()["field"].clone()), (400, json!("limit")), "{wrong:?}");
    }
    for (limit, rows) in [("", 1_000), ("&limit=1000000", 5_000)] {
        let page = clinic.ask_changes(&clinic.branch_id, since, limit).json();
        assert_eq!((page["nomenclature"].as_array().unwrap().len(), &page["has_more"]), (rows, &json!(true)));
    }
    let path = format!("/api/sync/changes?branchId={}&since={since}", clinic.branch_id);
    assert!(clinic.packs(&path, "gzip") && !clinic.packs(&path, "identity"));
}

#[test]
fn a_cursor_that_is_not_of_here_and_now_is_410() {
    let (clinic, other) = (Clinic::ours(), Clinic::ours());
    clinic.sql(
        "INSERT INTO branches (id, name) VALUES ('b2', 'Второй');
         UPDATE change_log SET keeps = 3;
         INSERT INTO clients (id, full_name, phone, received_at) VALUES ('c1', 'Анна', '', 't');",
    );
    let first = cursor(&clinic).as_str().unwrap().to_owned();
    let of_second = clinic.get("/api/sync/initial-data?branchId=b2").json()["cursor"].clone();
    let foreign = cursor(&other);
    let branch = clinic.branch_id.as_str();
    let status = |branch: &str, since: &str| clinic.ask_changes(branch, since, "").status;
    assert_eq!((status(branch, &first), status("b2", of_second.as_str().unwrap())), (200, 200));

    let future = first.replacen('1', "2", 1);
    for since in ["", "1", "garbage", "..", "%00", "%FF%FE", &"9".repeat(4_000), &future] {
        assert_eq!(status(branch, since), 410, "{since:?}");
    }
    assert_eq!(clinic.get(&format!("/api/sync/changes?branchId={branch}")).status, 410);
    assert_eq!(status(branch, of_second.as_str().unwrap()), 410, "another branch");
    assert_eq!(status("b2", &first), 410, "another branch");
    assert_eq!(status(branch, foreign.as_str().unwrap()), 410, "another epoch");
    let unknown = clinic.ask_changes("b3", &first, "");
    assert_eq!((unknown.status, unknown.json()["field"].clone()), (400, json!("branchId")));

    // The log keeps three changes: after three more the cursor is the oldest that it reaches back to.
    for phone in ["'1'", "'2'", "'3'"] {
        crate::support::on_file(&clinic.path(), async |db| {
            let statement = format!("UPDATE clients SET phone = {phone}");
            sqlx::query(sqlx::AssertSqlSafe(statement)).execute(db).await.map(drop)
        });
        assert_eq!(ids(&clinic.changes(&json!(first)), "clients"), ["c1"]);
    }
    clinic.sql("INSERT INTO clients (id, full_name, phone, received_at) VALUES ('c2', 'Олег', '', 't')");
    let gone = clinic.ask_changes(branch, &first, "");
    assert_eq!(gone.status, 410, "too old");
    assert!(gone.json()["error"].is_string());
}

#[test]
fn the_log_forgets_and_never_grows_beyond_what_it_keeps() {
    let clinic = Clinic::ours();
    clinic.sql("UPDATE change_log SET keeps = 3");
    clinic.sql(ROWS);
    clinic.sql("DELETE FROM patients; DELETE FROM clients; UPDATE nomenclature SET price_kopecks = 1");
    let known =
        "SELECT count(*) || ' of ' || max(seq) || ', ' || (SELECT forgotten FROM change_log) FROM changes";
    assert_eq!(crate::support::query(&clinic.path(), known), "3 of 12, 9");
    let page = clinic.changes(&cursor(&clinic));
    assert!(nothing_in(&page));
    assert_eq!(crate::support::query(&clinic.path(), "SELECT CAST(keeps AS TEXT) FROM change_log"), "3");
}

#[test]
fn an_answer_with_nothing_in_it_is_small_and_reads_no_table_of_the_clinic() {
    let clinic = Clinic::ours();
    clinic.sql(ROWS);
    let since = cursor(&clinic);
    let answer = clinic.ask_changes(&clinic.branch_id, since.as_str().unwrap(), "");
    assert!(nothing_in(&answer.json()));
    assert!(answer.body.len() <= 1_000, "{}", answer.body.len());
    // Without the three tables it is answered all the same.
    clinic.sql(
        "DROP TABLE invoice_items; DROP TABLE invoices; DROP TABLE appointments; DROP TABLE patients;
                DROP TABLE clients; DROP TABLE nomenclature",
    );
    assert!(nothing_in(&clinic.changes(&since)));
}

#[test]
fn a_row_that_comes_while_initial_data_is_made_is_in_it_or_comes_after_its_cursor() {
    let clinic = Clinic::ours();
    clinic.sql(
        "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 20000)
         INSERT INTO clients (id, full_name, phone, received_at)
         SELECT 'old' || n, 'Клиент', '', 't' FROM n",
    );
    let done = std::sync::atomic::AtomicBool::new(false);
    let order = std::sync::atomic::Ordering::SeqCst;
    let (made, downloads) = std::thread::scope(|scope| {
        let uploads = scope.spawn(|| {
            let mut made = BTreeSet::new();
            while !done.load(order) {
                let key = format!("new{}", made.len());
                made.insert(id(&clinic.result(&client(1, &key))));
            }
            made
        });
        let downloads: Vec<Value> = (0..12).map(|_| clinic.initial_data()).collect();
        done.store(true, order);
        (uploads.join().unwrap(), downloads)
    });
    for data in downloads {
        let (mut known, mut since) = (
            ids(&data, "clients").into_iter().map(str::to_owned).collect::<BTreeSet<_>>(),
            data["cursor"].clone(),
        );
        loop {
            let page = clinic.changes(&since);
            known.extend(ids(&page, "clients").into_iter().map(str::to_owned));
            since = page["cursor"].clone();
            if page["has_more"] == false {
                break;
            }
        }
        let lost = made.difference(&known).count();
        assert_eq!(lost, 0, "of {}", made.len());
    }
}

#[test]
fn two_branches_have_the_same_rows_and_each_its_own_cursor() {
    let clinic = Clinic::ours();
    clinic.sql("INSERT INTO branches (id, name) VALUES ('b2', 'Второй')");
    clinic.sql(ROWS);
    let of = |branch: &str, coding: &str| {
        let path = format!("/api/sync/initial-data?branchId={branch}");
        let answer = clinic.get_with(&path, &[("x-api-key", KEY), ("accept-encoding", coding)]);
        let mut body = Vec::new();
        if answer.body.starts_with(&[0x1f, 0x8b]) {
            flate2::read::GzDecoder::new(&answer.body[..]).read_to_end(&mut body).unwrap();
        } else {
            body = answer.body;
        }
        serde_json::from_slice::<Value>(&body).unwrap()
    };
    for coding in ["identity", "gzip", "gzip"] {
        for branch in [clinic.branch_id.as_str(), "b2"] {
            let data = of(branch, coding);
            assert_eq!(data["clients"].as_array().unwrap().len(), 2);
            let answer = clinic.ask_changes(branch, data["cursor"].as_str().unwrap(), "");
            assert_eq!(answer.status, 200, "{branch} {coding}");
        }
    }
}
