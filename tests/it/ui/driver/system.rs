//! What the system does with the window, and what the window asks of it.

use egui::{ViewportCommand, ViewportEvent, ViewportId};

use super::Driver;

impl Driver {
    /// Alt+F4, or the cross of the title bar: to the window they are the same.
    pub fn close_window(&mut self) -> &mut Self {
        self.viewport_events().push(ViewportEvent::Close);
        self.frame(Vec::new());
        self.viewport_events().clear();
        self
    }

    fn viewport_events(&mut self) -> &mut Vec<ViewportEvent> {
        &mut self.harness.input_mut().viewports.entry(ViewportId::ROOT).or_default().events
    }

    /// In its last frame the window asked the system for this.
    pub fn asked_for(&self, command: &ViewportCommand) -> bool {
        self.harness.output().viewport_output[&ViewportId::ROOT].commands.contains(command)
    }
}
