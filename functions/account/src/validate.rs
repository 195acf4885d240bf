//! Fields in Django REST framework's manner: every error of a request at once, by field, in its words.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use shared::email::Email;
use shared::rights::RecordId;
use shared::text::is_unprintable;

use crate::error::Error;

#[cfg(feature = "openapi")]
pub mod describe;

/// The fields of one object, and what is wrong with them.
#[derive(Debug)]
pub struct Fields<'a> {
    given: &'a Map<String, Value>,
    errors: Map<String, Value>,
    #[cfg(feature = "openapi")]
    asked: Vec<describe::Asked>,
}

/// Whether a field must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It must.
    Required,
    /// It may be left out, and stays what it is.
    Optional,
}

impl<'a> Fields<'a> {
    /// Reads `fields`.
    #[must_use]
    pub fn of(fields: &'a Map<String, Value>) -> Self {
        Self {
            given: fields,
            errors: Map::new(),
            #[cfg(feature = "openapi")]
            asked: Vec::new(),
        }
    }

    /// Notes an error of `field`.
    pub fn error(&mut self, field: &str, problem: impl Into<String>) {
        self.errors
            .insert(field.to_owned(), json!([problem.into()]));
    }

    /// Whether `field` was sent.
    #[must_use]
    pub fn has(&self, field: &str) -> bool {
        self.given.contains_key(field)
    }

    /// Whether something is wrong with `field`.
    #[must_use]
    pub fn has_error(&self, field: &str) -> bool {
        self.errors.contains_key(field)
    }

    /// What is wrong, by field; empty when nothing is.
    #[must_use]
    pub fn errors(self) -> Map<String, Value> {
        self.errors
    }

    /// Fails with all errors, if there are any.
    ///
    /// # Errors
    /// [`Error::Invalid`].
    pub fn finish(self) -> Result<(), Error> {
        if self.errors.is_empty() {
            Ok(())
        } else {
            Err(Error::Invalid(Value::Object(self.errors)))
        }
    }

    /// Notes what is asked for; what a method asks for first says the most.
    #[cfg(feature = "openapi")]
    fn note(&mut self, field: &str, presence: Presence, kind: describe::Kind) {
        if self.asked.iter().all(|asked| asked.field != field) {
            self.asked.push(describe::Asked {
                field: field.to_owned(),
                presence,
                kind,
            });
        }
    }

    /// The field as it was sent, unless it is absent; what must be there and is not is an error.
    fn sent(&mut self, field: &str, presence: Presence) -> Option<&'a Value> {
        let value = self.given.get(field);
        if value.is_none() && presence == Presence::Required {
            self.error(field, "This field is required.");
        }
        value
    }

    /// A text of at most `most` characters.
    pub fn text(&mut self, field: &str, most: usize, presence: Presence) -> Option<String> {
        #[cfg(feature = "openapi")]
        self.note(field, presence, describe::Kind::Text { least: 0, most });
        match self.sent(field, presence)? {
            Value::Null => self.error(field, "This field may not be null."),
            Value::String(text) if text.chars().nth(most).is_some() => {
                self.error(
                    field,
                    format!("Ensure this field has no more than {most} characters."),
                );
            }
            Value::String(text) if text.chars().any(is_unprintable) => {
                self.error(field, "Control characters are not allowed.");
            }
            Value::String(text) => return Some(text.clone()),
            _ => self.error(field, "Not a valid string."),
        }
        None
    }

    /// A text that says something.
    pub fn filled_text(&mut self, field: &str, most: usize, presence: Presence) -> Option<String> {
        #[cfg(feature = "openapi")]
        self.note(field, presence, describe::Kind::Text { least: 1, most });
        let text = self.text(field, most, presence)?;
        if text.trim().is_empty() {
            self.error(field, "This field may not be blank.");
            return None;
        }
        Some(text)
    }

    /// One of these words, of at most `most` characters.
    pub fn choice(
        &mut self,
        field: &str,
        words: &'static [&'static str],
        most: usize,
        presence: Presence,
    ) -> Option<String> {
        #[cfg(feature = "openapi")]
        self.note(field, presence, describe::Kind::Choice(words));
        let word = self.filled_text(field, most, presence)?;
        if !words.contains(&word.as_str()) {
            self.error(field, format!("\"{word}\" is not a valid choice."));
        }
        Some(word)
    }

    /// A text, or `null`.
    pub fn nullable_text(&mut self, field: &str, most: usize) -> Option<Option<String>> {
        #[cfg(feature = "openapi")]
        self.note(
            field,
            Presence::Optional,
            describe::Kind::NullableText { most },
        );
        match self.given.get(field) {
            Some(Value::Null) => Some(None),
            _ => self.text(field, most, Presence::Optional).map(Some),
        }
    }

    /// An address, or nothing.
    pub fn email(&mut self, field: &str) -> Option<Option<Email>> {
        #[cfg(feature = "openapi")]
        self.note(field, Presence::Optional, describe::Kind::Email);
        let text = self.text(field, 254, Presence::Optional)?;
        if text.is_empty() {
            return Some(None);
        }
        if let Ok(email) = Email::parse(&text) {
            return Some(Some(email));
        }
        self.error(field, "Enter a valid email address.");
        None
    }

    /// A truth value.
    pub fn boolean(&mut self, field: &str) -> Option<bool> {
        #[cfg(feature = "openapi")]
        self.note(field, Presence::Optional, describe::Kind::Boolean);
        match self.sent(field, Presence::Optional)? {
            Value::Bool(value) => return Some(*value),
            Value::Null => self.error(field, "This field may not be null."),
            _ => self.error(field, "Must be a valid boolean."),
        }
        None
    }

    /// The id of a record that `exists`.
    pub fn id(
        &mut self,
        field: &str,
        presence: Presence,
        exists: impl Fn(RecordId) -> bool,
    ) -> Option<RecordId> {
        #[cfg(feature = "openapi")]
        self.note(field, presence, describe::Kind::Id);
        match self.sent(field, presence)? {
            Value::Null => self.error(field, "This field may not be null."),
            value => match id(value) {
                Some(id) if exists(id) => return Some(id),
                Some(id) => self.error(field, no_such(id)),
                None => self.error(field, "Incorrect type. Expected pk value."),
            },
        }
        None
    }

    /// The ids of records that `exists`.
    pub fn ids(
        &mut self,
        field: &str,
        exists: impl Fn(RecordId) -> bool,
    ) -> Option<BTreeSet<RecordId>> {
        #[cfg(feature = "openapi")]
        self.note(field, Presence::Optional, describe::Kind::Ids);
        let value = self.sent(field, Presence::Optional)?;
        let Value::Array(values) = value else {
            self.error(field, "Expected a list of items.");
            return None;
        };
        let mut ids = BTreeSet::new();
        let mut problems = Vec::new();
        for value in values {
            match id(value) {
                Some(id) if exists(id) => drop(ids.insert(id)),
                Some(id) => problems.push(no_such(id)),
                None => problems.push("Incorrect type. Expected pk value.".to_owned()),
            }
        }
        if problems.is_empty() {
            return Some(ids);
        }
        self.errors.insert(field.to_owned(), json!(problems));
        None
    }
}

/// Django's words for an id that nothing has.
#[must_use]
pub fn no_such(id: impl std::fmt::Display) -> String {
    format!("Invalid pk \"{id}\" - object does not exist.")
}

fn id(value: &Value) -> Option<RecordId> {
    match value {
        Value::String(text) => digits(text),
        value => RecordId::try_from(value.as_i64()?)
            .ok()
            .filter(|id| *id > 0),
    }
}

/// The id in `text`, in the one way it is written: a pattern of rights that excepts `1` must not be passed by `+1` or `01`.
fn digits(text: &str) -> Option<RecordId> {
    text.parse()
        .ok()
        .filter(|id: &RecordId| *id > 0 && id.to_string() == text)
}

/// The ids in a query such as `1,2,3`.
///
/// # Errors
/// [`Error::Invalid`] when there are none, more than `most`, or something else among them.
pub fn id_list(field: &str, text: &str, most: usize) -> Result<BTreeSet<RecordId>, Error> {
    let invalid = |problem: String| Error::Invalid(json!({ field: [problem] }));
    let mut ids = BTreeSet::new();
    for part in text.split(',').map(str::trim) {
        ids.insert(
            digits(part)
                .ok_or_else(|| invalid(format!("\"{part}\" is not a positive integer.")))?,
        );
    }
    if ids.len() > most {
        return Err(invalid(format!(
            "Ensure this field has no more than {most} elements."
        )));
    }
    Ok(ids)
}

/// The id in the path; anything that is none belongs to nobody.
///
/// # Errors
/// [`Error::NotFound`].
pub fn path_id(text: &str) -> Result<RecordId, Error> {
    digits(text).ok_or(Error::NotFound)
}
