//! Exact money and quantities: whole kopecks and whole thousandths, never a binary fraction.

use std::fmt;
use std::iter::Sum;
use std::ops::Add;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::{Serialize, Serializer};

/// Why a text or a number is not a decimal of the wanted precision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecimalError {
    #[error("not a number")]
    NotANumber,
    #[error("more than {0} decimals")]
    TooPrecise(u32),
    #[error("too large")]
    TooLarge,
}

/// An amount of money in kopecks. On the wire it is roubles with at most two decimals.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kopecks(pub i64);

/// A quantity in thousandths. On the wire it is a number with at most three decimals.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quantity(pub i64);

/// The largest value the sync API can carry without losing a kopeck: 15 significant digits.
const LARGEST: i64 = 999_999_999_999_999;

impl Kopecks {
    pub const ZERO: Self = Self(0);

    /// Whether the sync API can carry the amount without losing a kopeck.
    pub fn fits_the_wire(self) -> bool {
        self.0.abs() <= LARGEST
    }

    /// Reads roubles as people type them: `1500`, `1 500,50`, `96.5`.
    pub fn parse(text: &str) -> Result<Self, DecimalError> {
        parse_decimal(text, 2).map(Self)
    }

    /// Reads a JSON number of roubles.
    pub fn from_roubles(roubles: f64) -> Result<Self, DecimalError> {
        from_float(roubles, 2).map(Self)
    }

    /// Roubles, as the sync API writes them.
    pub fn to_roubles(self) -> f64 {
        to_float(self.0, 100.0)
    }

    /// `1 234 567,80`: spaces between thousands are no-break, the decimals always stand.
    pub fn to_grouped(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let abs = self.0.unsigned_abs();
        format!("{sign}{},{:02}", group_thousands(abs / 100), abs % 100)
    }
}

impl Quantity {
    pub const ONE: Self = Self(1000);

    /// Reads a quantity as people type it: `2`, `0,5`.
    pub fn parse(text: &str) -> Result<Self, DecimalError> {
        parse_decimal(text, 3).map(Self)
    }

    /// Reads a JSON number.
    pub fn from_number(number: f64) -> Result<Self, DecimalError> {
        from_float(number, 3).map(Self)
    }

    /// The number, as the sync API writes it.
    pub fn to_number(self) -> f64 {
        to_float(self.0, 1000.0)
    }
}

/// Shortest form with a comma: `2`, `0,5`.
impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let abs = self.0.unsigned_abs();
        let text = format!("{sign}{},{:03}", abs / 1000, abs % 1000);
        f.write_str(text.trim_end_matches('0').trim_end_matches(','))
    }
}

impl Add for Kopecks {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sum for Kopecks {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

/// `quantity × price`, rounded half up to the kopeck, as the sync server counts it.
/// `None` when the product is beyond what the wire can carry.
pub fn line_total(quantity: Quantity, price: Kopecks) -> Option<Kopecks> {
    let product = i128::from(quantity.0) * i128::from(price.0);
    let rounded = (product + 500).div_euclid(1000);
    i64::try_from(rounded).ok().map(Kopecks).filter(|total| total.fits_the_wire())
}

/// `61974` → `61 974` with no-break spaces.
fn group_thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() * 2);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push('\u{a0}');
        }
        grouped.push(digit);
    }
    grouped
}

fn parse_decimal(text: &str, decimals: u32) -> Result<i64, DecimalError> {
    let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let (negative, digits) = match compact.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest),
        None => (false, compact.as_str()),
    };
    let (whole, fraction) = digits.split_once([',', '.']).unwrap_or((digits, ""));
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction) {
        return Err(DecimalError::NotANumber);
    }
    let fraction = fraction.trim_end_matches('0');
    let width = decimals as usize;
    if fraction.len() > width {
        return Err(DecimalError::TooPrecise(decimals));
    }
    let scaled: i64 = format!("{whole}{fraction:0<width$}").parse().ok().ok_or(DecimalError::TooLarge)?;
    if scaled > LARGEST {
        return Err(DecimalError::TooLarge);
    }
    Ok(if negative { -scaled } else { scaled })
}

/// A float that was written with few decimals prints back just those: `Display` gives the shortest form.
fn from_float(number: f64, decimals: u32) -> Result<i64, DecimalError> {
    if number.is_finite() {
        parse_decimal(&number.to_string(), decimals)
    } else {
        Err(DecimalError::NotANumber)
    }
}

#[expect(clippy::cast_precision_loss, reason = "LARGEST keeps every value within 2^53")]
fn to_float(scaled: i64, unit: f64) -> f64 {
    scaled as f64 / unit
}

impl Serialize for Kopecks {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_scaled(self.0, 100, self.to_roubles(), serializer)
    }
}

impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_scaled(self.0, 1000, self.to_number(), serializer)
    }
}

/// Whole numbers go out as `5000`, not `5000.0`, as the API's document shows them.
fn serialize_scaled<S: Serializer>(scaled: i64, unit: i64, float: f64, out: S) -> Result<S::Ok, S::Error> {
    if scaled % unit == 0 { out.serialize_i64(scaled / unit) } else { out.serialize_f64(float) }
}

impl<'de> Deserialize<'de> for Kopecks {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_roubles(f64::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_number(f64::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roubles_are_read_as_people_write_them() {
        let cases: [(&str, Result<i64, DecimalError>); 13] = [
            ("1500", Ok(150_000)),
            ("1 500,50", Ok(150_050)),
            ("1\u{a0}500,5", Ok(150_050)),
            ("96.5", Ok(9_650)),
            (",5", Ok(50)),
            ("5,", Ok(500)),
            ("10,500", Ok(1_050)),
            ("-1", Ok(-100)),
            ("−1", Ok(-100)),
            ("10,005", Err(DecimalError::TooPrecise(2))),
            ("", Err(DecimalError::NotANumber)),
            ("1e3", Err(DecimalError::NotANumber)),
            ("99999999999999999999", Err(DecimalError::TooLarge)),
        ];
        for (text, expected) in cases {
            assert_eq!(Kopecks::parse(text).map(|kopecks| kopecks.0), expected, "{text}");
        }
    }

    #[test]
    fn wire_numbers_survive_a_round_trip_to_the_kopeck() {
        for kopecks in [0, 1, 10, 99, 100, 9_650, 500_000, 123_456_789, LARGEST] {
            let json = serde_json::to_string(&Kopecks(kopecks)).unwrap();
            let back: Kopecks = serde_json::from_str(&json).unwrap();
            assert_eq!(back.0, kopecks, "{json}");
        }
        assert_eq!(serde_json::to_string(&Kopecks(500_000)).unwrap(), "5000");
        assert_eq!(serde_json::to_string(&Kopecks(9_650)).unwrap(), "96.5");
        assert!(serde_json::from_str::<Kopecks>("10.005").is_err());
    }

    #[test]
    fn a_line_total_is_rounded_half_up() {
        let cases =
            [((1000, 200_000), 200_000), ((500, 101), 51), ((333, 100), 33), ((1, 500), 1), ((1, 499), 0)];
        for ((quantity, price), total) in cases {
            assert_eq!(line_total(Quantity(quantity), Kopecks(price)), Some(Kopecks(total)));
        }
        assert_eq!(line_total(Quantity(LARGEST), Kopecks(LARGEST)), None);
    }

    #[test]
    fn money_and_quantities_are_shown_the_russian_way() {
        assert_eq!(Kopecks(500_000).to_grouped(), "5\u{a0}000,00");
        assert_eq!(Kopecks(123_456_780).to_grouped(), "1\u{a0}234\u{a0}567,80");
        assert_eq!(Quantity(2000).to_string(), "2");
        assert_eq!(Quantity(500).to_string(), "0,5");
    }
}
