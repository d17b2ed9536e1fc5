//! A window with nothing in it, opened as the program opens its own: what start and memory are compared with. It says on
//! stderr when its first frame was drawn.

use std::time::Instant;

use eframe::{NativeOptions, Renderer};

fn main() -> eframe::Result {
    let begun = Instant::now();
    let viewport = egui::ViewportBuilder::default()
        .with_app_id("vetsystem-bench")
        .with_title("empty")
        .with_inner_size([1280.0, 728.0]);
    let options = NativeOptions {
        viewport,
        renderer: Renderer::Glow,
        system_font_fallback: false,
        ..NativeOptions::default()
    };
    eframe::run_native("empty", options, Box::new(move |_| Ok(Box::new(Empty { begun, drawn: false }))))
}

struct Empty {
    begun: Instant,
    drawn: bool,
}

impl eframe::App for Empty {
    fn ui(&mut self, _: &mut egui::Ui, _: &mut eframe::Frame) {
        if !std::mem::replace(&mut self.drawn, true) {
            eprintln!("first frame after {} ms", self.begun.elapsed().as_millis());
        }
    }
}
