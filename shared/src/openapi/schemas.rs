//! The schemas of the words that requests and answers are made of, with the bounds that their readers insist on.

use std::borrow::Cow;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::email::Email;
use crate::identity::Openid;
use crate::password::{self, Password};
use crate::provider::ProviderCode;
use crate::text::{Name, Text};
use crate::user::UserId;
use crate::username::{self, Username};

/// Says what the schema of a type is, wherever it stands.
macro_rules! schema {
    ($type:ty $(, $max:ident)?: $generator:ident => $schema:expr) => {
        impl$(<const $max: usize>)? JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                stringify!($type).into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema($generator: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    };
}

schema!(Text<MAX>, MAX: _generator => json_schema!({ "type": "string", "maxLength": MAX }));
schema!(Name<MAX>, MAX: _generator => json_schema!({ "type": "string", "minLength": 1, "maxLength": MAX, "pattern": r"\S" }));
schema!(ProviderCode<MAX>, MAX: _generator => json_schema!({ "type": "string", "minLength": 1, "maxLength": MAX, "pattern": r"\S" }));
schema!(Username: _generator => json_schema!({ "type": "string", "minLength": 1, "maxLength": username::MAX_CHARS }));
schema!(Password: _generator => json_schema!({ "type": "string", "format": "password", "maxLength": password::MAX_CHARS }));
schema!(Email: _generator => json_schema!({ "type": "string", "pattern": r"^\s*[^@\s]+@[^@\s]+\.[^@\s]+\s*$", "maxLength": 254 }));
schema!(Openid: _generator => json_schema!({ "type": "string", "pattern": r"^[A-Za-z0-9_.-]{1,128}$" }));
schema!(UserId: generator => {
    let number = json_schema!({ "type": "integer", "minimum": 1, "maximum": i32::MAX });
    if generator.contract().is_serialize() {
        number
    } else {
        json_schema!({ "anyOf": [number, { "type": "string", "pattern": r"^\s*\+?[0-9]+\s*$" }] })
    }
});

/// In place of a field's type: an empty text does as well, and counts as none.
#[derive(Debug)]
pub struct Filled<T>(PhantomData<T>);

/// In place of a list's type: a text is a list of one.
#[derive(Debug)]
pub struct OneOrMany<T>(PhantomData<T>);

/// A whole number, or its digits.
#[derive(Debug)]
pub struct WholeNumber;

schema!(WholeNumber: _generator => json_schema!({ "anyOf": [{ "type": "integer" }, { "type": "string", "pattern": r"^\s*([+-]?[0-9]+)?\s*$" }] }));

impl<T: JsonSchema> JsonSchema for Filled<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("Filled{}", T::schema_name()).into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let inner = generator.subschema_for::<T>();
        json_schema!({ "anyOf": [inner, { "const": "" }, { "type": "null" }] })
    }
}

impl<T: JsonSchema> JsonSchema for OneOrMany<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("OneOrMany{}", T::schema_name()).into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let one = generator.subschema_for::<T>();
        json_schema!({ "anyOf": [one, { "type": "array", "items": one }] })
    }
}
