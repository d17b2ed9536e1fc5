//! The window's start as a console sees it, where there is no display to open one on.

use vetsystem_companion::platform::WindowLock;

use crate::support::{Bench, program};

/// What the program says on stderr when it is told to open the window.
fn start(bench: &Bench) -> (Option<i32>, String) {
    let mut command = program(&bench.data_dir(), &[], &[]);
    command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").env_remove("WAYLAND_SOCKET");
    let output = command.output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn a_second_start_on_a_data_folder_says_so_and_ends_and_commands_run_beside_the_window() {
    let bench = Bench::ours();
    let window = WindowLock::take(&bench.data_dir()).unwrap().unwrap();
    let (code, said) = start(&bench);
    assert_eq!(code, Some(1));
    assert!(said.contains("На этом компьютере программа уже запущена"), "{said}");
    assert_eq!(bench.run(&["sync", "--once"]).code, 0);
    drop(window);
    let (code, said) = start(&bench);
    assert_eq!(code, Some(1), "no display");
    assert!(said.starts_with("Нет экрана") && said.contains("vetsystem-companion --help"), "{said}");
    assert_eq!(said.lines().count(), 1, "and nothing of how it was found out: {said}");
}

#[test]
fn a_data_folder_that_cannot_be_written_is_named() {
    let bench = Bench::ours();
    let lock = bench.data_dir().join("window.lock");
    std::fs::create_dir(&lock).unwrap();
    let (code, said) = start(&bench);
    assert_eq!(code, Some(1));
    assert!(said.contains(bench.data_dir().to_str().unwrap()) && !said.contains("panicked"), "{said}");
}
