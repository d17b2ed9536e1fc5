//! A disk that takes no more, and one that may not be written: it is said, and what is saved stays.

use std::process::Command;

use serde_json::json;

use crate::support::{Bench, Chain};

fn shell(bench: &Bench, before: &str, arguments: &str) -> Command {
    let program = env!("CARGO_BIN_EXE_vetsystem-companion");
    let line = format!(
        "{before} exec '{program}' --data-dir '{}' --lang ru {arguments}",
        bench.data_dir().display()
    );
    let mut command = Command::new("sh");
    command.args(["-c", &line]).env("VETSYSTEM_CREDENTIALS", "file");
    command
}

/// How it ended, and its words.
fn add(mut shell: Command, folder: &std::path::Path) -> (Option<i32>, String) {
    let client = json!({ "full_name": "Анна", "phone": "1" }).to_string();
    let stdin = folder.join("client.json");
    std::fs::write(&stdin, client).unwrap();
    let ended = shell.stdin(std::fs::File::open(stdin).unwrap()).output().unwrap();
    (ended.status.code(), String::from_utf8(ended.stderr).unwrap())
}

#[cfg(unix)]
#[test]
fn where_no_file_may_grow_nothing_is_half_saved() {
    let bench = Bench::ours().downloaded();
    Chain::save(&mut bench.store(), &bench.session.author());
    let elsewhere = tempfile::tempdir().unwrap();
    // No file over 512 bytes: the log cannot take a page.
    let (code, words) = add(shell(&bench, "trap '' XFSZ; ulimit -f 1;", "add client"), elsewhere.path());
    assert_eq!(code, Some(1), "{words}");
    assert!(words.contains("Диск не записывает или не читает базу"), "{words}");
    assert!(bench.store().integrity_check().unwrap());
    assert_eq!(bench.store().queue().unwrap().len(), 4);
    assert_eq!(add(shell(&bench, "", "add client"), elsewhere.path()).0, Some(0));
    assert_eq!(bench.good_cycle().uploaded, 5);
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_may_not_be_written_is_said() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt};
    use std::os::unix::process::CommandExt as _;

    const NOBODY: u32 = 65_534;
    let bench = Bench::ours().downloaded();
    Chain::save(&mut bench.store(), &bench.session.author());
    let (folder, elsewhere) = (bench.data_dir(), tempfile::tempdir().unwrap());
    let set = |mode_of_folder: u32, mode: u32| {
        std::fs::set_permissions(folder.parent().unwrap(), PermissionsExt::from_mode(0o755)).unwrap();
        for entry in folder.read_dir().unwrap().map(Result::unwrap).filter(|entry| entry.path().is_file()) {
            std::fs::set_permissions(entry.path(), PermissionsExt::from_mode(mode)).unwrap();
        }
        std::fs::set_permissions(&folder, PermissionsExt::from_mode(mode_of_folder)).unwrap();
    };
    set(0o555, 0o444);
    let mut command = shell(&bench, "", "add client");
    if std::fs::metadata(&folder).unwrap().uid() == 0 {
        // The rights of a file bind everybody but the administrator.
        command.uid(NOBODY);
    }
    let (code, words) = add(command, elsewhere.path());
    assert_eq!(code, Some(1), "{words}");
    assert!(words.contains("Нет прав на файл базы или его папку"), "{words}");
    set(0o755, 0o600);
    assert_eq!(bench.store().queue().unwrap().len(), 4);
    assert_eq!(bench.good_cycle().uploaded, 4);
}
