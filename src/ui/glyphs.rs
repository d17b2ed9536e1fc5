//! The letters of names, drawn before they are needed. A search brings rows of other names at once: the first frame with
//! them would have to draw most of the alphabet, in each size, and take several times as long as those after it.

use egui::text::LayoutJob;
use egui::{Color32, FontId, RawInput, TextFormat, Ui};

use super::theme;

/// What names, phones and addresses are made of, a frame's work each. Signs stand as they do in a text: between digits and
/// beside capitals the font has other forms of them.
const PIECES: [&str; 8] = [
    "еоаинтсрвлкмдпу",
    "яыьгзбчйхжюшцщэфъё",
    "ОАИНТСРВЛКМДПУЯ",
    "ГЗБЧХЖЮШЩЦЭФЕЁЙ",
    "+7 901 234-56-78",
    "А-Я «а-я», (№1) · +2…",
    "abcdefghijklm",
    "nopqrstuvwxyz@._",
];
/// A letter is drawn anew for each quarter of a pixel that it may begin at.
const BEGINNINGS: [f32; 4] = [0.0, 0.25, 0.5, 0.75];

/// Pixels: the picture of all letters is as wide as its input allows, and doubles its height when that is full. In the widest
/// that a graphics library takes most of it would be empty, 8 MB twice; in this one there is room to spare at a quarter.
const WIDTH: usize = 2560;

/// Keeps the picture of the letters narrow.
pub fn limit_width(input: &mut RawInput) {
    input.max_texture_side = Some(input.max_texture_side.map_or(WIDTH, |most| most.min(WIDTH)));
}

/// How far it has come.
#[derive(Default)]
pub struct Glyphs {
    drawn: usize,
}

impl Glyphs {
    /// Some of those that are left. Whether there are more.
    pub fn draw_some(&mut self, ui: &Ui) -> bool {
        let fonts = fonts();
        let Some(font) = fonts.get(self.drawn / PIECES.len()) else { return false };
        let piece = PIECES[self.drawn % PIECES.len()];
        for pixels in BEGINNINGS {
            let mut letters = LayoutJob::default();
            let format = TextFormat::simple(font.clone(), Color32::WHITE);
            letters.append(piece, pixels / ui.pixels_per_point(), format);
            // Nobody looks at it: what stays are the letters.
            drop(ui.painter().layout_job(letters));
        }
        self.drawn += 1;
        self.drawn < PIECES.len() * fonts.len()
    }
}

/// Of a table's rows, of those that are a little too long, of those that need two lines, of the card, and of what is typed.
fn fonts() -> [FontId; 6] {
    let regular = [14.0, 13.0, 12.0, 16.0].map(theme::regular);
    let [row, smaller, two_lines, typed] = regular;
    [row, smaller, two_lines, theme::medium(14.0), theme::bold(16.0), typed]
}

#[cfg(test)]
mod tests {
    use egui::Context;

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
        let names = [
            "Соловьёва Екатерина Юрьевна",
            "Ёж-Цветкова Жанна, Барсик +2",
            "+7\u{a0}916\u{a0}123-45-67",
            "shchukin_77@mail.example.ru",
        ];
        pixels_of(&mut |ui| {
            for (name, font) in names.into_iter().flat_map(|name| fonts().map(|font| (name, font))) {
                drop(ui.painter().layout_no_wrap(name.to_owned(), font, Color32::WHITE));
            }
        })
    }

    #[test]
    fn names_find_their_letters_drawn() {
        let (unprepared, prepared) = (pixels_of_names(false), pixels_of_names(true));
        assert!(unprepared > 0);
        assert_eq!(prepared, 0, "of {unprepared} pixels");
    }

    /// Room for the letters of the other screens too: a picture that grows is sent to the graphics card anew as a whole.
    #[test]
    fn the_picture_of_the_letters_is_small_and_has_room() {
        let ctx = Context::default();
        theme::install(&ctx);
        let mut glyphs = Glyphs::default();
        let mut input = RawInput { max_texture_side: Some(16_384), ..RawInput::default() };
        limit_width(&mut input);
        ctx.run_ui(input, |ui| while glyphs.draw_some(ui) {}).drop_without_applying_deltas();
        let ([width, height], full) =
            ctx.fonts(|fonts| (fonts.font_image_size(), fonts.font_atlas_fill_ratio()));
        assert_eq!((width, height), (WIDTH, 256));
        #[expect(clippy::cast_precision_loss, reason = "pixels of a picture")]
        let used = full * WIDTH as f32 / height as f32;
        assert!(used < 0.75, "{used}");
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
        assert_eq!(frames + 1, PIECES.len() * fonts().len());
    }
}
