//! The look: colours of both themes, type, spacing. Views take colours from [`palette`] and sizes from here, nowhere else.

use std::sync::Arc;

use egui::{
    Color32, Context, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, FontTweak, Shadow, Stroke,
    Style, TextStyle, Theme, Ui, Visuals,
};

pub const RAIL: f32 = 208.0;
pub const STATUS_BAR: f32 = 32.0;
pub const CARD: f32 = 420.0;
pub const ROW: f32 = 34.0;
pub const FIELD: f32 = 36.0;
pub const FORM: f32 = 560.0;
pub const GAP: f32 = 12.0;
/// A page from here on has its parts side by side: as wide as in a window of 1280 points, which the columns are made for.
pub const WIDE: f32 = 1024.0;
/// Around the content of a screen.
pub const EDGE: i8 = 20;

pub const RADIUS_CARD: u8 = 8;
pub const RADIUS_FIELD: u8 = 6;
pub const RADIUS_CHIP: u8 = 10;
pub const RADIUS_KEY: u8 = 4;

/// Text on its ground.
#[derive(Clone, Copy)]
pub struct Tone {
    pub text: Color32,
    pub ground: Color32,
}

/// The colours of one theme.
pub struct Palette {
    pub background: Color32,
    pub surface: Color32,
    pub border: Color32,
    pub row_line: Color32,
    pub text: Color32,
    pub secondary: Color32,
    pub primary: Color32,
    pub on_primary: Color32,
    pub selected: Color32,
    pub hovered: Color32,
    pub ok: Tone,
    pub waiting: Tone,
    pub wrong: Tone,
    pub info: Tone,
    /// Behind the letters that were searched for.
    pub found: Color32,
    pub dots: Dots,
}

/// The dots of the status bar.
pub struct Dots {
    pub green: Color32,
    pub yellow: Color32,
    pub blue: Color32,
    pub red: Color32,
}

const fn rgb(hex: u32) -> Color32 {
    let [_, red, green, blue] = hex.to_be_bytes();
    Color32::from_rgb(red, green, blue)
}

const fn tone(text: u32, ground: u32) -> Tone {
    Tone { text: rgb(text), ground: rgb(ground) }
}

static LIGHT: Palette = Palette {
    background: rgb(0xF4_F6F9),
    surface: rgb(0xFF_FFFF),
    border: rgb(0xD8_DFE7),
    row_line: rgb(0xE9_EDF2),
    text: rgb(0x15_202B),
    secondary: rgb(0x56_667A),
    primary: rgb(0x11_73D4),
    on_primary: rgb(0xFF_FFFF),
    selected: rgb(0xE4_F0FC),
    hovered: rgb(0xF2_F6FA),
    ok: tone(0x1B_8A4B, 0xE5_F5EB),
    waiting: tone(0xA8_6700, 0xFF_F3DC),
    wrong: tone(0xC2_2F38, 0xFC_E8E9),
    info: tone(0x11_73D4, 0xE4_F0FC),
    found: rgb(0xFF_F3DC),
    dots: Dots { green: rgb(0x1B_8A4B), yellow: rgb(0xD8_9B1D), blue: rgb(0x11_73D4), red: rgb(0xC2_2F38) },
};

static DARK: Palette = Palette {
    background: rgb(0x12_1920),
    surface: rgb(0x1A_242E),
    border: rgb(0x33_414F),
    row_line: rgb(0x25_313D),
    text: rgb(0xE6_EDF4),
    secondary: rgb(0x9A_ADC0),
    primary: rgb(0x5A_A9F5),
    on_primary: rgb(0x08_131E),
    selected: rgb(0x1F_3852),
    hovered: rgb(0x20_2C38),
    ok: tone(0x4C_C07F, 0x17_352A),
    waiting: tone(0xE6_B04A, 0x3B_301A),
    wrong: tone(0xF0_7A80, 0x40_242A),
    info: tone(0x5A_A9F5, 0x1B_3149),
    found: rgb(0x3B_301A),
    dots: Dots { green: rgb(0x4C_C07F), yellow: rgb(0xE6_B04A), blue: rgb(0x5A_A9F5), red: rgb(0xF0_7A80) },
};

fn palette_of(theme: Theme) -> &'static Palette {
    match theme {
        Theme::Light => &LIGHT,
        Theme::Dark => &DARK,
    }
}

/// The colours of the theme that is on.
pub fn palette(ctx: &Context) -> &'static Palette {
    palette_of(ctx.theme())
}

/// Weight 400.
pub fn regular(size: f32) -> FontId {
    FontId::new(size, FontFamily::Proportional)
}

/// Weight 550: labels, buttons, what is selected.
pub fn medium(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name("medium".into()))
}

/// Weight 650: titles and totals.
pub fn bold(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name("bold".into()))
}

/// Fonts, both themes, and no key that quits. The theme follows the system.
pub fn install(ctx: &Context) {
    ctx.set_fonts(fonts());
    ctx.options_mut(|options| {
        options.quit_shortcuts.clear();
        options.fallback_theme = Theme::Light;
        // Ctrl with plus and minus zooms; the digits belong to the screens.
        options.zoom_with_keyboard = true;
    });
    for theme in [Theme::Light, Theme::Dark] {
        ctx.style_mut_of(theme, |style| restyle(style, theme));
    }
}

fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    let faces: [(&str, &'static [u8]); 3] = [
        ("regular", include_bytes!("../../assets/fonts/Inter-Regular.ttf")),
        ("medium", include_bytes!("../../assets/fonts/Inter-Medium.ttf")),
        ("bold", include_bytes!("../../assets/fonts/Inter-Bold.ttf")),
    ];
    // The icons stand around the middle of capital letters.
    let tweak = FontTweak { y_offset_factor: 0.075, ..FontTweak::default() };
    let icons = FontData::from_static(include_bytes!("../../assets/fonts/Phosphor.ttf")).tweak(tweak);
    fonts.font_data.insert("icons".into(), Arc::new(icons));
    for (name, bytes) in faces {
        fonts.font_data.insert(name.into(), Arc::new(FontData::from_static(bytes)));
        let family = vec![name.to_owned(), "icons".to_owned()];
        fonts.families.insert(FontFamily::Name(name.into()), family.clone());
        if name == "regular" {
            fonts.families.insert(FontFamily::Proportional, family.clone());
            fonts.families.insert(FontFamily::Monospace, family);
        }
    }
    fonts
}

fn restyle(style: &mut Style, theme: Theme) {
    let colours = palette_of(theme);
    style.text_styles = [
        (TextStyle::Body, regular(14.0)),
        (TextStyle::Button, medium(14.0)),
        (TextStyle::Small, regular(12.0)),
        (TextStyle::Heading, bold(20.0)),
        (TextStyle::Monospace, regular(14.0)),
    ]
    .into();
    style.animation_time = 0.0;
    style.scroll_animation = egui::style::ScrollAnimation::none();
    style.interaction.selectable_labels = false;
    style.interaction.tooltip_delay = 0.6;
    style.spacing.item_spacing = egui::vec2(8.0, 8.0);
    style.spacing.interact_size.y = 28.0;
    style.spacing.scroll = egui::style::ScrollStyle::solid();
    style.spacing.scroll.bar_width = 8.0;
    style.spacing.scroll.bar_inner_margin = 2.0;
    style.spacing.scroll.bar_outer_margin = 2.0;
    style.spacing.scroll.fade.strength = 0.0;
    style.visuals = visuals(theme, colours);
}

fn visuals(theme: Theme, colours: &Palette) -> Visuals {
    let mut visuals = if theme == Theme::Dark { Visuals::dark() } else { Visuals::light() };
    visuals.override_text_color = Some(colours.text);
    visuals.weak_text_color = Some(colours.secondary);
    visuals.panel_fill = colours.background;
    visuals.window_fill = colours.surface;
    visuals.extreme_bg_color = colours.surface;
    visuals.faint_bg_color = colours.surface;
    visuals.window_stroke = Stroke::new(1.0, colours.border);
    visuals.window_corner_radius = CornerRadius::same(RADIUS_CARD);
    visuals.menu_corner_radius = CornerRadius::same(RADIUS_CARD);
    visuals.popup_shadow = drop_shadow(theme);
    visuals.window_shadow = Shadow::NONE;
    visuals.selection.bg_fill = if theme == Theme::Dark { rgb(0x2B_4F75) } else { rgb(0xB9_D8F8) };
    visuals.selection.stroke = Stroke::new(1.0, colours.text);
    visuals.hyperlink_color = colours.primary;
    visuals.text_cursor.blink = false;
    visuals.text_cursor.stroke = Stroke::new(1.5, colours.text);
    visuals.widgets.noninteractive.bg_stroke = Stroke::new(1.0, colours.border);
    visuals.widgets.noninteractive.fg_stroke = Stroke::new(1.0, colours.text);
    for (widget, fill) in [
        (&mut visuals.widgets.inactive, colours.border),
        (&mut visuals.widgets.hovered, colours.secondary),
        (&mut visuals.widgets.active, colours.secondary),
        (&mut visuals.widgets.open, colours.border),
    ] {
        widget.bg_fill = fill;
        widget.fg_stroke.color = colours.text;
        widget.expansion = 0.0;
    }
    visuals
}

/// What the window is cleared to before anything is painted: a rectangle of this colour over all of it would be painted twice,
/// which takes long where there is no graphics card.
pub fn ground(visuals: &Visuals) -> [f32; 4] {
    visuals.panel_fill.to_normalized_gamma_f32()
}

/// The only shadow there is: under lists that drop.
pub fn drop_shadow(theme: Theme) -> Shadow {
    let strength = if theme == Theme::Dark { 110 } else { 28 };
    Shadow { offset: [0, 8], blur: 24, spread: 0, color: Color32::from_black_alpha(strength) }
}

/// The 2-px frame of what has the focus.
pub fn focus_frame(ui: &Ui, rect: egui::Rect, radius: u8) {
    focus_frame_of(ui, rect, radius, false);
}

/// The frame of what has the focus; around what is wrong it is red, with the usual one outside it.
pub fn focus_frame_of(ui: &Ui, rect: egui::Rect, radius: u8, wrong: bool) {
    let colours = palette(ui);
    let frame = |ink, kind| ui.painter().rect_stroke(rect, radius, Stroke::new(2.0, ink), kind);
    if wrong {
        frame(colours.wrong.text, egui::StrokeKind::Inside);
        frame(colours.primary, egui::StrokeKind::Outside);
    } else {
        frame(colours.primary, egui::StrokeKind::Inside);
    }
}
