//! A secret and its versions, as Secrets Manager keeps them: each with its stages, and each stage at one version.

use std::collections::BTreeSet;

/// The stage of the version that is used.
pub const CURRENT: &str = "AWSCURRENT";
/// The stage of the version that a rotation makes.
pub const PENDING: &str = "AWSPENDING";
/// The stage of the version that was used before.
pub const PREVIOUS: &str = "AWSPREVIOUS";
/// The id of the version that a stack starts with.
const FIRST: &str = "00000000-0000-0000-0000-000000000000";

/// One version.
#[derive(Clone, Debug)]
pub struct Version {
    /// Its id, which is the token of the request that made it.
    pub id: String,
    /// Its value; none before a rotation has made it.
    pub value: Option<String>,
    /// Its stages.
    pub stages: BTreeSet<String>,
}

/// A secret.
#[derive(Clone, Debug)]
pub struct Versions(Vec<Version>);

impl Versions {
    /// A secret with one version.
    #[must_use]
    pub fn of(value: String) -> Self {
        Self(vec![Version {
            id: FIRST.to_owned(),
            value: Some(value),
            stages: BTreeSet::from([CURRENT.to_owned()]),
        }])
    }

    /// Every version.
    #[must_use]
    pub fn all(&self) -> &[Version] {
        &self.0
    }

    /// The version with this id and at this stage; the current one when neither is named.
    #[must_use]
    pub fn find(&self, id: Option<&str>, stage: Option<&str>) -> Option<&Version> {
        let stage = match (id, stage) {
            (None, None) => Some(CURRENT),
            (_, stage) => stage,
        };
        self.0.iter().find(|version| {
            id.is_none_or(|id| version.id == id)
                && stage.is_none_or(|stage| version.stages.contains(stage))
        })
    }

    /// A version with this id, at this stage, which no other has from now on. Whether that could be: a version's value is given
    /// once.
    pub fn put(&mut self, id: &str, value: Option<String>, stage: &str) -> bool {
        match self.0.iter_mut().find(|version| version.id == id) {
            Some(version) if version.value.is_some() && version.value != value => return false,
            Some(version) => version.value = value,
            None => self.0.push(Version {
                id: id.to_owned(),
                value,
                stages: BTreeSet::new(),
            }),
        }
        self.move_stage(stage, id)
    }

    /// Puts `stage` at the version with this id; whether there is one. What was current becomes previous.
    pub fn move_stage(&mut self, stage: &str, id: &str) -> bool {
        if !self.0.iter().any(|version| version.id == id) {
            return false;
        }
        let before = self
            .0
            .iter_mut()
            .find(|version| version.stages.contains(stage));
        let before = before.map(|version| {
            version.stages.remove(stage);
            version.id.clone()
        });
        for version in &mut self.0 {
            if version.id == id {
                version.stages.insert(stage.to_owned());
            }
        }
        if let (CURRENT, Some(before)) = (stage, before.filter(|before| before != id)) {
            self.move_stage(PREVIOUS, &before);
        }
        // A version without a stage is deprecated; Secrets Manager deletes it by and by.
        self.0.retain(|version| !version.stages.is_empty());
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rotation_moves_the_stages_along() {
        let mut versions = Versions::of("one".to_owned());
        assert!(versions.put("v2", None, PENDING));
        assert!(versions.put("v2", Some("two".to_owned()), PENDING));
        assert!(!versions.put("v2", Some("other".to_owned()), PENDING));
        let current = |versions: &Versions| versions.find(None, None).unwrap().value.clone();
        assert_eq!(current(&versions).as_deref(), Some("one"));
        assert!(versions.move_stage(CURRENT, "v2"));
        assert_eq!(current(&versions).as_deref(), Some("two"));
        let previous = versions.find(None, Some(PREVIOUS)).unwrap();
        assert_eq!(previous.value.as_deref(), Some("one"));
        assert!(versions.find(Some("v2"), Some(PREVIOUS)).is_none());
        assert!(!versions.move_stage(CURRENT, "v3"));
        assert!(versions.put("v3", Some("three".to_owned()), PENDING));
        assert!(versions.move_stage(CURRENT, "v3"));
        assert_eq!(versions.all().len(), 2);
    }
}
