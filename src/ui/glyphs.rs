//! The letters of names, drawn before they are needed. A search brings rows of other names at once: the first frame with
//! them would have to draw most of the alphabet, in each size, and take several times as long as those after it.

use egui::{Color32, FontId, Ui};

use super::theme;

const LETTERS: &str = "еоаинтсрвлкмдпуяыьгзбчйхжшюцщэфъёОАИНТСРВЛКМДПУЯГЗБЧХЖШЮЦЩЭФЕЁ0123456789+-(),.«»";
/// A frame draws so many more: no longer than anything else that it does.
const A_FRAME: usize = 14;
/// A letter is drawn anew for each quarter of a pixel that it may begin at; side by side it comes to most of them.
const SIDE_BY_SIDE: usize = 6;

/// How far it has come.
#[derive(Default)]
pub struct Glyphs {
    drawn: usize,
}

impl Glyphs {
    /// Some of those that are left. Whether there are more.
    pub fn draw_some(&mut self, ui: &Ui) -> bool {
        let fonts = fonts();
        let all: Vec<char> = LETTERS.chars().collect();
        let Some(font) = fonts.get(self.drawn / all.len()) else { return false };
        let some = all[self.drawn % all.len()..].iter().take(A_FRAME);
        self.drawn += some.len();
        let words = some.flat_map(|letter| std::iter::repeat_n(*letter, SIDE_BY_SIDE)).collect();
        // Nobody looks at it: what stays are the letters.
        drop(ui.painter().layout_no_wrap(words, font.clone(), Color32::WHITE));
        self.drawn < all.len() * fonts.len()
    }
}

/// Of a table's rows, of those that are a little too long, of those that need two lines, and of the card.
fn fonts() -> [FontId; 5] {
    [theme::regular(14.0), theme::regular(13.0), theme::regular(12.0), theme::medium(14.0), theme::bold(16.0)]
}

#[cfg(test)]
mod tests {
    use egui::{Context, RawInput};

    use super::*;

    /// How many letters' pixels names bring that were not there before.
    fn pixels_of_names(prepare: bool) -> usize {
        let ctx = Context::default();
        theme::install(&ctx);
        let pixels_of = |content: &mut dyn FnMut(&mut Ui)| {
            let mut delta = ctx.run_ui(RawInput::default(), |ui| content(ui)).textures_delta;
            let parts = delta.set.values().flatten();
            let pixels = parts.map(|part| part.image.size().iter().product::<usize>()).sum();
            delta.clear();
            pixels
        };
        let mut glyphs = Glyphs::default();
        let _whole_texture: usize = pixels_of(&mut |ui| while prepare && glyphs.draw_some(ui) {});
        let names = ["Соловьёва Екатерина Юрьевна", "Цветкова Жанна, Барсик +2", "+7 916 123-45-67"];
        pixels_of(&mut |ui| {
            for (name, font) in names.into_iter().flat_map(|name| fonts().map(|font| (name, font))) {
                drop(ui.painter().layout_no_wrap(name.to_owned(), font, Color32::WHITE));
            }
        })
    }

    #[test]
    fn names_find_their_letters_drawn() {
        let (unprepared, prepared) = (pixels_of_names(false), pixels_of_names(true));
        assert!(prepared < unprepared / 5, "{prepared} pixels, {unprepared} unprepared");
    }

    #[test]
    fn it_comes_to_an_end() {
        let mut frames = 0;
        let mut glyphs = Glyphs::default();
        Context::default()
            .run_ui(RawInput::default(), |ui| {
                theme::install(ui);
                while glyphs.draw_some(ui) {
                    frames += 1;
                }
            })
            .drop_without_applying_deltas();
        assert!((10..40).contains(&frames), "{frames}");
    }
}
