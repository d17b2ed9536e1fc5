//! Keys in the order they were typed, however slow a frame is.
//!
//! What follows Enter in the same frame belongs to the next field, which has the focus only after that frame; and what
//! follows an Enter that waits for its list belongs to whatever comes after the choice. So such a key has a
//! frame of its own, and the rest is handed to the next one.

use egui::{Context, Event, Id, Key, RawInput};

/// Set by a field that waits: nothing more is typed until the next frame without it.
pub fn hold(ctx: &Context) {
    ctx.data_mut(|data| data.insert_temp(held(), true));
}

fn held() -> Id {
    Id::unique("typing is held")
}

/// What was typed ahead of the frames.
#[derive(Default)]
pub struct TypedAhead {
    later: Vec<Event>,
}

impl TypedAhead {
    /// Called with what the system brought, before the frame sees it.
    pub fn pass(&mut self, ctx: &Context, input: &mut RawInput) {
        let hold = ctx.data_mut(|data| data.remove_temp::<bool>(held())).unwrap_or_default();
        let mut now = Vec::new();
        let mut ended = hold;
        for event in self.later.drain(..).chain(std::mem::take(&mut input.events)).collect::<Vec<_>>() {
            // Such a key is also handled before the letters of its frame: it gets a frame of its own.
            let alone = ends_the_frame(&event);
            ended |= alone && now.iter().any(is_typing);
            if ended && is_typing(&event) {
                self.later.push(event);
            } else {
                ended |= alone;
                now.push(event);
            }
        }
        input.events = now;
        // A field that waits is woken by what it waits for.
        if !self.later.is_empty() && !hold {
            ctx.request_repaint();
        }
    }
}

fn is_typing(event: &Event) -> bool {
    matches!(
        event,
        Event::Key { .. } | Event::Text(_) | Event::Paste(_) | Event::Copy | Event::Cut | Event::Ime(_)
    )
}

/// Keys that may move the focus or open another page.
fn ends_the_frame(event: &Event) -> bool {
    let Event::Key { key, pressed: true, modifiers, .. } = event else { return false };
    let function = key.name().len() > 1 && key.name().starts_with('F');
    function
        || modifiers.ctrl
        || matches!(key, Key::Enter | Key::Tab | Key::Escape | Key::Insert | Key::Delete)
}

#[cfg(test)]
mod tests {
    use egui::Modifiers;

    use super::*;

    fn press(key: Key) -> Event {
        Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers: Modifiers::NONE }
    }

    fn text(text: &str) -> Event {
        Event::Text(text.to_owned())
    }

    #[test]
    fn what_follows_enter_waits_for_the_next_frame() {
        let ctx = Context::default();
        let mut ahead = TypedAhead::default();
        let mut frame = |events: Vec<Event>| {
            let mut input = RawInput { events, ..RawInput::default() };
            ahead.pass(&ctx, &mut input);
            input.events
        };
        let typed = vec![text("а"), press(Key::Enter), text("б"), press(Key::Enter), text("в")];
        assert_eq!(frame(typed), [text("а")]);
        assert_eq!(frame(vec![]), [press(Key::Enter)]);
        assert_eq!(frame(vec![text("г")]), [text("б")]);
        assert_eq!(frame(vec![]), [press(Key::Enter)]);
        assert_eq!(frame(vec![]), [text("в"), text("г")]);
        hold(&ctx);
        assert_eq!(frame(vec![text("д")]), []);
        assert_eq!(frame(vec![]), [text("д")]);
    }
}
