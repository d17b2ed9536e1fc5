//! What is said of a form's fields while they are being mended: each message stands exactly as long as it is true.

use super::super::draft::{line_of, read};
use super::super::message::Effect;
use super::super::model::{FormInput, FormPage, LineForm, Model};
use crate::domain::FieldError;

/// What is no longer wrong is no longer said; nothing new is said before the next save.
pub(super) fn typed(model: &mut Model, input: &FormInput) -> Vec<Effect> {
    let today = model.today();
    if let Some(page) = &mut model.form {
        let true_now = read(input, today).err().unwrap_or_default();
        let refused = page.refused.as_ref();
        page.errors.retain_mut(|said| {
            still_true(said, &true_now)
                || refused.is_some_and(|refused| says_the_same(&said.field, input, refused))
        });
    }
    Vec::new()
}

/// Is it still wrong with its field? It is then said with the figures of now.
pub(super) fn still_true(said: &mut FieldError, true_now: &[FieldError]) -> bool {
    let same = true_now.iter().find(|error| is_the_same(said, error));
    if let Some(error) = same {
        said.clone_from(error);
    }
    same.is_some()
}

/// The same thing wrong with the same field, if by another figure.
fn is_the_same(one: &FieldError, other: &FieldError) -> bool {
    let kind = |error: &FieldError| std::mem::discriminant(&error.problem);
    one.field == other.field && kind(one) == kind(other)
}

/// Only the store knows its records: what it said of a field stands until the field, or the client a patient
/// was looked for at, is another.
fn says_the_same(field: &str, one: &FormInput, other: &FormInput) -> bool {
    let choices = |form: &FormInput| match form {
        FormInput::Client(_) => (None, None),
        FormInput::Patient(form) => (form.owner.id, None),
        FormInput::Appointment(form) => (form.client.id, form.patient.id),
        FormInput::Invoice(form) => (form.client.id, form.patient.id),
    };
    match (field, line_of(field), one, other) {
        ("client_id", ..) => choices(one).0 == choices(other).0,
        ("patient_id", ..) => choices(one) == choices(other),
        (_, Some(at), FormInput::Invoice(one), FormInput::Invoice(other)) => {
            one.lines.get(at) == other.lines.get(at)
        }
        _ => one == other,
    }
}

pub(super) fn line_added(model: &mut Model, at: usize) -> Vec<Effect> {
    if let Some(page) = &mut model.form {
        move_errors(page, |line| Some(if line >= at { line + 1 } else { line }));
        if let Some(FormInput::Invoice(refused)) = &mut page.refused {
            refused.lines.insert(at.min(refused.lines.len()), LineForm::default());
        }
    }
    Vec::new()
}

pub(super) fn line_removed(model: &mut Model, at: usize) -> Vec<Effect> {
    if let Some(page) = &mut model.form {
        move_errors(page, |line| (line != at).then(|| if line > at { line - 1 } else { line }));
        if let Some(FormInput::Invoice(refused)) = &mut page.refused
            && at < refused.lines.len()
        {
            refused.lines.remove(at);
        }
    }
    Vec::new()
}

/// What is said of a line goes where the line goes.
fn move_errors(page: &mut FormPage, to: impl Fn(usize) -> Option<usize>) {
    page.errors.retain_mut(|error| {
        let Some(line) = line_of(&error.field) else { return true };
        let Some(to) = to(line) else { return false };
        error.field = error.field.replacen(&line.to_string(), &to.to_string(), 1);
        true
    });
}
