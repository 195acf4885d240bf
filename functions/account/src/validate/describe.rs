//! What a request may hold, told by what its reader asks of it: the schema of a request that has no type.

use schemars::{JsonSchema, Schema, json_schema};
use serde_json::{Map, Value, json};
use shared::openapi::Parameter;

use super::{Fields, Presence};

/// A field that has been asked for.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) field: String,
    pub(super) presence: Presence,
    pub(super) kind: Kind,
}

/// What it must be.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Text { least: usize, most: usize },
    NullableText { most: usize },
    Choice(&'static [&'static str]),
    Email,
    Boolean,
    Id,
    Ids,
}

impl Kind {
    fn schema(self) -> Value {
        let id = json!({ "anyOf": [
            { "type": "integer", "minimum": 1, "maximum": i32::MAX },
            { "type": "string", "pattern": "^[1-9][0-9]*$" },
        ] });
        match self {
            Self::Text { least: 0, most } => json!({ "type": "string", "maxLength": most }),
            Self::Text { least, most } => {
                json!({ "type": "string", "minLength": least, "maxLength": most, "pattern": r"\S" })
            }
            Self::NullableText { most } => {
                json!({ "type": ["string", "null"], "maxLength": most })
            }
            Self::Choice(words) => json!({ "type": "string", "enum": words }),
            Self::Email => json!({ "type": "string", "maxLength": 254 }),
            Self::Boolean => json!({ "type": "boolean" }),
            Self::Id => id,
            Self::Ids => json!({ "type": "array", "items": id }),
        }
    }
}

/// The schema of what `read` asks for; what a field means is what it means in a `View`.
pub fn asked<View: JsonSchema>(read: impl FnOnce(&mut Fields<'_>)) -> Schema {
    let nothing = Map::new();
    let mut fields = Fields::of(&nothing);
    read(&mut fields);
    let view = schemars::generate::SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<View>();
    let mut properties = Map::new();
    let mut required = Vec::new();
    for asked in fields.asked {
        let mut schema = asked.kind.schema();
        let about = view
            .get("properties")
            .and_then(|properties| properties[&asked.field].get("description"));
        if let Some(about) = about {
            schema["description"] = about.clone();
        }
        if asked.presence == Presence::Required {
            required.push(asked.field.clone());
        }
        properties.insert(asked.field, schema);
    }
    json_schema!({ "type": "object", "properties": properties, "required": required })
}

/// One of these, or a list of at most `most`.
#[must_use]
pub fn one_or_list(one: &Schema, most: usize) -> Schema {
    json_schema!({ "oneOf": [one, { "type": "array", "items": one, "minItems": 1, "maxItems": most }] })
}

/// Ids in a query, with commas between them.
#[must_use]
pub fn ids() -> Schema {
    json_schema!({ "type": "string", "pattern": r"^\s*[1-9][0-9]*\s*(,\s*[1-9][0-9]*\s*)*$" })
}

/// The ids in the query of a deletion of several.
#[must_use]
pub fn ids_to_delete() -> Parameter {
    let about = "要删除的id, 以逗号分隔. The ids, with commas between them.";
    Parameter::required("ids", about, ids())
}
