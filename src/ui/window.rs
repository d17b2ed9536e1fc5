//! The window as the system sees it: the application's model drawn, its commands sent back. Nothing here waits.

use std::sync::Arc;

use eframe::{Frame, NativeOptions, Renderer};
use egui::{Context, Ui, Vec2, ViewportBuilder, Visuals, vec2};

use super::commands::Cmd;
use super::fatal::{Fatal, fatal_ui};
use super::frames::Frames;
use super::glyphs::{self, Glyphs};
use super::shell::{Local, window_ui};
use super::typed_ahead::TypedAhead;
use super::widgets::Button;
use super::{View, theme};
use crate::app::{App, AppConfig};
use crate::text::Text;

/// The program's window.
pub struct Window {
    app: App,
    text: Text,
    local: Local,
    typed_ahead: TypedAhead,
    /// The window was made to fit its screen.
    fitted: bool,
    frames: Frames,
    glyphs: Glyphs,
}

impl Window {
    /// Sets fonts and looks and starts the application, whose threads wake the window when there is something new.
    pub fn new(ctx: &Context, config: AppConfig, text: Text) -> Self {
        theme::install(ctx);
        let waker = ctx.clone();
        let app = App::start(config, Arc::new(move |within| waker.request_repaint_after(within)));
        Self {
            app,
            text,
            local: Local::default(),
            typed_ahead: TypedAhead::default(),
            fitted: false,
            frames: Frames::default(),
            glyphs: Glyphs::default(),
        }
    }

    /// Once it is known how large the screen is.
    fn fit(&mut self, ctx: &Context) {
        let screen = ctx.input(|input| input.viewport().monitor_size).filter(|_| !self.fitted);
        self.fitted |= screen.is_some();
        if let Some(size) = screen.and_then(smaller_window) {
            ctx.send_viewport_cmd(egui::ViewportCommand::InnerSize(size));
        }
    }

    /// Alt+F4 and the title bar come here alike. The system would close the window: it may once nothing is unsent, or a
    /// person has said so.
    fn close_when_asked(&mut self, ctx: &Context) {
        if !ctx.input(|input| input.viewport().close_requested()) || self.app.model().closed {
            return;
        }
        if !self.app.may_close() {
            ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
            ctx.request_repaint();
        }
    }

    /// While nobody does anything, and what is to be seen has been drawn.
    fn draw_ahead(&mut self, ui: &Ui) {
        let rows_are_here = self.app.model().clients.list.value().is_some();
        let quiet = ui.input(|input| input.events.is_empty());
        if rows_are_here && quiet && self.glyphs.draw_some(ui) {
            ui.request_repaint();
        }
    }

    pub fn app(&self) -> &App {
        &self.app
    }
}

impl eframe::App for Window {
    fn logic(&mut self, ctx: &Context, _: &mut Frame) {
        self.fit(ctx);
        self.app.poll();
        self.close_when_asked(ctx);
        if let Some(wait) = self.app.next_change() {
            ctx.request_repaint_after(wait);
        }
    }

    fn ui(&mut self, ui: &mut Ui, frame: &mut Frame) {
        let mut commands = Vec::new();
        let view = View { model: self.app.model(), text: &self.text };
        window_ui(ui, &view, &mut self.local, &mut commands);
        self.frames.count(view.model, frame);
        if commands.is_empty() {
            return self.draw_ahead(ui);
        }
        for command in commands {
            self.app.dispatch(command);
        }
        if self.app.model().closed {
            ui.ctx().send_viewport_cmd(egui::ViewportCommand::Close);
        }
        ui.ctx().request_repaint();
    }

    fn clear_color(&self, visuals: &Visuals) -> [f32; 4] {
        theme::ground(visuals)
    }

    fn raw_input_hook(&mut self, ctx: &Context, input: &mut egui::RawInput) {
        glyphs::limit_width(input);
        self.typed_ahead.pass(ctx, input);
    }
}

/// Opens the window and returns when it was closed.
pub fn run(config: AppConfig, text: Text) -> Result<(), eframe::Error> {
    let title = text.get("app-name");
    let create: eframe::AppCreator<'_> =
        Box::new(move |cc| Ok(Box::new(Window::new(&cc.egui_ctx, config, text))));
    eframe::run_native(&title, options(&title), create)
}

/// Says in a window of its own why the program does not start.
pub fn run_fatal(fatal: Fatal, text: Text) -> Result<(), eframe::Error> {
    let title = text.get("app-name");
    let create: eframe::AppCreator<'_> = Box::new(move |cc| {
        theme::install(&cc.egui_ctx);
        Ok(Box::new(FatalWindow { fatal, text }))
    });
    let mut options = options(&title);
    options.viewport =
        options.viewport.with_inner_size(vec2(640.0, 360.0)).with_min_inner_size(vec2(480.0, 320.0));
    eframe::run_native(&title, options, create)
}

struct FatalWindow {
    fatal: Fatal,
    text: Text,
}

impl eframe::App for FatalWindow {
    fn ui(&mut self, ui: &mut Ui, _: &mut Frame) {
        let label = Cmd::Close.label(&self.text);
        let button = Button::new(&label).key(Cmd::Close.key_name());
        let closed = fatal_ui(ui, &self.text, &self.fatal, [button]).is_some();
        let (read, time) = ui.input(|input| {
            let read = [egui::Key::Enter, egui::Key::Escape, egui::Key::Space];
            (read.into_iter().any(|key| input.key_pressed(key)), input.time)
        });
        let second = matches!(self.fatal, Fatal::SecondStart);
        if closed || read || (second && time >= SECOND_START_SHOWN) {
            ui.ctx().send_viewport_cmd(egui::ViewportCommand::Close);
        } else if second {
            ui.ctx().request_repaint_after(std::time::Duration::from_secs_f64(SECOND_START_SHOWN - time));
        }
    }

    fn clear_color(&self, visuals: &Visuals) -> [f32; 4] {
        theme::ground(visuals)
    }
}

/// What a 1280×800 screen leaves between title and task bar.
const USUAL: Vec2 = vec2(1280.0, 728.0);
/// The smallest useful window.
const SMALLEST: Vec2 = vec2(1024.0, 560.0);

/// The size to open with on a screen that the usual window does not fit, with room for title and task bar.
fn smaller_window(screen: Vec2) -> Option<Vec2> {
    let bars = vec2(0.0, 72.0);
    let size = USUAL.min(screen - bars).max(SMALLEST);
    (size != USUAL && screen.min_elem() > 1.0).then_some(size)
}

/// Seconds: a second start says so and ends, whether or not anyone is there to close it.
const SECOND_START_SHOWN: f64 = 8.0;

fn options(title: &str) -> NativeOptions {
    let icon = eframe::icon_data::from_png_bytes(include_bytes!("../../assets/icon.png"));
    let mut viewport = ViewportBuilder::default()
        .with_app_id("vetsystem-companion")
        .with_title(title)
        .with_inner_size(USUAL)
        .with_min_inner_size(SMALLEST);
    match icon {
        Ok(icon) => viewport = viewport.with_icon(Arc::new(icon)),
        Err(error) => tracing::error!(%error, "the icon cannot be read"),
    }
    // The fonts are ours: nothing is looked for on the system.
    NativeOptions {
        viewport,
        renderer: Renderer::Glow,
        system_font_fallback: false,
        // Smooths colours that run into each other, of which there are none, and is half of painting where there is no
        // graphics card: on a remote desktop.
        dithering: false,
        ..NativeOptions::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Nothing else is painted below what a page shows.
    #[test]
    fn a_window_is_cleared_to_the_ground_of_its_theme() {
        let ctx = Context::default();
        theme::install(&ctx);
        let window = FatalWindow { fatal: Fatal::SecondStart, text: Text::new(crate::text::Lang::Ru) };
        for theme in [egui::Theme::Light, egui::Theme::Dark] {
            ctx.set_theme(theme);
            let ground = theme::palette(&ctx).background.to_normalized_gamma_f32();
            let cleared = eframe::App::clear_color(&window, &ctx.style_of(theme).visuals);
            let differ =
                cleared.iter().zip(ground).map(|(is, wanted)| (is - wanted).abs()).fold(0.0, f32::max);
            assert!(differ < 0.001, "{cleared:?}, not {ground:?}");
        }
    }

    #[test]
    fn the_window_opens_no_larger_than_its_screen_leaves_room_for() {
        let cases = [
            (vec2(1920.0, 1080.0), None),
            (vec2(1280.0, 800.0), None),
            (vec2(1366.0, 768.0), Some(vec2(1280.0, 696.0))),
            (vec2(1280.0, 720.0), Some(vec2(1280.0, 648.0))),
            (vec2(1024.0, 600.0), Some(SMALLEST)),
            (vec2(0.0, 0.0), None),
        ];
        for (screen, expected) in cases {
            assert_eq!(smaller_window(screen), expected, "{screen}");
        }
    }
}
