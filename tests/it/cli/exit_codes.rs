//! The exit codes: 0 done, 1 failed, 2 wrong usage, 3 no contact, 4 refused or in need of a person.

use std::path::Path;

use serde_json::json;

use crate::support::{
    BRANCH, Bench, Fault, KEY, PASSWORD, Run, UPLOAD, USER, client, local_now, run_program, sign_in,
};

#[test]
fn of_a_sign_in() {
    let mut bench = Bench::ours();
    let url = bench.session.server.clone();
    let folder = tempfile::tempdir().unwrap();
    let try_in = |server: &str, key: &str, password: &str, branch: &str| {
        let run = sign_in(folder.path(), server, key, password, branch);
        assert!(run.stdout.is_empty() && !run.stderr.is_empty(), "{run:?}");
        run.code
    };
    assert_eq!(try_in(&url, KEY, "wrong", BRANCH), 4);
    assert_eq!(try_in(&url, "wrong", PASSWORD, BRANCH), 4);
    for bad in ["ftp://example.org", "http://", "http://a b", "http://exa mple:99999", ""] {
        assert_eq!(try_in(bad, KEY, PASSWORD, BRANCH), 2, "{bad:?}");
    }
    assert_eq!(try_in(&url, KEY, PASSWORD, "Другой"), 1);
    bench.stop_server();
    assert_eq!(try_in(&url, KEY, PASSWORD, BRANCH), 3);
    assert_eq!(run_program(folder.path(), &["status"], &[], "").code, 1, "nobody is signed in by a failure");

    bench.start_server();
    assert_eq!(try_in(&url, KEY, PASSWORD, BRANCH), 0);
    assert_eq!(try_in(&url, KEY, PASSWORD, &bench.session.branch.id), 0, "a branch by its id");
    assert_eq!(try_in(&url, KEY, "wrong", BRANCH), 4);
    assert_ne!(run_program(folder.path(), &["status"], &[], "").code, 1, "the earlier sign-in stays");
}

#[test]
fn a_sign_in_says_where_it_keeps_the_secrets_and_only_the_owner_reads_them() {
    let bench = Bench::ours();
    let folder = tempfile::tempdir().unwrap();
    let run = sign_in(folder.path(), &bench.session.server, KEY, PASSWORD, BRANCH);
    let path = folder.path().join("account.json");
    assert!(run.stderr.contains(path.to_str().unwrap()), "{run:?}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let settings = std::fs::read_to_string(folder.path().join("settings.json")).unwrap();
    assert!(!settings.contains(KEY) && !run.stderr.contains(KEY), "the key is a secret");
}

#[test]
fn a_password_comes_on_stdin_too_and_a_key_must_come() {
    let bench = Bench::ours();
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["sign-in", "--server", &bench.session.server, "--user", USER];
    let run = |environment: &[(&str, &str)], stdin: &str| {
        run_program(folder.path(), &arguments, environment, stdin).code
    };
    let key = [("VETSYSTEM_API_KEY", KEY)];
    assert_eq!(run(&[], "secret\n"), 2, "no key");
    assert_eq!(run(&[("VETSYSTEM_API_KEY", "")], "secret\n"), 2, "an empty key is none");
    assert_eq!(
        run(&[key[0], ("VETSYSTEM_PASSWORD", "")], "wrong\n"),
        4,
        "an empty password is none: stdin is read"
    );
    assert_eq!(run(&key, ""), 2, "no password");
    assert_eq!(run(&key, "wrong\n"), 4);
    assert_eq!(run(&key, "secret\r\n"), 0);
}

#[test]
fn of_everything_while_nobody_is_signed_in() {
    let folder = tempfile::tempdir().unwrap();
    let commands: [&[&str]; 8] = [
        &["sync", "--once"],
        &["status"],
        &["status", "--json"],
        &["add", "client"],
        &["find", "x"],
        &["show", "client", "1"],
        &["queue"],
        &["queue", "retry", "1"],
    ];
    for arguments in commands {
        let run = run_program(folder.path(), arguments, &[], "{}");
        assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{arguments:?}: {run:?}");
        assert!(run.stderr.contains("sign-in"), "{arguments:?}: {run:?}");
    }
}

#[test]
fn of_sync_and_status_through_a_day() {
    let mut bench = Bench::ours();
    let status = |bench: &Bench| -> (i32, String) {
        let run: Run = bench.run(&["status", "--json"]);
        (run.code, run.json()["state"].as_str().unwrap().to_owned())
    };
    assert_eq!(status(&bench), (0, "waiting".into()), "signed in, nothing downloaded");
    assert_eq!(bench.run(&["sync", "--once"]).code, 0);
    assert_eq!(status(&bench), (0, "synced".into()));

    let server = bench.session.server.clone();
    let proxy = bench.behind_proxy();
    assert_eq!(bench.run_with(&["add", "client"], r#"{"full_name":"Анна","phone":"1"}"#).code, 0);
    assert_eq!(status(&bench), (0, "waiting".into()));
    proxy.fault(UPLOAD, Fault::json(500, "{}"));
    let last_sync = |bench: &Bench| bench.run(&["status", "--json"]).json()["last_sync"].clone();
    let good = last_sync(&bench);
    assert_eq!(bench.run(&["sync", "--once"]).code, 1);
    assert_eq!(status(&bench), (0, "waiting".into()));
    assert_eq!(last_sync(&bench), good, "of the last one that did all it had to do");

    bench.stop_server();
    assert_eq!(bench.run(&["sync", "--once"]).code, 3);
    assert_eq!(status(&bench), (3, "offline".into()));
    assert_eq!(bench.run(&["status"]).stdout.lines().next(), Some("Офлайн"));

    bench.start_server();
    proxy.fault(UPLOAD, Fault::json(401, json!({"error": "Неверный API ключ"})));
    assert_eq!(bench.run(&["sync", "--once"]).code, 4);
    assert_eq!(status(&bench), (4, "attention".into()));
    proxy.calm();
    let again = sign_in(&bench.data_dir(), &server, KEY, PASSWORD, BRANCH);
    bench.move_server(&proxy.url());
    assert_eq!((again.code, status(&bench)), (0, (0, "waiting".into())), "a sign-in settles it: {again:?}");
    assert_eq!(bench.run(&["sync", "--once"]).code, 0);
    assert_eq!(status(&bench), (0, "synced".into()));

    let results =
        json!({"results": [{"queue_id": 2, "status": "error", "message": "нет", "code": "invalid_field"}]});
    proxy.fault(UPLOAD, Fault::json(200, results));
    bench.store().save_client(&bench.session.author(), local_now(), None, &client("Борис")).unwrap();
    assert_eq!(bench.run(&["sync", "--once"]).code, 4);
    assert_eq!(status(&bench), (4, "attention".into()));
    for name in ["Вера", "Глеб"] {
        bench.store().save_client(&bench.session.author(), local_now(), None, &client(name)).unwrap();
    }
    let words = bench.run(&["status"]).stdout;
    assert_eq!(words.lines().next(), Some("Требует внимания: 1"), "what waits is not counted with it");
}

#[test]
fn of_a_record_that_does_not_exist() {
    let bench = Bench::ours();
    for kind in ["client", "patient", "appointment", "invoice"] {
        for id in ["1", "0", "-- -5"] {
            let arguments: Vec<&str> = ["show", kind].into_iter().chain(id.split(' ')).collect();
            let run = bench.run(&arguments);
            assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{run:?}");
        }
    }
    assert_eq!(bench.run(&["find", "никого"]).code, 0, "nothing found is no failure");
}

#[test]
fn of_a_folder_whose_files_are_broken() {
    let bench = Bench::ours();
    // The log beside it holds what the file held.
    std::fs::remove_file(bench.session.store_path.with_extension("db-wal")).ok();
    std::fs::write(&bench.session.store_path, "this is no database at all, whatever its name says").unwrap();
    for arguments in [&["status"][..], &["sync", "--once"], &["find", "x"]] {
        said(
            &bench.run(arguments),
            "Файл базы — не база данных VetSystem Companion",
            &bench.session.store_path,
        );
    }
    let settings = bench.data_dir().join("settings.json");
    std::fs::write(&settings, "{").unwrap();
    let run = bench.run(&["status"]);
    said(&run, "Файл входа повреждён", &settings);
    assert!(run.stderr.contains("sign-in"), "the way out of it: {run:?}");
    std::fs::remove_file(&bench.session.store_path).unwrap();
    let again = sign_in(&bench.data_dir(), &bench.session.server, KEY, PASSWORD, BRANCH);
    assert_eq!(again.code, 0, "a new sign-in mends it: {again:?}");
}

/// The command failed, in the user's words and with the file's name.
fn said(run: &Run, words: &str, path: &Path) {
    assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{run:?}");
    assert!(run.stderr.contains(words) && run.stderr.contains(path.to_str().unwrap()), "{words}: {run:?}");
    let rest = run.stderr.replace(path.to_str().unwrap(), "").replace("VetSystem Companion", "");
    let rest = rest.replace("vetsystem-companion sign-in", "");
    assert!(!rest.contains(|letter: char| letter.is_ascii_alphabetic()), "half English: {run:?}");
}

#[test]
fn of_a_store_that_a_newer_program_wrote() {
    let bench = Bench::ours();
    bench.sql(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (99, 'to come', true, x'00', 0)",
    );
    for arguments in [&["status"][..], &["sync", "--once"], &["queue"]] {
        said(&bench.run(arguments), "База записана более новой версией программы", &bench.session.store_path);
    }
}

#[test]
fn of_a_data_folder_that_is_a_file() {
    let bench = Bench::ours();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let words = "Вместо папки данных стоит файл";
    said(&run_program(&file, &["status"], &[], ""), words, &file);
    let signing_in = sign_in(&file, &bench.session.server, KEY, PASSWORD, BRANCH);
    let demo = run_program(&file, &["--demo", "status"], &[], "");
    for run in [signing_in, demo] {
        assert!(run.code == 1 && run.stderr.contains(words), "{run:?}");
    }
}

#[test]
fn of_a_retry_of_what_is_being_sent() {
    let bench = Bench::ours();
    bench.store().save_client(&bench.session.author(), local_now(), None, &client("Анна")).unwrap();
    assert_eq!(bench.run(&["queue", "retry", "1"]).code, 0, "it waits already");
    bench.sql("UPDATE sync_queue SET state = 'sending', sent_payload = payload, sent_idempotent = 1");
    for arguments in [&["queue", "retry", "1"], &["queue", "discard", "1"]] {
        let run = bench.run(arguments);
        assert!(run.code == 1 && run.stderr.contains("сейчас отправляется"), "{run:?}");
    }
    assert_eq!(bench.queue_json()[0]["state"], "sending");
}
