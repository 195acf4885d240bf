//! Drawing types, and gathering what they share.

use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};
use shared::openapi::Draw;

use super::DescriptionError;

const COMPONENTS: &str = "/components/schemas";

/// The schemas of a family: of what it reads, and of what it writes.
pub(super) struct Schemas {
    read: SchemaGenerator,
    written: SchemaGenerator,
}

impl Default for Schemas {
    fn default() -> Self {
        let settings = || {
            SchemaSettings::draft2020_12().with(|settings| {
                COMPONENTS.clone_into(settings.definitions_path.to_mut());
                settings.meta_schema = None;
            })
        };
        Self {
            read: settings().for_deserialize().into_generator(),
            written: settings().for_serialize().into_generator(),
        }
    }
}

impl Schemas {
    /// A type as it is read.
    pub(super) fn read(&mut self, draw: Draw) -> Value {
        let mut schema = draw(&mut self.read).to_value();
        without_null_defaults(&mut schema);
        schema
    }

    /// A type as it is written.
    pub(super) fn written(&mut self, draw: Draw) -> Value {
        draw(&mut self.written).to_value()
    }

    /// The named schemas under the family's name, to which `users` refer from now on.
    pub(super) fn into_components(
        mut self,
        family: &str,
        users: &mut [&mut Map<String, Value>],
    ) -> Result<Map<String, Value>, DescriptionError> {
        let mut components = self.written.take_definitions(true);
        for (name, mut schema) in self.read.take_definitions(true) {
            without_null_defaults(&mut schema);
            match components.get(&name) {
                Some(known) if *known != schema => return Err(DescriptionError::Ambiguous(name)),
                _ => drop(components.insert(name, schema)),
            }
        }
        for schema in components.values_mut() {
            rename(schema, family);
        }
        for user in users.iter_mut().flat_map(|users| users.values_mut()) {
            rename(user, family);
        }
        let named = components.into_iter();
        Ok(named
            .map(|(name, schema)| (format!("{family}.{name}"), schema))
            .collect())
    }
}

/// Puts the family's name into references that have none yet.
fn rename(value: &mut Value, family: &str) {
    match value {
        Value::Object(fields) => {
            if let Some(Value::String(reference)) = fields.get_mut("$ref") {
                let name = reference.strip_prefix(&format!("#{COMPONENTS}/"));
                if let Some(name) = name.filter(|name| !name.contains('.')) {
                    *reference = format!("#{COMPONENTS}/{family}.{name}");
                }
            }
            fields.values_mut().for_each(|value| rename(value, family));
        }
        Value::Array(values) => values.iter_mut().for_each(|value| rename(value, family)),
        _ => {}
    }
}

/// That a field which may be absent is then `null` is nothing to tell.
fn without_null_defaults(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            if fields.get("default") == Some(&Value::Null) {
                fields.remove("default");
            }
            fields.values_mut().for_each(without_null_defaults);
        }
        Value::Array(values) => values.iter_mut().for_each(without_null_defaults),
        _ => {}
    }
}
