//! What is wrong with the lines of an invoice: said right under the line, at the cell where it is mended.

use egui::{Align2, Rect, Ui, pos2};

use super::Sheet;
use crate::app::model::FormPage;
use crate::ui::widgets::Said;

/// Height of one message.
const MESSAGE: f32 = 20.0;

/// Something wrong with a line.
pub struct Message {
    /// The contract's name of the field in which it is mended: `name`, `quantity` or `price`.
    pub part: &'static str,
    /// Names the field, as it stands under a row of them.
    pub words: String,
}

/// Where messages stand: the left edge of names, the right ones of figures.
pub struct Edges {
    pub name: f32,
    pub quantity: f32,
    pub price: f32,
}

/// What is wrong with a line. That there is none at all is said of the first.
pub fn messages(sheet: &Sheet, line: usize) -> Vec<Message> {
    let text = sheet.view.text;
    let prefix = format!("items[{line}].");
    let mut messages = Vec::new();
    for error in &sheet.page.errors {
        let problem = text.problem(&error.problem);
        if line == 0 && error.field == "items" {
            messages.push(Message { part: "name", words: problem });
        } else if let Some(part) = error.field.strip_prefix(&prefix) {
            let field = text.get(&format!("field-item-{part}")).into();
            let words = text.with("problem-line", [("field", field), ("problem", problem.into())]);
            messages.push(Message { part: mended_part(part), words });
        }
    }
    messages
}

/// What is wrong in one cell.
pub fn in_cell(said: &[Message], part: &str) -> Option<String> {
    said.iter().find(|message| message.part == part).map(|message| message.words.clone())
}

fn mended_part(part: &str) -> &'static str {
    match part {
        "quantity" => "quantity",
        "price" | "total" => "price",
        _ => "name",
    }
}

/// The field that gets the focus: the first wrong one, or the one in which it is mended.
pub fn first_wrong(page: &FormPage) -> Option<String> {
    let field = &page.errors.first()?.field;
    if field == "items" {
        return Some("items[0].name".to_owned());
    }
    Some(match field.rsplit_once('.') {
        Some((line, part)) => format!("{line}.{}", mended_part(part)),
        // A sum is mended in its lines.
        None if field == "total_amount" => "items[0].price".to_owned(),
        None => field.clone(),
    })
}

/// The height of what is said of a line.
pub fn height(said: &[Message]) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "a line has few fields")]
    let count = said.len() as f32;
    MESSAGE * count
}

/// Each message begins where its cell begins; those of figures end where the figures end.
pub fn messages_ui(ui: &Ui, edges: &Edges, place: Rect, said: &[Message]) {
    let mut middle = place.top() + MESSAGE / 2.0 - 2.0;
    for message in said {
        let (x, align) = match message.part {
            "quantity" => (edges.quantity, Align2::RIGHT_CENTER),
            "price" => (edges.price, Align2::RIGHT_CENTER),
            _ => (edges.name, Align2::LEFT_CENTER),
        };
        let (words, ink) = (format!("! {}", message.words), Said::Wrong.colour(ui));
        ui.painter().text(pos2(x, middle), align, words, Said::Wrong.font(), ink);
        middle += MESSAGE;
    }
}
