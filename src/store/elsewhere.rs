//! The stores of other clinics in the same data folder: what waits there is only counted here, and goes once someone signs
//! in there again.

use std::path::{Path, PathBuf};

use super::report::tally;
use super::{Store, StoreError, Tally};

/// What the other stores beside this one have not sent. Of one that cannot be read nothing is known.
pub fn unsent_elsewhere(store: &Path) -> Tally {
    let unsent = |path: PathBuf| match count(&path) {
        Ok(unsent) => Some(unsent),
        Err(error) => {
            tracing::warn!(%error, path = %path.display(), "what another store has not sent is not known");
            None
        }
    };
    others(store).into_iter().filter_map(unsent).fold(Tally::default(), Tally::plus)
}

fn others(store: &Path) -> Vec<PathBuf> {
    let Some(files) = store.parent().and_then(|folder| std::fs::read_dir(folder).ok()) else {
        return Vec::new();
    };
    let files = files.filter_map(|file| Some(file.ok()?.path()));
    files.filter(|path| path != store && is_a_clinic(path)).collect()
}

/// As `app::session` names them: neither copies nor what was moved aside.
fn is_a_clinic(path: &Path) -> bool {
    let name = path.file_name().and_then(std::ffi::OsStr::to_str).unwrap_or_default();
    let id = name.strip_prefix("clinic-").and_then(|rest| rest.strip_suffix(".db"));
    id.is_some_and(|id| id.len() == 16 && id.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Only read, whatever program of ours wrote it last.
fn count(path: &Path) -> Result<Tally, StoreError> {
    Store::open_reader(path)?.block(async |conn| {
        let (actions, money) = sqlx::query_as(include_str!("sql/report/unsent.sql")).fetch_one(conn).await?;
        Ok(tally(actions, money))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_other_clinics_stores_count() {
        let cases = [
            ("clinic-0123456789abcdef.db", true),
            ("clinic-0123456789abcdef.db-wal", false),
            ("clinic-0123456789abcdef.download", false),
            ("clinic-0123456789abcdef-copy.db", false),
            ("clinic-0123456789abcdeg.db", false),
            ("other.db", false),
        ];
        for (name, expected) in cases {
            assert_eq!(is_a_clinic(Path::new(name)), expected, "{name}");
        }
    }

    #[test]
    fn a_store_that_cannot_be_read_hides_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let path = |id: &str| folder.path().join(format!("clinic-{id:0>16}.db"));
        for id in ["1", "2"] {
            let mut store = Store::open(&path(id)).unwrap();
            let put = "INSERT INTO sync_queue (action_type, local_id, payload, idempotency_key, tenant_id, branch_id,
                user_id, user_name, created_at, updated_at) VALUES ('create_client', 1, '{}', 'k', 't', 'b', 'u',
                'n', '2026-11-22', '2026-11-22')";
            store.block(async |conn| sqlx::raw_sql(put).execute(conn).await.map(drop)).unwrap();
        }
        std::fs::write(path("3"), "no database").unwrap();
        assert_eq!(unsent_elsewhere(&path("1")).actions, 1);
        assert_eq!(unsent_elsewhere(&path("4")).actions, 2);
    }
}
