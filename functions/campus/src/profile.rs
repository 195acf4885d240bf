//! What only this family knows of a user, and how the document prints a profile.

use serde::{Deserialize, Serialize};
use shared::Failure;
use shared::user::{Profile, User, UserId};

use crate::FAMILY;

/// The role whose last holder does not demote themselves.
pub const ADMINISTRATORS: &str = "campus-administrator";

/// Permission, in the document's words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub enum Permission {
    /// 学生, which everyone is at first.
    #[default]
    #[serde(rename = "学生")]
    Student,
    /// 老师.
    #[serde(rename = "老师")]
    Teacher,
    /// 管理员.
    #[serde(rename = "管理员")]
    Administrator,
}

impl Permission {
    /// The permission with this word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "学生" => Some(Self::Student),
            "老师" => Some(Self::Teacher),
            "管理员" => Some(Self::Administrator),
            _ => None,
        }
    }

    /// What `user` may in this family: superusers count as 管理员.
    ///
    /// # Errors
    /// [`Failure::Broken`].
    pub fn of(user: &User) -> Result<Self, Failure> {
        if user.is_superuser {
            Ok(Self::Administrator)
        } else {
            Ok(Campus::of(user)?.permission)
        }
    }
}

/// The family's section of a user.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Campus {
    /// 权限.
    pub permission: Permission,
    /// 学号.
    pub registration_number: String,
}

impl Profile for Campus {
    const SECTION: &'static str = FAMILY;
}

impl Campus {
    /// The section of `user`; whoever has none is a 学生.
    ///
    /// # Errors
    /// [`Failure::Broken`].
    pub fn of(user: &User) -> Result<Self, Failure> {
        Ok(user.profile()?.unwrap_or_default())
    }

    /// Puts the section into `user`, who holds or leaves the role that goes with it.
    ///
    /// # Errors
    /// [`Failure::Broken`].
    pub fn store(&self, user: &mut User) -> Result<(), Failure> {
        user.set_profile(self)?;
        if self.permission == Permission::Administrator {
            user.kept_roles.insert(ADMINISTRATORS.to_owned());
        } else {
            user.kept_roles.remove(ADMINISTRATORS);
        }
        Ok(())
    }
}

/// A profile as `/userinfo` prints it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "PascalCase")]
pub struct ProfileView<'a> {
    /// 用户ID.
    #[serde(rename = "ID")]
    id: UserId,
    /// 用户名.
    username: &'a str,
    /// Always empty; the document prints it so.
    password: &'static str,
    /// 头像链接.
    avatar: &'a str,
    /// 姓名.
    name: &'a str,
    /// 手机号.
    phone_number: &'a str,
    /// 学号.
    registration_number: &'a str,
    /// 权限.
    permission: Permission,
}

impl<'a> ProfileView<'a> {
    /// The view of `user` with section `campus`.
    #[must_use]
    pub fn new(user: &'a User, campus: &'a Campus, permission: Permission) -> Self {
        Self {
            id: user.id,
            username: user.username.as_ref().map_or("", |name| name.as_str()),
            password: "",
            avatar: &user.avatar_url,
            name: &user.name,
            phone_number: &user.phone,
            registration_number: &campus.registration_number,
            permission,
        }
    }
}
