//! The binary: its one line on stdout, its arguments, its commands, and its end by a signal.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use super::*;

/// Starts the program and waits for the line that tells where it listens.
fn listening(mut command: std::process::Command) -> (Child, String) {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let url = said_url(&mut child);
    (child, url)
}

/// Where the program says that it listens, on its first line.
pub fn said_url(child: &mut Child) -> String {
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    line.trim_end().strip_prefix("listening on ").unwrap_or_else(|| panic!("{line:?}")).to_owned()
}

#[cfg(unix)]
fn terminate(child: &Child) {
    let kill = std::process::Command::new("kill").args(["-TERM", &child.id().to_string()]).status();
    assert!(kill.unwrap().success());
}

#[cfg(unix)]
#[test]
fn it_tells_where_it_listens_and_ends_by_a_signal_with_connections_open() {
    let mut command = program(&["--listen", "127.0.0.1:0", "--database", "memory"]);
    command.env("VETSYSTEM_API_KEY", KEY);
    let (mut child, url) = listening(command);
    assert_eq!(answer(agent().get(format!("{url}/api/health")).call().unwrap()).status, 200);
    let address: SocketAddr = url.strip_prefix("http://").unwrap().parse().unwrap();
    let mut half = TcpStream::connect(address).unwrap();
    half.write_all(b"GET /").unwrap();
    let asked = Instant::now();
    terminate(&child);
    assert!(child.wait().unwrap().success());
    assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
    ServerHandle::start(ServerConfig { listen: address, ..config(Database::Memory) }).unwrap();
}

#[cfg(unix)]
#[test]
fn a_signal_while_the_demo_is_being_filled_ends_it_without_a_word() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clinic.db");
    let database = format!("sqlite:{}", path.display());
    let mut command = program(&["--demo", "--listen", "127.0.0.1:0", "--database", &database]);
    command.env("RUST_LOG", "info").stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let log = BufReader::new(child.stderr.take().unwrap());
    let mut lines = log.lines().map(Result::unwrap);
    assert!(lines.any(|line| line.contains("filling the database")));
    terminate(&child);
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(0), &b""[..]));
    let left = vetsystem_companion::server::dump(&Database::File(path)).unwrap();
    assert_eq!(left["clients"], json!([]), "all of it or nothing");
}

#[test]
fn commands_at_once_on_a_new_file_all_do_their_work() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite:{}", folder.path().join("clinic.db").display());
    let names: Vec<String> = (0..12).map(|n| format!("Филиал {n}")).collect();
    let add = |name: &String| {
        let mut command = program(&["branch", "add", name, "--database", &database]);
        command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let running: Vec<Child> = names.iter().map(add).collect();
    for child in running {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn the_port_is_free_at_once_after_a_kill_too() {
    let mut command = program(&["--listen", "127.0.0.1:0", "--database", "memory"]);
    command.env("VETSYSTEM_API_KEY", KEY);
    let (mut child, url) = listening(command);
    let address: SocketAddr = url.strip_prefix("http://").unwrap().parse().unwrap();
    let mut open = TcpStream::connect(address).unwrap();
    raw(&mut open, "GET /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    ServerHandle::start(ServerConfig { listen: address, ..config(Database::Memory) }).unwrap();
}

#[test]
fn wrong_usage_is_said_and_ends_with_2() {
    let cases: [(&[&str], &str); 16] = [
        (&["--database", "memory"], "VETSYSTEM_API_KEY"),
        (&["--listen", "nowhere", "--demo"], "--listen"),
        (&["--database", "clinic.db", "--demo"], "sqlite:PATH"),
        (&["--demo", "--no-rate-limit"], "--classic"),
        (&["--demo", "--rate-limit", "0"], "--rate-limit"),
        (&["--scale", "2"], "--demo"),
        (&["--demo", "--scale", "11"], "--scale"),
        (&["--demo", "--classic", "--rate-limit", "5"], "--rate-limit"),
        (&["restored"], "--database"),
        (&["restored", "--database", "memory"], "sqlite:PATH"),
        (&["--nonsense"], "--nonsense"),
        (&["dump"], "--database"),
        (&["dump", "--database", "memory"], "sqlite:PATH"),
        (&["branch", "add"], "NAME"),
        (&["user", "add", "vet", "--database", "sqlite:x.db"], "--branch"),
        (&["user", "add", "vet", "--branch", "b", "--database", "sqlite:x.db"], "password"),
    ];
    for (arguments, word) in cases {
        let mut command = program(arguments);
        let piped = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = piped.spawn().unwrap();
        let mut said = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut said).unwrap();
        if !said.is_empty() {
            // It serves, which it would do until the test is ended from outside.
            child.kill().unwrap();
        }
        let output = child.wait_with_output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), said.as_str()), (Some(2), ""), "{arguments:?}: {stderr}");
        assert!(stderr.contains(word), "{arguments:?}: {stderr}");
    }
}

#[test]
fn an_administrator_adds_branches_and_users_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clinic.db");
    administrate(&path);
    let database = format!("sqlite:{}", path.display());
    let run = |arguments: &[&str]| {
        let mut command = program(&[arguments, &["--database", &database]].concat());
        let output = command.env("VETSYSTEM_PASSWORD", "other").output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let cases: [(&[&str], &str); 3] = [
        (&["branch", "add", "Первый"], "Первый exists already"),
        (&["user", "add", "vet", "--branch", "Первый"], "vet exists already"),
        (&["user", "add", "eva", "--branch", "Второй"], "Второй does not exist"),
    ];
    for (arguments, words) in cases {
        let (code, stderr) = run(arguments);
        assert_eq!(code, Some(1));
        assert!(stderr.contains(words), "{stderr}");
    }
    let missing = format!("sqlite:{}", folder.path().join("missing.db").display());
    assert_eq!(program(&["dump", "--database", &missing]).output().unwrap().status.code(), Some(1));
    assert!(!folder.path().join("missing.db").exists());
}

#[test]
fn a_password_may_come_on_stdin() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clinic.db");
    let database = format!("sqlite:{}", path.display());
    assert!(
        program(&["branch", "add", "Первый", "--database", &database]).output().unwrap().status.success()
    );
    let mut command = program(&["user", "add", "vet", "--branch", "Первый", "--database", &database]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    child.stdin.take().unwrap().write_all("secret\n".as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
    Clinic::open(config(Database::File(path)));
}

#[test]
fn a_dump_is_one_json_object() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clinic.db");
    administrate(&path);
    let clinic = Clinic::open(config(Database::File(path.clone())));
    id(&clinic.result(&client(1, "k1")));
    let database = format!("sqlite:{}", path.display());
    let output = program(&["dump", "--database", &database]).output().unwrap();
    let dump: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(dump, clinic.dump());
    let lists: Vec<&String> = dump.as_object().unwrap().keys().collect();
    assert_eq!(lists, ["appointments", "clients", "invoices", "patients"]);
    assert_eq!(dump["clients"][0]["full_name"], "Иван Петров");
}
