//! The window without a display: drawn by keys and frames, and the empty one beside it.

use std::path::Path;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, bounded};
use egui::{Event, RawInput, Vec2, vec2};
use egui_kittest::Harness;
use vetsystem_companion::app::AppConfig;
use vetsystem_companion::sync::Timing;
use vetsystem_companion::text::{Lang, Text};
use vetsystem_companion::ui::Window;

use crate::cpu;

/// The client area of a maximised window on a 1280×800 screen.
const SIZE: Vec2 = vec2(1280.0, 728.0);
/// Longer than this nothing on this computer takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// The whole window on a workstation's folder, the clients screen in front.
pub struct Driven {
    harness: Harness<'static, Window>,
    woken: Receiver<()>,
}

impl Driven {
    /// Opens it and waits for the rows of the first screen.
    pub fn open(data_dir: &Path) -> Self {
        let config =
            AppConfig { data_dir: data_dir.to_owned(), timing: Timing::default(), console: Box::new(|_| ()) };
        let (wake, woken) = bounded(1);
        let harness = Harness::builder().with_size(SIZE).build_eframe(|cc| {
            // A full channel has woken it already.
            cc.egui_ctx.set_request_repaint_callback(move |_| wake.try_send(()).unwrap_or_default());
            Window::new(&cc.egui_ctx, config, Text::new(Lang::Ru))
        });
        let mut driven = Self { harness, woken };
        driven.frames_until("");
        driven.rest();
        driven
    }

    /// One frame, and how long the processor was at it.
    pub fn frame(&mut self) -> Duration {
        self.frame_with(Vec::new())
    }

    /// The last letter of a text that is searched for: from the key to the end of the frame that has the new rows, and what
    /// the frames alone took.
    pub fn type_letter(&mut self, letter: char, text: &str) -> Keystroke {
        let begun = Instant::now();
        let first = self.frame_with(vec![Event::Text(letter.to_string())]);
        let later = self.frames_until(text);
        Keystroke { whole: begun.elapsed(), longest_frame: first.max(later) }
    }

    /// Takes the text back, and comes to rest.
    pub fn clear(&mut self) {
        let select_all = egui::Modifiers { command: true, ..egui::Modifiers::CTRL };
        for (key, modifiers) in [(egui::Key::A, select_all), (egui::Key::Backspace, egui::Modifiers::NONE)] {
            let event = |pressed| Event::Key { key, physical_key: None, pressed, repeat: false, modifiers };
            self.frame_with(vec![event(true), event(false)]);
        }
        self.frames_until("");
        self.rest();
    }

    /// Frames until the window asks for none at once.
    fn rest(&mut self) {
        let pending = |harness: &Harness<'_, Window>| {
            harness.output().viewport_output[&egui::ViewportId::ROOT].repaint_delay.is_zero()
        };
        while pending(&self.harness) {
            self.frame();
        }
    }

    /// Frames whenever a thread asks for one, until the list answers this text. The longest of them.
    fn frames_until(&mut self, text: &str) -> Duration {
        let deadline = Instant::now() + PATIENCE;
        let mut longest = Duration::ZERO;
        loop {
            longest = longest.max(self.frame());
            let list = &self.harness.state().app().model().clients.list;
            if list.value().is_some_and(|listing| listing.text == text) {
                return longest;
            }
            assert!(Instant::now() < deadline, "no rows for {text:?}");
            // Without a call there is a frame all the same, and the deadline ends it.
            self.woken.recv_timeout(Duration::from_millis(200)).ok();
        }
    }

    fn frame_with(&mut self, events: Vec<Event>) -> Duration {
        let mut input = RawInput { events, ..RawInput::default() };
        let ctx = self.harness.ctx.clone();
        eframe::App::raw_input_hook(self.harness.state_mut(), &ctx, &mut input);
        self.harness.input_mut().events = input.events;
        let begun = cpu::time();
        self.harness.step();
        cpu::time().saturating_sub(begun)
    }
}

/// How long a letter took.
#[derive(Debug, Clone, Copy)]
pub struct Keystroke {
    pub whole: Duration,
    pub longest_frame: Duration,
}

/// A window with nothing in it: what a frame costs in any case.
pub struct Empty(Harness<'static, ()>);

impl Empty {
    pub fn open() -> Self {
        Self(Harness::builder().with_size(SIZE).build_ui(|_| ()))
    }

    pub fn frame(&mut self) -> Duration {
        let begun = cpu::time();
        self.0.step();
        cpu::time().saturating_sub(begun)
    }
}
