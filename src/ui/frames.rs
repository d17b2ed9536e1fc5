//! Frames, told to whoever measures: `RUST_LOG=frames=trace` has a line for each, and one for the first that shows rows.

use crate::app::model::{Model, Stage};

/// How many frames were drawn.
#[derive(Default)]
pub struct Frames {
    drawn: u64,
    with_rows: bool,
}

impl Frames {
    /// A frame is laid out, and painted next. What the one before took on this thread, painting included, is known now.
    pub fn count(&mut self, model: &Model, frame: &eframe::Frame) {
        self.drawn += 1;
        let before = frame.info().cpu_usage.map(|seconds| seconds * 1_000.0);
        tracing::trace!(target: "frames", number = self.drawn, before_ms = before, "frame");
        let rows = model.clients.list.value().map(|list| list.rows.len());
        if let Some(rows) = rows.filter(|_| !self.with_rows && matches!(model.stage, Stage::Working)) {
            self.with_rows = true;
            tracing::trace!(target: "frames", number = self.drawn, rows, "first screen drawn");
        }
    }
}
