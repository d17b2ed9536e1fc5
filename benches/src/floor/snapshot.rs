//! A clinic's snapshot parsed as a stream: one row in memory at a time.

use std::fmt;
use std::io::{BufReader, Read};
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Client {
    pub id: String,
    pub full_name: String,
    pub phone: String,
    pub email: Option<String>,
    pub address: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Patient {
    pub id: String,
    pub name: String,
    pub species: String,
    pub breed: Option<String>,
    pub birth_date: Option<String>,
    pub gender: Option<String>,
    pub owner_id: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct Item {
    pub id: i64,
    pub name: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub price: f64,
    pub category: Option<String>,
}

/// Where the rows go, and as what they are read.
pub trait Sink {
    type Client: DeserializeOwned;
    type Patient: DeserializeOwned;
    type Item: DeserializeOwned;
    type Error: fmt::Display;

    fn client(&mut self, row: Self::Client) -> Result<(), Self::Error>;
    fn patient(&mut self, row: Self::Patient) -> Result<(), Self::Error>;
    fn item(&mut self, row: Self::Item) -> Result<(), Self::Error>;
}

/// Takes rows and drops them: what parsing alone costs.
#[derive(Debug)]
pub struct Nothing<C, P, I> {
    pub rows: u64,
    read_as: PhantomData<(C, P, I)>,
}

impl<C, P, I> Default for Nothing<C, P, I> {
    fn default() -> Self {
        Self { rows: 0, read_as: PhantomData }
    }
}

impl<C: DeserializeOwned, P: DeserializeOwned, I: DeserializeOwned> Sink for Nothing<C, P, I> {
    type Client = C;
    type Patient = P;
    type Item = I;
    type Error = fmt::Error;

    fn client(&mut self, _: C) -> fmt::Result {
        self.rows += 1;
        Ok(())
    }

    fn patient(&mut self, _: P) -> fmt::Result {
        self.rows += 1;
        Ok(())
    }

    fn item(&mut self, _: I) -> fmt::Result {
        self.rows += 1;
        Ok(())
    }
}

/// Reads the whole of a snapshot.
pub fn read<S: Sink>(body: impl Read, sink: &mut S) -> serde_json::Result<()> {
    let mut parser = serde_json::Deserializer::from_reader(BufReader::with_capacity(64 * 1024, body));
    parser.deserialize_map(Lists(sink))?;
    parser.end()
}

struct Lists<'a, S>(&'a mut S);

impl<'de, S: Sink> Visitor<'de> for Lists<'_, S> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a snapshot")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                "clients" => map.next_value_seed(Rows::new(|row| self.0.client(row)))?,
                "patients" => map.next_value_seed(Rows::new(|row| self.0.patient(row)))?,
                "nomenclature" => map.next_value_seed(Rows::new(|row| self.0.item(row)))?,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// One list, each row handed over as it comes.
struct Rows<T, F> {
    take: F,
    read_as: PhantomData<T>,
}

impl<T, F> Rows<T, F> {
    fn new(take: F) -> Self {
        Self { take, read_as: PhantomData }
    }
}

impl<'de, T: DeserializeOwned, E: fmt::Display, F: FnMut(T) -> Result<(), E>> DeserializeSeed<'de>
    for Rows<T, F>
{
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, parser: D) -> Result<(), D::Error> {
        parser.deserialize_seq(self)
    }
}

impl<'de, T: DeserializeOwned, E: fmt::Display, F: FnMut(T) -> Result<(), E>> Visitor<'de> for Rows<T, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of rows")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut rows: A) -> Result<(), A::Error> {
        while let Some(row) = rows.next_element()? {
            (self.take)(row).map_err(A::Error::custom)?;
        }
        Ok(())
    }
}
