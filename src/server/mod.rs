//! The sync server: the API of `docs/protocol.md` over SQLite.
