//! Queries and forms, as lenient as the providers read them.

use std::collections::BTreeMap;

/// The parameters of a request: one that is not there is empty, and of one that comes twice the last counts.
pub struct Form(BTreeMap<String, String>);

impl Form {
    /// Reads a form, or a query, if there is one.
    #[must_use]
    pub fn parse(text: Option<&[u8]>) -> Self {
        let pairs = form_urlencoded::parse(text.unwrap_or_default());
        Self(pairs.into_owned().collect())
    }

    /// Reads a query.
    #[must_use]
    pub fn query(text: Option<&str>) -> Self {
        Self::parse(text.map(str::as_bytes))
    }

    /// These parameters, and `other`'s beside them; `other`'s go before.
    #[must_use]
    pub fn with(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// A parameter's value; empty when there is none.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// A parameter's value, if it was sent at all.
    #[must_use]
    pub fn sent(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// All of them, by name in the order of ASCII.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_there_is_empty_and_the_last_of_two_counts() {
        let form = Form::query(Some("a=1&b=%E7%8E%8B&a=2&c="));
        assert_eq!(
            (form.get("a"), form.get("b"), form.get("c"), form.get("d")),
            ("2", "王", "", "")
        );
        assert_eq!((form.sent("c"), form.sent("d")), (Some(""), None));
        let both = form.with(Form::parse(Some(b"b=x&d=y")));
        assert_eq!(
            both.iter().collect::<Vec<_>>(),
            [("a", "2"), ("b", "x"), ("c", ""), ("d", "y")]
        );
    }
}
