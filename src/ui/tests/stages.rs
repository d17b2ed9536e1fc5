//! A store that cannot be used: the window says so, and has a way on and a way out.

use egui::{ViewportCommand, ViewportId};

use super::*;

#[test]
fn a_store_that_cannot_be_used_is_tried_again_or_the_window_closed() {
    let unusable = || {
        let trouble = StoreTrouble { kind: TroubleKind::NewerSchema, detail: String::new(), path: None };
        let mut model = model();
        model.stage = Stage::StoreUnusable(trouble);
        harness(model, Lang::Ru, SIZES[0])
    };
    let mut again = unusable();
    again.key_press(Key::Enter);
    again.run_steps(2);
    assert_eq!(again.state().asked, [Command::ReopenStore]);
    let mut close = unusable();
    let press = |pressed| Event::Key {
        key: Key::Escape,
        physical_key: None,
        pressed,
        repeat: false,
        modifiers: Modifiers::NONE,
    };
    // In one frame: a further one would ask for nothing.
    close.input_mut().events.extend([press(true), press(false)]);
    close.step();
    let asked = &close.output().viewport_output[&ViewportId::ROOT].commands;
    assert!(asked.contains(&ViewportCommand::Close), "{asked:?}");
}
