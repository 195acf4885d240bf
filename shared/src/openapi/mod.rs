//! What the description of the API (OpenAPI 3.1) is made of: each family's operations, told by the types and errors that answer
//! them.
//!
//! An endpoint says in its own module what nothing else knows: a summary, an example, and which of the family's errors it can
//! come to. Paths and methods come from the template and from [`crate::request::Accepts`], schemas from the types that are read and
//! written, numbers and texts from answers as the family makes them. Nothing here is part of a deployed function.

mod schemas;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::Value;

pub use self::schemas::{Filled, OneOrMany, WholeNumber};
use crate::lambda::Function;
use crate::request::{Payload, Rejection, Verb};
use crate::response::{Response, StatusCode};

/// Draws a type's schema.
pub type Draw = fn(&mut SchemaGenerator) -> Schema;

/// One family: its operations by function, and the form of its answers.
#[derive(Clone, Debug)]
pub struct Family {
    /// Its name, which is the tag of its operations.
    pub name: &'static str,
    /// What it is, in Chinese and in English.
    pub about: (&'static str, &'static str),
    /// The field of its envelope with the number of a failure, and the field with the text.
    pub fields: (&'static str, &'static str),
    /// How it words a rejection.
    pub reject: fn(&Rejection) -> Response,
    /// How it words a failure of the system.
    pub system: fn(StatusCode) -> Response,
    /// The schema of its failures.
    pub failure: Draw,
    /// The variable parts of its paths.
    pub path_parts: Vec<Parameter>,
    /// Its functions behind the gateway, with what they do. One that stands behind greedy routes has no operations.
    pub functions: Vec<(Function, Vec<Operation>)>,
}

/// A part of a path, or a name in a query.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// The name.
    pub name: &'static str,
    /// What it means.
    pub about: &'static str,
    /// Its schema.
    pub schema: Schema,
    /// Whether it must be there.
    pub required: bool,
}

impl Parameter {
    /// A parameter with this schema that must be there.
    #[must_use]
    pub fn required(name: &'static str, about: &'static str, schema: impl Into<Schema>) -> Self {
        Self {
            required: true,
            ..Self::with(name, about, schema)
        }
    }

    /// A parameter of type `T`.
    #[must_use]
    pub fn of<T: JsonSchema>(name: &'static str, about: &'static str) -> Self {
        Self::with(name, about, value_schema::<T>())
    }

    /// A parameter with this schema.
    #[must_use]
    pub fn with(name: &'static str, about: &'static str, schema: impl Into<Schema>) -> Self {
        let schema = schema.into();
        Self {
            name,
            about,
            schema,
            required: false,
        }
    }
}

/// The schema of a type without parts of its own.
fn value_schema<T: JsonSchema>() -> Schema {
    let mut settings = schemars::generate::SchemaSettings::draft2020_12().for_deserialize();
    settings.inline_subschemas = true;
    settings.into_generator().subschema_for::<T>()
}

/// What one method on one path does.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The methods that do it.
    pub verbs: Vec<Verb>,
    /// The variable part that a path of this operation has and that of its siblings lacks, such as `pk`.
    pub part: Option<&'static str>,
    /// Variable parts that only one word is good for, or that have a better name here: the template's name, and what stands in
    /// its place.
    pub words: Vec<(&'static str, &'static str)>,
    /// A line in Chinese and one in English.
    pub summary: (String, String),
    /// Whether the caller must be signed in.
    pub signed_in: bool,
    /// What it takes.
    pub request: Option<Request>,
    /// What the query may hold beside what the request's type says.
    pub query: Vec<Parameter>,
    /// What it answers when it succeeds.
    pub success: Option<Outcome>,
    /// Headers of that answer, and what they say.
    pub headers: Vec<(&'static str, &'static str)>,
    /// Its failures as they are sent, beside those that every endpoint of the family has.
    pub failures: Vec<Response>,
}

impl Operation {
    /// An operation by this method, with a line in Chinese and one in English.
    #[must_use]
    pub fn new(verb: Verb, chinese: impl Into<String>, english: impl Into<String>) -> Self {
        Self {
            verbs: vec![verb],
            part: None,
            words: Vec::new(),
            summary: (chinese.into(), english.into()),
            signed_in: false,
            request: None,
            query: Vec::new(),
            success: None,
            headers: Vec::new(),
            failures: Vec::new(),
        }
    }

    /// Another method does the same.
    #[must_use]
    pub fn or(mut self, verb: Verb) -> Self {
        self.verbs.push(verb);
        self
    }

    /// Only where the path has this variable part.
    #[must_use]
    pub fn on(self, part: &'static str) -> Self {
        Self {
            part: Some(part),
            ..self
        }
    }

    /// `word` stands in the path where the template has the variable part `name`.
    #[must_use]
    pub fn word(mut self, name: &'static str, word: &'static str) -> Self {
        self.words.push((name, word));
        self
    }

    /// The caller must be signed in.
    #[must_use]
    pub fn signed_in(self) -> Self {
        Self {
            signed_in: true,
            ..self
        }
    }

    /// Takes a `T`, such as this one.
    #[must_use]
    pub fn takes<T: Payload + JsonSchema>(self, example: &str) -> Self {
        let request = Request {
            body: Body::Typed(T::json_schema),
            synonyms: T::SYNONYMS,
            example: read(example),
        };
        Self {
            request: Some(request),
            ..self
        }
    }

    /// Takes what `schema` says, such as this one.
    #[must_use]
    pub fn takes_such(self, schema: Schema, example: &str) -> Self {
        let request = Request {
            body: Body::Told(schema),
            synonyms: &[],
            example: read(example),
        };
        Self {
            request: Some(request),
            ..self
        }
    }

    /// The query may hold these.
    #[must_use]
    pub fn query(mut self, parameters: impl IntoIterator<Item = Parameter>) -> Self {
        self.query.extend(parameters);
        self
    }

    /// Answers so, such as this one.
    #[must_use]
    pub fn gives(self, outcome: Outcome, example: &str) -> Self {
        let outcome = Outcome {
            example: Some(read(example)),
            ..outcome
        };
        Self {
            success: Some(outcome),
            ..self
        }
    }

    /// A success has this header.
    #[must_use]
    pub fn header(mut self, name: &'static str, about: &'static str) -> Self {
        self.headers.push((name, about));
        self
    }

    /// A success gives the session cookie, or takes it away.
    #[must_use]
    pub fn sets_cookie(self) -> Self {
        self.header("Set-Cookie", "会话 cookie `sessionid`. The session cookie.")
    }

    /// A success may point to the next page.
    #[must_use]
    pub fn pages(self) -> Self {
        self.header(
            "Link",
            "还有下一页时:`<…>; rel=\"next\"` (RFC 8288). The next page, if there is one.",
        )
    }

    /// Can come to these failures.
    #[must_use]
    pub fn fails<E: Into<Response>>(mut self, errors: impl IntoIterator<Item = E>) -> Self {
        self.failures.extend(errors.into_iter().map(Into::into));
        self
    }
}

/// What an operation takes.
#[derive(Clone, Debug)]
pub struct Request {
    /// The fields.
    pub body: Body,
    /// Other names of fields.
    pub synonyms: &'static [(&'static str, &'static str)],
    /// An example.
    pub example: Value,
}

/// Where the schema of a request comes from.
#[derive(Clone, Debug)]
pub enum Body {
    /// From the type that it is read as.
    Typed(Draw),
    /// From what the reader asks of it.
    Told(Schema),
}

/// What an operation answers when it succeeds.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The whole body.
    pub draw: Draw,
    /// Answers as they are sent, without data: what their numbers and texts can be.
    pub samples: Vec<Response>,
    /// An example.
    pub example: Option<Value>,
}

impl Outcome {
    /// An answer whose body is a `T`, with numbers and texts as in `samples`.
    #[must_use]
    pub fn of<T: JsonSchema>(samples: impl IntoIterator<Item = Response>) -> Self {
        Self {
            draw: T::json_schema,
            samples: samples.into_iter().collect(),
            example: None,
        }
    }
}

/// An example's text as JSON. One that is none stays a text, which no schema of ours allows, so a test finds it.
fn read(example: &str) -> Value {
    serde_json::from_str(example).unwrap_or_else(|_| example.into())
}

/// The body of an answer as JSON.
#[must_use]
pub fn body_of(response: &Response) -> Value {
    match response.body() {
        lambda_http::Body::Text(text) => read(text),
        _ => Value::Null,
    }
}
