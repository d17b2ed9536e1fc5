//! The window without a display: drawn by keys and frames as its backend would, and the empty one beside it.

use std::path::Path;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, bounded};
use eframe::App as _;
use egui::{Context, Event, FullOutput, RawInput, Rect, Ui, Vec2, ViewportId, vec2};
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
    canvas: Canvas,
    window: Window,
    frame: eframe::Frame,
    woken: Receiver<()>,
}

impl Driven {
    /// Opens it and waits for the rows of the first screen.
    pub fn open(data_dir: &Path) -> Self {
        let config =
            AppConfig { data_dir: data_dir.to_owned(), timing: Timing::default(), console: Box::new(|_| ()) };
        let (wake, woken) = bounded(1);
        let canvas = Canvas::default();
        // A full channel has woken it already.
        canvas.ctx.set_request_repaint_callback(move |_| wake.try_send(()).unwrap_or_default());
        let window = Window::new(&canvas.ctx, config, Text::new(Lang::Ru));
        let mut driven = Self { canvas, window, frame: eframe::Frame::_new_kittest(), woken };
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
        while self.canvas.wants_a_frame {
            self.frame();
        }
    }

    /// Frames whenever a thread asks for one, until the list answers this text. The longest of them.
    fn frames_until(&mut self, text: &str) -> Duration {
        let deadline = Instant::now() + PATIENCE;
        let mut longest = Duration::ZERO;
        loop {
            longest = longest.max(self.frame());
            let list = &self.window.app().model().clients.list;
            if list.value().is_some_and(|listing| listing.text == text) {
                return longest;
            }
            assert!(Instant::now() < deadline, "no rows for {text:?}");
            // Without a call there is a frame all the same, and the deadline ends it.
            self.woken.recv_timeout(Duration::from_millis(200)).ok();
        }
    }

    fn frame_with(&mut self, events: Vec<Event>) -> Duration {
        let (window, frame) = (&mut self.window, &mut self.frame);
        let mut input = RawInput { events, ..RawInput::default() };
        window.raw_input_hook(&self.canvas.ctx, &mut input);
        self.canvas.draw(input, |ui| {
            window.logic(ui, frame);
            window.ui(ui, frame);
        })
    }
}

/// How long a letter took.
#[derive(Debug, Clone, Copy)]
pub struct Keystroke {
    pub whole: Duration,
    pub longest_frame: Duration,
}

/// A window with nothing in it: what a frame costs in any case.
#[derive(Default)]
pub struct Empty(Canvas);

impl Empty {
    pub fn frame(&mut self) -> Duration {
        self.0.draw(RawInput::default(), |_| ())
    }
}

/// What a window's backend does for a frame, up to the triangles that a graphics card is given. Nobody asks for names and
/// roles of the controls, as on a desk without a screen reader.
#[derive(Default)]
struct Canvas {
    ctx: Context,
    wants_a_frame: bool,
}

impl Canvas {
    /// How long the processor was at it.
    fn draw(&mut self, input: RawInput, content: impl FnMut(&mut Ui)) -> Duration {
        let begun = cpu::time();
        let input = RawInput { screen_rect: Some(Rect::from_min_size(egui::Pos2::ZERO, SIZE)), ..input };
        let FullOutput { shapes, pixels_per_point, viewport_output, mut textures_delta, .. } =
            self.ctx.run_ui(input, content);
        let triangles = self.ctx.tessellate(shapes, pixels_per_point);
        let took = cpu::time().saturating_sub(begun);
        // No card takes them.
        textures_delta.clear();
        drop(triangles);
        self.wants_a_frame = viewport_output[&ViewportId::ROOT].repaint_delay.is_zero();
        took
    }
}
