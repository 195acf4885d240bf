//! Who may change what: one table.
//!
//! | | own `Username`, `Password`, `Avatar`, `PhoneNumber` | `Name`, `RegistrationNumber` of a 学生 | anything else |
//! |---|---|---|---|
//! | 学生 | yes | no | no |
//! | 老师 | yes | yes | no |
//! | 管理员 | yes | yes | yes |
//!
//! Two holes of "管理员, everything of everyone" are closed. A 管理员 who is no superuser does not touch the username and password
//! of those who may hold rights in other families, superusers, staff, employees and members of groups: whoever sets a password can
//! sign in as its owner. And whoever
//! may change nothing of a person learns nothing of them either: not whether they exist, nor whether a value is theirs.

use shared::user::{Profile as _, User};

use crate::profile::{Campus, Permission};

/// A field of a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// 用户名.
    Username,
    /// 密码.
    Password,
    /// 头像.
    Avatar,
    /// 姓名.
    Name,
    /// 手机号.
    PhoneNumber,
    /// 学号.
    RegistrationNumber,
    /// 权限.
    Permission,
}

/// Whoever asks, and whom they ask about.
#[derive(Clone, Copy, Debug)]
pub struct Relation {
    actor: Permission,
    actor_is_superuser: bool,
    is_own: bool,
    subject: Permission,
    subject_is_known_elsewhere: bool,
}

impl Relation {
    /// How `actor` stands to `subject`, whose permissions are these.
    #[must_use]
    pub fn new(
        (actor, actors): (&User, Permission),
        (subject, subjects): (&User, Permission),
    ) -> Self {
        Self {
            actor: actors,
            actor_is_superuser: actor.is_superuser,
            is_own: actor.id == subject.id,
            subject: subjects,
            subject_is_known_elsewhere: is_known_elsewhere(subject),
        }
    }

    /// Whether there is anything that may be changed.
    #[must_use]
    pub fn may_change_anything(self) -> bool {
        self.is_own
            || match self.actor {
                Permission::Student => false,
                Permission::Teacher => self.subject == Permission::Student,
                Permission::Administrator => true,
            }
    }

    /// Whether `field` may be changed.
    #[must_use]
    pub fn may_change(self, field: Field) -> bool {
        use Field::{Avatar, Name, Password, PhoneNumber, RegistrationNumber, Username};
        match (self.actor, field) {
            (_, Username | Password | Avatar | PhoneNumber) if self.is_own => true,
            (Permission::Teacher, Name | RegistrationNumber) => {
                !self.is_own && self.subject == Permission::Student
            }
            (Permission::Administrator, Username | Password) => {
                self.actor_is_superuser || !self.subject_is_known_elsewhere
            }
            (Permission::Administrator, _) => true,
            _ => false,
        }
    }
}

/// Whether `user` may hold rights in another family.
fn is_known_elsewhere(user: &User) -> bool {
    let has_rights = !user.groups.is_empty() || !user.permissions.is_empty();
    // The sections of documents 003 and 004 hold names, and no right.
    let has_section = user
        .profiles
        .keys()
        .any(|section| ![Campus::SECTION, "account", "member"].contains(&section.as_str()));
    user.is_superuser || user.is_staff || has_rights || has_section
}
