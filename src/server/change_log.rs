//! How far the log of changes reaches, and the cursors that stand somewhere in it.

use sqlx::SqliteConnection;

/// The log at one moment. Triggers in the database write it, so that no row changes unseen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeLog {
    /// Another one after the database was restored from a backup.
    pub epoch: String,
    /// The last change's number; 0 before the first.
    pub head: i64,
    /// The last change that is no longer known.
    forgotten: i64,
}

impl ChangeLog {
    /// Reads it; inside a transaction it is true of the rows read there.
    pub async fn read(db: &mut SqliteConnection) -> Result<Self, sqlx::Error> {
        let (epoch, forgotten, head) =
            sqlx::query_as(include_str!("sql/change_log.sql")).fetch_one(db).await?;
        Ok(Self { epoch, head, forgotten })
    }

    /// What a workstation of `branch_id` shows to get what came after change `seq`. Opaque to it.
    pub fn cursor(&self, branch_id: &str, seq: i64) -> String {
        format!("{seq}.{}.{branch_id}", self.epoch)
    }

    /// The change at which a cursor stands. `None` for one that this log never gave to this branch, and for one that
    /// it no longer reaches back to.
    pub fn position(&self, cursor: &str, branch_id: &str) -> Option<i64> {
        let seq = cursor.split('.').next()?.parse().ok()?;
        let in_reach = (self.forgotten..=self.head).contains(&seq);
        (in_reach && cursor == self.cursor(branch_id, seq)).then_some(seq)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_worth_something_only_where_it_was_given_and_while_it_is_remembered() {
        let log = ChangeLog { epoch: "e".to_owned(), head: 30, forgotten: 10 };
        assert_eq!(log.position(&log.cursor("b", 17), "b"), Some(17));
        let cases = [
            ("10.e.b", Some(10)),
            ("30.e.b", Some(30)),
            ("9.e.b", None),
            ("31.e.b", None),
            ("17.f.b", None),
            ("17.e.c", None),
            ("17.e", None),
            ("17", None),
            ("", None),
            ("+17.e.b", None),
            ("017.e.b", None),
            (" 17.e.b", None),
            ("17.e.b ", None),
            ("-1.e.b", None),
            ("99999999999999999999.e.b", None),
            ("сегодня", None),
        ];
        for (cursor, expected) in cases {
            assert_eq!(log.position(cursor, "b"), expected, "{cursor:?}");
        }
    }
}
