//! The sync server's program: everything is in `server::cli`.

fn main() -> std::process::ExitCode {
    vetsystem_companion::server::main()
}
