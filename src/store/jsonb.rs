//! Rows as one value of SQLite's binary JSON (its documentation has the format), which a statement takes apart without
//! parsing any text.

const NULL: u8 = 0;
const INTEGER: u8 = 3;
/// Text that stands as it is, nothing in it escaped.
const RAW_TEXT: u8 = 10;
const ARRAY: u8 = 11;

/// An array of arrays, one a row, made cell by cell.
#[derive(Debug, Default)]
pub(super) struct Rows {
    all: Vec<u8>,
    row: Vec<u8>,
}

impl Rows {
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        header(&mut self.row, RAW_TEXT, text.len());
        self.row.extend_from_slice(text.as_bytes());
        self
    }

    pub(super) fn optional(&mut self, text: Option<&str>) -> &mut Self {
        match text {
            Some(text) => self.text(text),
            None => self.null(),
        }
    }

    pub(super) fn integer(&mut self, number: i64) -> &mut Self {
        let digits = number.to_string();
        header(&mut self.row, INTEGER, digits.len());
        self.row.extend_from_slice(digits.as_bytes());
        self
    }

    pub(super) fn null(&mut self) -> &mut Self {
        header(&mut self.row, NULL, 0);
        self
    }

    /// The cells since the last row's end are a row.
    pub(super) fn end_row(&mut self) {
        header(&mut self.all, ARRAY, self.row.len());
        self.all.append(&mut self.row);
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.all.len() + LONGEST_HEADER);
        header(&mut bytes, ARRAY, self.all.len());
        bytes.extend_from_slice(&self.all);
        bytes
    }
}

const LONGEST_HEADER: usize = 9;

/// The kind in the low half of the first byte; in its high half the length, or how many bytes of it follow.
fn header(bytes: &mut Vec<u8>, kind: u8, length: usize) {
    if let Ok(short @ 0..=11) = u8::try_from(length) {
        bytes.push(short << 4 | kind);
    } else if let Ok(length) = u8::try_from(length) {
        bytes.extend([0xC0 | kind, length]);
    } else if let Ok(length) = u16::try_from(length) {
        bytes.push(0xD0 | kind);
        bytes.extend(length.to_be_bytes());
    } else if let Ok(length) = u32::try_from(length) {
        bytes.push(0xE0 | kind);
        bytes.extend(length.to_be_bytes());
    } else {
        bytes.push(0xF0 | kind);
        bytes.extend((length as u64).to_be_bytes());
    }
}

#[cfg(test)]
mod tests {
    use sqlx::Connection;
    use sqlx::SqliteConnection;

    use super::*;

    type Row = (String, Option<String>, i64, i64, Option<String>, Option<String>);

    #[test]
    fn sqlite_reads_every_cell_as_it_was() {
        let texts =
            [0, 1, 11, 12, 255, 256, 65_535, 65_536].map(|length| "\"я\\".repeat(length / 4) + "\u{0}'");
        let mut rows = Rows::default();
        for text in &texts {
            rows.text(text)
                .null()
                .integer(i64::MIN)
                .integer(i64::MAX)
                .optional(None)
                .optional(Some(""))
                .end_row();
        }
        let bytes = rows.into_bytes();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let read: Vec<Row> = runtime.block_on(async {
            let mut conn = SqliteConnection::connect("sqlite::memory:").await.unwrap();
            let statement = "SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5 FROM jsonb_each(?)";
            sqlx::query_as(statement).bind(bytes).fetch_all(&mut conn).await.unwrap()
        });
        let expected: Vec<Row> = texts
            .into_iter()
            .map(|text| (text, None, i64::MIN, i64::MAX, None, Some(String::new())))
            .collect();
        assert_eq!(read, expected);
    }
}
