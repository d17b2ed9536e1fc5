//! The letters of names, drawn before they are needed. A search brings rows of other names at once: the first frame with
//! them would have to draw most of the alphabet, in each size, and take several times as long as those after it. A frame draws
//! a font: without a graphics card each frame costs more than the letters do.

use egui::text::LayoutJob;
use egui::{Color32, FontId, RawInput, TextFormat, Theme, Ui};

use super::theme;

/// What names, phones and addresses are made of. Signs stand as they do in a text: between digits and beside capitals the font
/// has other forms of them.
const LETTERS: &str = "еоаинтсрвлкмдпуяыьгзбчйхжюшщцэфъёОАИНТСРВЛКМДПУЯГЗБЧХЖЮШЩЦЭФЕЁЙ+7 901 234-56-78А-Я «а-я», \
                       (№1) · +2…abcdefghijklmnopqrstuvwxyz@._";
/// A letter is drawn anew for each quarter of a pixel that it may begin at.
const BEGINNINGS: [f32; 4] = [0.0, 0.25, 0.5, 0.75];

/// Pixels: the picture of all letters is as wide as its input allows, and doubles its height when that is full. In the widest
/// that a graphics library takes most of it would be empty, 8 MB twice; in this one there is room to spare at a quarter.
const WIDTH: usize = 2560;
/// Where the picture is full it begins anew: letters of several densities must not drive it there.
const FULL: f32 = 0.5;

/// Keeps the picture of the letters narrow. What the graphics library takes it says once.
pub fn limit_width(input: &mut RawInput) {
    input.max_texture_side = input.max_texture_side.map(|most| most.min(WIDTH));
}

/// How far it has come.
#[derive(Default)]
pub struct Glyphs {
    /// How many of the fonts, and what it was done for: another density or theme has its own letters.
    drawn: usize,
    of: Option<(f32, Theme)>,
}

impl Glyphs {
    /// A font of those that are left. Whether there are more.
    pub fn draw_some(&mut self, ui: &Ui) -> bool {
        let of = Some((ui.pixels_per_point(), ui.theme()));
        if std::mem::replace(&mut self.of, of) != of {
            self.drawn = 0;
        }
        let fonts = fonts();
        let has_room = ui.fonts(|fonts| fonts.font_atlas_fill_ratio() < FULL);
        let Some(font) = fonts.get(self.drawn).filter(|_| has_room) else { return false };
        for pixels in BEGINNINGS {
            let mut letters = LayoutJob::default();
            let format = TextFormat::simple(font.clone(), Color32::WHITE);
            letters.append(LETTERS, pixels / ui.pixels_per_point(), format);
            // Nobody looks at it: what stays are the letters.
            drop(ui.painter().layout_job(letters));
        }
        self.drawn += 1;
        self.drawn < fonts.len()
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
        draw_all(&ctx, &mut glyphs, input);
        let ([width, height], full) =
            ctx.fonts(|fonts| (fonts.font_image_size(), fonts.font_atlas_fill_ratio()));
        assert_eq!((width, height), (WIDTH, 256));
        #[expect(clippy::cast_precision_loss, reason = "pixels of a picture")]
        let used = full * WIDTH as f32 / height as f32;
        assert!(used < 0.75, "{used}");
    }

    /// As many frames as it takes. How many.
    fn draw_all(ctx: &Context, glyphs: &mut Glyphs, input: RawInput) -> usize {
        let mut frames = 0;
        ctx.run_ui(input, |ui| {
            while glyphs.draw_some(ui) {
                frames += 1;
            }
        })
        .drop_without_applying_deltas();
        frames
    }

    #[test]
    fn it_comes_to_an_end_and_begins_again_where_letters_look_otherwise() {
        let ctx = Context::default();
        theme::install(&ctx);
        let mut glyphs = Glyphs::default();
        let mut frames = || draw_all(&ctx, &mut glyphs, RawInput::default());
        assert_eq!([frames(), frames()], [fonts().len() - 1, 0]);
        ctx.set_zoom_factor(1.5);
        // It is zoomed with the next frame.
        assert_eq!([frames(), frames()].iter().sum::<usize>(), fonts().len() - 1);
        ctx.set_theme(Theme::Dark);
        assert_eq!([frames(), frames()].iter().sum::<usize>(), fonts().len() - 1);
    }

    #[test]
    fn what_the_graphics_library_takes_is_never_exceeded() {
        let ctx = Context::default();
        for (said, width) in [(Some(2048), 2048), (None, 2048), (Some(16_384), WIDTH), (None, WIDTH)] {
            let mut input = RawInput { max_texture_side: said, ..RawInput::default() };
            limit_width(&mut input);
            ctx.run_ui(input, |_| ()).drop_without_applying_deltas();
            assert_eq!(ctx.fonts(|fonts| fonts.font_image_size()[0]), width, "{said:?}");
        }
    }
}
