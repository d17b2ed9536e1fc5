//! What the server says about a wrong field, in Russian: people read it in their queue.

use crate::domain::{JsonType, Problem};

/// A sentence that names the field as the screens do.
pub fn about(field: &str, problem: &Problem) -> String {
    format!("{}: {}", label(field), what(problem))
}

/// The field as the screens name it.
pub fn label(field: &str) -> String {
    if let Some((number, name)) = field.strip_prefix("items[").and_then(|rest| rest.split_once(']')) {
        let number =
            number.parse::<u32>().map_or_else(|_| number.to_owned(), |index| (index + 1).to_string());
        return match name.strip_prefix('.') {
            Some(name) => format!("строка {number}, {}", label(name)),
            None => format!("строка {number}"),
        };
    }
    let known = match field {
        "full_name" => "ФИО",
        "phone" => "телефон",
        "email" => "email",
        "address" => "адрес",
        "name" => "название",
        "species" => "вид",
        "breed" => "порода",
        "birth_date" => "дата рождения",
        "gender" => "пол",
        "owner_server_id" | "owner_key" => "владелец",
        "client_server_id" | "client_key" => "клиент",
        "patient_server_id" | "patient_key" => "пациент",
        "appointment_date" => "дата приёма",
        "appointment_time" => "время приёма",
        "doctor_name" => "врач",
        "notes" => "примечание",
        "items" => "строки счёта",
        "quantity" => "количество",
        "price" => "цена",
        "total" => "сумма",
        "total_amount" => "итог счёта",
        "payment_status" => "статус оплаты",
        "created_at" => "дата счёта",
        other => other,
    };
    known.to_owned()
}

fn what(problem: &Problem) -> String {
    match problem {
        Problem::Required => "не заполнено".to_owned(),
        // Said by a server, never of one.
        Problem::Refused(message) => message.clone(),
        Problem::TooLong { max, actual } => format!("{actual} знаков, можно не больше {max}"),
        Problem::ControlCharacter => "нужен текст без управляющих знаков".into(),
        Problem::NotANumber => "не число".to_owned(),
        Problem::TooLarge => "слишком большое число".to_owned(),
        Problem::TooPrecise { decimals } => format!("не больше {decimals} знаков после запятой"),
        Problem::MustBePositive => "должно быть больше нуля".to_owned(),
        Problem::MustNotBeNegative => "не может быть меньше нуля".to_owned(),
        Problem::NotADate => "нужна дата ГГГГ-ММ-ДД".to_owned(),
        Problem::BeforeYear(year) => format!("год раньше {year}"),
        Problem::InTheFuture => "ещё не наступила".to_owned(),
        Problem::NotATime => "нужно время ЧЧ:ММ".to_owned(),
        Problem::NotATimestamp => "нужны дата и время по RFC 3339 с часовым поясом".to_owned(),
        Problem::NotOneOf(choices) => format!("можно только {choices}"),
        Problem::UnknownId(id) => format!("нет записи {id}"),
        Problem::HasRecordsOfItsOwner => "на прежнего владельца есть записи или счета".to_owned(),
        Problem::OtherClientsPatient => "принадлежит другому клиенту".to_owned(),
        Problem::ParentLocalOnly => "нет на сервере".to_owned(),
        Problem::NoLines => "нет ни одной".to_owned(),
        Problem::TotalDiffers { expected } => {
            format!("должно быть {}", crate::domain::Kopecks(*expected).to_grouped())
        }
        Problem::UnknownField => "неизвестное поле".to_owned(),
        Problem::WrongType(wanted) => format!("нужно: {}", json_type(*wanted)),
    }
}

fn json_type(wanted: JsonType) -> &'static str {
    match wanted {
        JsonType::Text => "текст",
        JsonType::Integer => "целое число",
        JsonType::Number => "число",
        JsonType::NumberOrText => "число, текст или null",
        JsonType::Uuid => "UUID",
        JsonType::List => "список",
        JsonType::Object => "объект",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_field_is_named_as_on_the_screen() {
        let cases = [
            ("full_name", Problem::Required, "ФИО: не заполнено"),
            ("items[2].price", Problem::MustNotBeNegative, "строка 3, цена: не может быть меньше нуля"),
            ("items[0]", Problem::WrongType(JsonType::Object), "строка 1: нужно: объект"),
            (
                "total_amount",
                Problem::TotalDiffers { expected: 500_000 },
                "итог счёта: должно быть 5\u{a0}000,00",
            ),
        ];
        for (field, problem, words) in cases {
            assert_eq!(about(field, &problem), words);
        }
    }
}
