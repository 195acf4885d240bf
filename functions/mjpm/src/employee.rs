//! An employee: the family's section of a user, what the document prints of it, and who may do what.

use serde::{Deserialize, Serialize};
use shared::clock::Timestamp;
use shared::identity::Identity;
use shared::text::Text;
use shared::user::{Profile, User, UserId};
use shared::{App, Failure};

use crate::FAMILY;
use crate::path::STAFF_APPLICATION;

/// Where an employee stands; document 001 prints the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub enum Status {
    /// Registered, and waiting.
    #[serde(rename = "审核")]
    UnderReview,
    /// At work.
    #[serde(rename = "在职")]
    Active,
    /// Suspended.
    #[serde(rename = "停用")]
    Suspended,
    /// Gone.
    #[serde(rename = "离职")]
    Left,
    /// Turned down.
    #[serde(rename = "拒绝")]
    Refused,
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::UnderReview,
        Self::Active,
        Self::Suspended,
        Self::Left,
        Self::Refused,
    ];

    /// The document's word, which is also what is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UnderReview => "审核",
            Self::Active => "在职",
            Self::Suspended => "停用",
            Self::Left => "离职",
            Self::Refused => "拒绝",
        }
    }

    /// The status with this word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }
}

/// The family's section of a user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Employee {
    /// Where they stand.
    pub status: Status,
    /// 所属部.
    pub dept: String,
    /// 职位.
    pub station: String,
    /// The applications they may use 用户授权应用.
    pub rights: Vec<String>,
    /// Their projects 项目授权.
    pub permission: Vec<String>,
    /// When they registered.
    pub register_time: Timestamp,
}

impl Profile for Employee {
    const SECTION: &'static str = FAMILY;
}

impl Employee {
    /// Someone who has just registered: waiting, without department, position or rights.
    #[must_use]
    pub const fn applicant(now: Timestamp) -> Self {
        Self {
            status: Status::UnderReview,
            dept: String::new(),
            station: String::new(),
            rights: Vec::new(),
            permission: Vec::new(),
            register_time: now,
        }
    }

    /// Someone at work who may use all of `applications`.
    #[must_use]
    pub fn with_every_right(applications: &[String], now: Timestamp) -> Self {
        Self {
            status: Status::Active,
            rights: applications.to_vec(),
            ..Self::applicant(now)
        }
    }

    /// The applications they may use in this deployment: on a developer's machine all (开发环境下给全部权限).
    #[must_use]
    pub fn effective_rights<'a>(&'a self, app: &'a App) -> &'a [String] {
        if app.config.is_local() {
            &app.config.mjpm_applications
        } else {
            &self.rights
        }
    }
}

/// Whether `user`, who has shown a good token, may list and review employees in the name of `identity`.
///
/// # Errors
/// [`Failure::Broken`].
pub fn may_manage_staff(app: &App, user: &User, identity: &Identity) -> Result<bool, Failure> {
    if !user.has_identity(identity) {
        return Ok(false);
    }
    let Some(employee) = user.profile::<Employee>()? else {
        return Ok(user.is_superuser);
    };
    let at_work = employee.status == Status::Active;
    let has_right = employee
        .effective_rights(app)
        .iter()
        .any(|right| right == STAFF_APPLICATION);
    Ok(user.is_superuser || (at_work && has_right))
}

/// An employee as the document prints one; where its example and its table name a field differently, both come out.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct EmployeeView<'a> {
    /// 员工序号.
    id: UserId,
    /// 微信唯一标识.
    openid: &'a str,
    /// 同 `openid`.
    open_id: &'a str,
    /// 员工姓名.
    name: &'a str,
    /// 头像.
    avatar_url: &'a str,
    /// 员工邮箱.
    email: &'a str,
    /// 员工手机.
    phone: &'a str,
    /// 同 `phone`.
    mobile: &'a str,
    /// 所属部.
    dept: &'a str,
    /// 同 `dept`.
    dept_name: &'a str,
    /// 职位.
    station: &'a str,
    /// 同 `station`.
    duty: &'a str,
    /// 员工状态: 审核, 在职, 停用, 离职, 拒绝.
    status: &'static str,
    /// 用户授权应用.
    rights: &'a [String],
    /// 项目授权.
    permission: &'a [String],
    /// 注册时间, `YYYY-MM-DD HH:MM:SS`, 北京时间.
    register_time: String,
    /// 登录时的凭证; 列表中为空.
    token: &'a str,
}

impl<'a> EmployeeView<'a> {
    /// The view of `user` with section `employee`, known in this family as `openid`; `token` is empty except at sign-in.
    #[must_use]
    pub fn new(
        user: &'a User,
        employee: &'a Employee,
        openid: &'a str,
        rights: &'a [String],
        token: &'a str,
    ) -> Self {
        let email = user.email.as_ref().map_or("", |email| email.as_str());
        Self {
            id: user.id,
            openid,
            open_id: openid,
            name: &user.name,
            avatar_url: &user.avatar_url,
            email,
            phone: &user.phone,
            mobile: &user.phone,
            dept: &employee.dept,
            dept_name: &employee.dept,
            station: &employee.station,
            duty: &employee.station,
            status: employee.status.as_str(),
            rights,
            permission: &employee.permission,
            register_time: employee.register_time.in_shanghai(),
            token,
        }
    }
}

/// A name, a department, a position.
pub type ShortText = Text<64>;
/// A picture's address.
pub type Url = Text<1024>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_stored_under_the_documents_word() {
        for status in Status::ALL {
            assert_eq!(serde_json::to_value(status).unwrap(), status.as_str());
            assert_eq!(Status::parse(status.as_str()), Some(status));
        }
        assert_eq!(Status::parse("在职 "), None);
    }
}
