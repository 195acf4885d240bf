//! Groups, permissions and backend APIs: who may call what (document 004).
//!
//! All three tables are one item of the users table: any request learns in one strongly consistent read what its caller may, every
//! change is one conditional write, and names are unique without markers. A group has some 60 bytes and a permission 40, so
//! DynamoDB's 400 KB for an item are 1,000 groups and some thousand permissions.

use std::collections::{BTreeMap, BTreeSet};

use regex_lite::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};

use crate::collect::ordered;
use crate::user::User;

/// The number of a group, a permission or a backend API: positive, rising, never given twice.
pub type RecordId = i32;

/// The most bytes that all rights together may take.
pub const MAX_BYTES: usize = 350_000;

/// 用户组.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// 组名称; unique.
    pub name: String,
    /// The permissions of its members.
    pub permissions: BTreeSet<RecordId>,
}

/// 后端接口.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackendApi {
    /// 接口名称.
    pub name: Option<String>,
    /// 接口正则; must match the whole path.
    pub pattern: String,
    /// app名称.
    pub app_name: Option<String>,
    /// 备注.
    pub comment: Option<String>,
}

/// A method of a backend API.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permission {
    /// http请求方法, or `ALL`.
    pub method: String,
    /// 后端接口id.
    pub api_id: RecordId,
}

/// One of the tables: its rows, and the last id it gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table<T> {
    /// The last id given.
    pub last: RecordId,
    /// The rows by id.
    pub rows: BTreeMap<RecordId, T>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self {
            last: 0,
            rows: BTreeMap::new(),
        }
    }
}

impl<T> Table<T> {
    /// Adds a row and returns its id; `None` when there are no ids left.
    pub fn add(&mut self, row: T) -> Option<RecordId> {
        self.last = self.last.checked_add(1)?;
        self.rows.insert(self.last, row);
        Some(self.last)
    }
}

/// All groups, permissions and backend APIs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rights {
    /// Counts the writes; 0 when nothing has been written yet.
    #[serde(skip)]
    pub revision: u64,
    /// 用户组.
    pub groups: Table<Group>,
    /// 后端接口.
    pub apis: Table<BackendApi>,
    /// Permissions.
    pub permissions: Table<Permission>,
}

impl Rights {
    /// The permissions that `user` has, directly or through a group. Ids of what has been deleted count for nothing.
    #[must_use]
    pub fn of(&self, user: &User) -> BTreeSet<RecordId> {
        let groups = user.groups.iter().filter_map(|id| self.groups.rows.get(id));
        let all = groups
            .flat_map(|group| &group.permissions)
            .chain(&user.permissions);
        let known = all.filter(|id| self.permissions.rows.contains_key(*id));
        ordered(known.copied())
    }

    /// Whether `user` may call `method` on `path`, decoded and without stage and query: a superuser may; anyone else when a
    /// permission of theirs says so. A path is the same with and without its trailing slash.
    #[must_use]
    pub fn allow(&self, user: &User, method: &str, path: &str) -> bool {
        let bare = path.trim_end_matches('/');
        let slashed = format!("{bare}/");
        user.is_superuser
            || self
                .of(user)
                .iter()
                .filter_map(|id| self.permissions.rows.get(id))
                .any(|permission| {
                    let api = self.apis.rows.get(&permission.api_id);
                    let has_method = permission.method == "ALL" || permission.method == method;
                    has_method
                        && api
                            .and_then(|api| full_match(&api.pattern))
                            .is_some_and(|regex| regex.is_match(bare) || regex.is_match(&slashed))
                })
    }

    /// Takes away a permission, and from every group that holds it.
    pub fn remove_permission(&mut self, id: RecordId) {
        self.permissions.rows.remove(&id);
        for group in self.groups.rows.values_mut() {
            group.permissions.remove(&id);
        }
    }

    /// Takes away a backend API and the permissions on it.
    pub fn remove_api(&mut self, id: RecordId) {
        self.apis.rows.remove(&id);
        let orphans: Vec<RecordId> = self
            .permissions
            .rows
            .iter()
            .filter(|(_, permission)| permission.api_id == id)
            .map(|(id, _)| *id)
            .collect();
        for orphan in orphans {
            self.remove_permission(orphan);
        }
    }
}

/// The most memory that a pattern may take once it is compiled: a hundred characters can ask for megabytes.
const MAX_PATTERN_BYTES: usize = 64 * 1024;

/// Whether `pattern` is one.
#[must_use]
pub fn is_pattern(pattern: &str) -> bool {
    // On its own, too: `a)|(b` is no pattern, though it is one between brackets.
    compile(pattern).is_some() && full_match(pattern).is_some()
}

/// The pattern as an expression for the whole of a path; `None` when it is none.
fn full_match(pattern: &str) -> Option<Regex> {
    compile(&format!("^(?:{pattern})$"))
}

fn compile(pattern: &str) -> Option<Regex> {
    RegexBuilder::new(pattern)
        .size_limit(MAX_PATTERN_BYTES)
        .build()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::user::UserId;

    fn rights(patterns: &[(&str, &str)]) -> (Rights, User) {
        let mut rights = Rights::default();
        let mut user = User::new(UserId::new(1).unwrap(), Clock::system().now());
        for (method, pattern) in patterns {
            let api = BackendApi {
                name: None,
                pattern: (*pattern).into(),
                app_name: None,
                comment: None,
            };
            let api_id = rights.apis.add(api).unwrap();
            let id = rights
                .permissions
                .add(Permission {
                    method: (*method).into(),
                    api_id,
                })
                .unwrap();
            user.permissions.insert(id);
        }
        (rights, user)
    }

    #[test]
    fn a_pattern_must_match_the_whole_path_and_the_method() {
        let (rights, user) = rights(&[("GET", "/account/user/"), ("ALL", r"/account/group/\d+/")]);
        for (method, path, allowed) in [
            ("GET", "/account/user/", true),
            ("GET", "/account/user", true),
            ("POST", "/account/user/", false),
            ("GET", "/account/user/1/", false),
            ("GET", "/x/account/user/", false),
            ("DELETE", "/account/group/7", true),
            ("GET", "/account/group/7/permission/", false),
            ("GET", "/account/group/x/", false),
        ] {
            assert_eq!(
                rights.allow(&user, method, path),
                allowed,
                "{method} {path}"
            );
        }
    }

    #[test]
    fn alternatives_do_not_escape_the_whole() {
        let (rights, user) = rights(&[("GET", "/a|/b")]);
        assert!(rights.allow(&user, "GET", "/a") && rights.allow(&user, "GET", "/b"));
        assert!(!rights.allow(&user, "GET", "/a/x") && !rights.allow(&user, "GET", "/x/b"));
        for none in ["a)|(b", "(", "(.{0,900}){9}"] {
            assert!(!is_pattern(none), "{none}");
        }
    }

    #[test]
    fn what_is_deleted_counts_for_nothing() {
        let (mut rights, mut user) = rights(&[("GET", "/a"), ("GET", "/b")]);
        user.permissions.clear();
        let group = rights
            .groups
            .add(Group {
                name: "g".into(),
                permissions: [1, 2].into(),
            })
            .unwrap();
        user.groups.insert(group);
        assert!(rights.allow(&user, "GET", "/a"));
        rights.remove_api(1);
        assert!(!rights.allow(&user, "GET", "/a") && rights.allow(&user, "GET", "/b"));
        assert_eq!(rights.groups.rows[&group].permissions, [2].into());
        rights.groups.rows.remove(&group);
        assert!(!rights.allow(&user, "GET", "/b"));
    }
}
