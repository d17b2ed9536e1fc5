//! The icons the program draws: characters of the Phosphor font in `assets/fonts`.

pub const CLIENTS: &str = "\u{e4d6}";
pub const CALENDAR: &str = "\u{e10a}";
pub const INVOICE: &str = "\u{e3ec}";
pub const PRICES: &str = "\u{e478}";
pub const QUEUE: &str = "\u{e098}";
pub const SETTINGS: &str = "\u{e270}";
pub const SEARCH: &str = "\u{e30c}";
pub const PLUS: &str = "\u{e3d4}";
pub const CLOSE: &str = "\u{e4f6}";
pub const LEFT: &str = "\u{e138}";
pub const RIGHT: &str = "\u{e13a}";
pub const SYNC: &str = "\u{e094}";
