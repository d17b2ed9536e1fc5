//! Drives the whole window by keys and reads it as a person does, by what is painted, and as a screen reader does, by
//! AccessKit's names. Nothing is timed: whatever threads bring is awaited by the repaint they ask for.

mod frames;
mod system;

use std::path::Path;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, bounded};
use egui::accesskit::Role;
use egui::epaint::text::PlacedRow;
use egui::os::OperatingSystem;
use egui::{Event, Galley, Key, Modifiers, RawInput, Rect, Shape, Vec2, ViewportId, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::NodeT as _;
use vetsystem_companion::app::AppConfig;
use vetsystem_companion::text::{Lang, Text};
use vetsystem_companion::ui::Window;

use crate::support::{PATIENCE, timing};

/// The client area of a maximised window on a 1280×800 screen.
pub const USUAL: Vec2 = vec2(1280.0, 728.0);
/// The smallest useful window.
pub const SMALLEST: Vec2 = vec2(1024.0, 560.0);

/// Frames within which a window that nobody touches comes to rest.
const MOST_FRAMES: usize = 40;

/// Words on the screen and where they stand.
#[derive(Debug, Clone)]
pub struct Seen {
    pub words: String,
    pub place: Rect,
    /// They end in `…`, or a line ends in the middle of a word.
    pub cut: bool,
}

/// Something that can be acted on, as a screen reader is told of it.
#[derive(Debug, Clone)]
pub struct Control {
    pub role: Role,
    pub name: String,
    pub value: String,
    /// What is wrong with it, as it is said aloud.
    pub description: String,
    pub place: Rect,
    pub focused: bool,
}

/// What the hands do.
#[derive(Debug, Clone, Copy)]
pub enum Stroke {
    Key(Key),
    Ctrl(Key),
    Text(&'static str),
}

/// As winit brings it on Windows.
const CTRL: Modifiers = Modifiers { command: true, ..Modifiers::CTRL };

pub struct Driver {
    pub(super) harness: Harness<'static, Window>,
    woken: Receiver<()>,
}

impl Driver {
    pub fn open(data_dir: &Path) -> Self {
        Self::open_sized(data_dir, USUAL)
    }

    pub fn open_sized(data_dir: &Path, size: Vec2) -> Self {
        Self::open_in(data_dir, size, Lang::Ru)
    }

    pub fn open_in(data_dir: &Path, size: Vec2, lang: Lang) -> Self {
        let config = AppConfig { data_dir: data_dir.to_owned(), timing: timing(), console: Box::new(|_| ()) };
        let (wake, woken) = bounded(1);
        let mut blink = true;
        let builder = Harness::builder().with_size(size).with_os(OperatingSystem::Windows);
        let harness = builder.build_eframe(|cc| {
            // A full channel has woken the test already.
            cc.egui_ctx.set_request_repaint_callback(move |_| wake.try_send(()).unwrap_or_default());
            let window = Window::new(&cc.egui_ctx, config, Text::new(lang));
            blink = cc.egui_ctx.global_style().visuals.text_cursor.blink;
            window
        });
        // The harness stops the cursor; the window is to be tested as it is.
        harness.ctx.all_styles_mut(|style| style.visuals.text_cursor.blink = blink);
        Self { harness, woken }
    }

    /// From now on letters that no font has are boxes, as they are outside of tests.
    pub fn any_letters(&mut self) -> &mut Self {
        self.harness.ctx.set_missing_glyph_policy(egui::MissingGlyphPolicy::Tofu);
        self
    }

    pub fn window(&self) -> &Window {
        self.harness.state()
    }

    // ---- hands

    /// One frame with what the system brought meanwhile, as eframe runs it.
    fn frame(&mut self, events: Vec<Event>) {
        // As much as a graphics library takes.
        let mut input = RawInput { events, max_texture_side: Some(16_384), ..RawInput::default() };
        let ctx = self.harness.ctx.clone();
        eframe::App::raw_input_hook(self.harness.state_mut(), &ctx, &mut input);
        self.harness.input_mut().events = input.events;
        self.harness.input_mut().max_texture_side = input.max_texture_side;
        self.harness.step();
    }

    /// Frames until the window asks for no more. How many it took.
    pub fn settle(&mut self) -> usize {
        for frames in 0..MOST_FRAMES {
            if self.wants_frame_in() > Duration::ZERO {
                return frames;
            }
            self.frame(Vec::new());
        }
        panic!("the window does not come to rest: {:?}", self.harness.ctx.repaint_causes());
    }

    /// One frame more than the window asked for.
    pub fn look(&mut self) {
        self.frame(Vec::new());
    }

    /// When the window is to be drawn again, if nothing happens.
    pub fn wants_frame_in(&self) -> Duration {
        self.harness.output().viewport_output[&ViewportId::ROOT].repaint_delay
    }

    /// True when a thread has asked for a frame since the last look.
    pub fn was_woken(&self) -> bool {
        self.woken.try_recv().is_ok()
    }

    fn press(&mut self, modifiers: Modifiers, key: Key) -> &mut Self {
        self.frame(stroke(modifiers, key));
        self.settle();
        self
    }

    /// All of it between two frames, as a fast typist does on a slow machine.
    pub fn at_once(&mut self, strokes: &[Stroke]) -> &mut Self {
        let events = strokes.iter().flat_map(|stroke| match *stroke {
            Stroke::Key(key) => self::stroke(Modifiers::NONE, key),
            Stroke::Ctrl(key) => self::stroke(CTRL, key),
            Stroke::Text(text) => letters(text),
        });
        self.frame(events.collect());
        self.settle();
        self
    }

    pub fn key(&mut self, key: Key) -> &mut Self {
        self.press(Modifiers::NONE, key)
    }

    pub fn keys(&mut self, keys: &[Key]) -> &mut Self {
        for key in keys {
            self.key(*key);
        }
        self
    }

    pub fn ctrl(&mut self, key: Key) -> &mut Self {
        self.press(CTRL, key)
    }

    pub fn shift(&mut self, key: Key) -> &mut Self {
        self.press(Modifiers::SHIFT, key)
    }

    /// Letters as the keyboard gives them, all of them in one frame.
    pub fn write(&mut self, text: &str) -> &mut Self {
        self.frame(letters(text));
        self.settle();
        self
    }

    pub fn paste(&mut self, text: &str) -> &mut Self {
        self.frame(vec![Event::Paste(text.to_owned())]);
        self.settle();
        self
    }

    /// Ctrl+C, and what it put on the clipboard.
    pub fn copy(&mut self) -> String {
        self.frame(vec![Event::Copy]);
        let commands = &self.harness.output().platform_output.commands;
        let copied = commands.iter().find_map(|command| match command {
            egui::OutputCommand::CopyText(text) => Some(plain(text)),
            _ => None,
        });
        let copied = copied.unwrap_or_default();
        self.settle();
        copied
    }

    /// Replaces what stands in the field that has the focus.
    pub fn rewrite(&mut self, text: &str) -> &mut Self {
        self.ctrl(Key::A);
        if text.is_empty() { self.key(Key::Backspace) } else { self.write(text) }
    }

    /// Goes on with Tab to the control of this name. A field that waits for its list lets Tab through afterwards.
    #[track_caller]
    pub fn tab_to(&mut self, name: &str) -> &mut Self {
        self.until(name, |driver| driver.controls().iter().any(|control| control.name == name));
        let place = |driver: &Self| driver.focused().map(|control| (control.name, control.place));
        // What it comes by may still be on its way: once round is no failure yet.
        let (start, deadline) = (place(self), Instant::now() + PATIENCE);
        while self.focus() != name {
            let before = place(self);
            self.key(Key::Tab).until("elsewhere by Tab", |driver| place(driver) != before);
            let lost = place(self) == start && Instant::now() >= deadline;
            assert!(!lost, "Tab never comes to «{name}»\n{}", self.describe());
        }
        self
    }

    /// Clicks the middle of the control of this role and name.
    pub fn click(&mut self, role: Role, name: &str) -> &mut Self {
        let place = self.control(role, name).place;
        let pos = place.center();
        let button = |pressed| Event::PointerButton {
            pos,
            button: egui::PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        };
        self.frame(vec![Event::PointerMoved(pos)]);
        self.frame(vec![button(true)]);
        self.frame(vec![button(false), Event::PointerGone]);
        self.settle();
        self
    }

    // ---- eyes

    /// Waits, frame by frame as the window asks for them.
    #[track_caller]
    pub fn until(&mut self, what: &str, wanted: impl Fn(&Self) -> bool) -> &mut Self {
        let deadline = Instant::now() + PATIENCE;
        loop {
            self.settle();
            if wanted(self) {
                return self;
            }
            assert!(Instant::now() < deadline, "never {what}\n{}", self.describe());
            let by_itself = Instant::now().checked_add(self.wants_frame_in()).unwrap_or(deadline);
            // Woken or not, the window is drawn again.
            self.woken.recv_deadline(by_itself.min(deadline)).ok();
            self.frame(Vec::new());
        }
    }

    /// Waits until these words stand somewhere.
    #[track_caller]
    pub fn until_says(&mut self, words: &str) -> &mut Self {
        self.until(words, |driver| driver.says(words))
    }

    /// Waits until the status bar shows this state.
    #[track_caller]
    pub fn until_state(&mut self, state: &str) -> &mut Self {
        self.until(state, |driver| driver.state() == state)
    }

    /// Waits until the control of this name has the focus.
    #[track_caller]
    pub fn until_focus(&mut self, name: &str) -> &mut Self {
        self.until(name, |driver| driver.focus() == name)
    }

    /// The state on the status bar.
    pub fn state(&self) -> String {
        let status = self.controls().into_iter().find(|control| control.role == Role::Status);
        status.map(|control| control.name).unwrap_or_default()
    }

    /// All words on the screen that are at least partly in sight.
    pub fn seen(&self) -> Vec<Seen> {
        let mut seen = Vec::new();
        for clipped in &self.harness.output().shapes {
            collect(&clipped.shape, clipped.clip_rect, &mut seen);
        }
        seen
    }

    /// The colours of the frames around this place.
    pub fn frames(&self, place: Rect) -> Vec<egui::Color32> {
        let shapes = self.harness.output().shapes.iter();
        let around =
            |rect: Rect| rect.contains_rect(place) && place.expand2(vec2(60.0, 16.0)).contains_rect(rect);
        let frame = |clipped: &egui::epaint::ClippedShape| match &clipped.shape {
            Shape::Rect(shape) if around(shape.rect) => Some(shape.stroke.color),
            _ => None,
        };
        shapes.filter_map(frame).collect()
    }

    pub fn says(&self, words: &str) -> bool {
        self.seen().iter().any(|seen| seen.words.contains(words))
    }

    /// Everything that AccessKit is told of, in the window's order.
    pub fn controls(&self) -> Vec<Control> {
        let nodes = self.harness.root();
        let controls = nodes.children_recursive().map(|node| {
            let inner = node.accesskit_node();
            Control {
                role: inner.role(),
                name: plain(&inner.label().unwrap_or_default()),
                value: node.value().unwrap_or_default(),
                description: plain(&inner.description().unwrap_or_default()),
                place: inner.bounding_box().map_or(Rect::NOTHING, |_| node.rect()),
                focused: node.is_focused(),
            }
        });
        controls.collect()
    }

    /// Names of inputs that a screen reader could not say.
    pub fn unnamed(&self) -> Vec<String> {
        self.harness.unnamed_widgets()
    }

    pub fn focused(&self) -> Option<Control> {
        self.controls().into_iter().find(|control| control.focused)
    }

    /// The name of what has the focus.
    pub fn focus(&self) -> String {
        self.focused().map(|control| control.name).unwrap_or_default()
    }

    #[track_caller]
    pub fn control(&self, role: Role, name: &str) -> Control {
        let mut controls = self.controls().into_iter();
        let found = controls.find(|control| control.role == role && control.name == name);
        found.unwrap_or_else(|| panic!("no {role:?} «{name}»\n{}", self.describe()))
    }

    #[track_caller]
    pub fn control_named(&self, name: &str) -> Control {
        let found = self.controls().into_iter().find(|control| control.name == name);
        found.unwrap_or_else(|| panic!("no «{name}»\n{}", self.describe()))
    }

    pub fn has(&self, role: Role, name: &str) -> bool {
        self.controls().iter().any(|control| control.role == role && control.name == name)
    }
}

fn stroke(modifiers: Modifiers, key: Key) -> Vec<Event> {
    let event = |pressed| Event::Key { key, physical_key: None, pressed, repeat: false, modifiers };
    let mut events = vec![event(true), event(false)];
    if !modifiers.is_none() {
        events.insert(0, Event::ModifiersChanged(modifiers));
        events.push(Event::ModifiersChanged(Modifiers::NONE));
    }
    events
}

fn letters(text: &str) -> Vec<Event> {
    text.chars().map(|letter| Event::Text(letter.to_string())).collect()
}

/// As it is read: a space that does not break is a space.
fn plain(words: &str) -> String {
    words.replace('\u{a0}', " ")
}

fn breaks_a_word(galley: &Galley) -> bool {
    let ends = |row: &PlacedRow| !row.ends_with_newline && row.text().ends_with(char::is_alphanumeric);
    let begins = |row: &PlacedRow| row.text().starts_with(char::is_alphanumeric);
    galley.rows.windows(2).any(|pair| ends(&pair[0]) && begins(&pair[1]))
}

fn collect(shape: &Shape, clip: Rect, seen: &mut Vec<Seen>) {
    match shape {
        Shape::Vec(shapes) => shapes.iter().for_each(|shape| collect(shape, clip, seen)),
        Shape::Text(text) => {
            let place = text.galley.rect.translate(text.pos.to_vec2());
            if clip.intersects(place) && !text.galley.text().trim().is_empty() {
                let cut = text.galley.elided || breaks_a_word(&text.galley);
                seen.push(Seen { words: plain(text.galley.text()), place: place.intersect(clip), cut });
            }
        }
        _ => {}
    }
}
