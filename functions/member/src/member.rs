//! A user as document 003 knows one.

use serde::{Deserialize, Serialize};
use shared::Failure;
use shared::provider::phone::Phone;
use shared::user::{AccountState, Profile, User, UserId};

use crate::invite_code;

/// `settled_in_status` of whoever has not asked to be a merchant.
const NOT_SUBMITTED: u8 = 3;
/// `settled_in_status` of a merchant.
const SETTLED: u8 = 1;

/// The family's section of a user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Member {
    /// 邀请人.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inviter: Option<UserId>,
    /// The number that WeChat has verified. The user's own may have been changed since; then it is not verified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verified_phone: Option<Phone>,
    /// 入驻状态: 0 待审核, 1 入驻成功, 2 审核失败, 3 未提交. The document has no endpoint that changes it.
    pub settled_in_status: u8,
}

impl Default for Member {
    fn default() -> Self {
        Self {
            inviter: None,
            verified_phone: None,
            settled_in_status: NOT_SUBMITTED,
        }
    }
}

impl Profile for Member {
    const SECTION: &'static str = "member";
}

/// A member as the family prints one: every field of the document's example and of its table. What no endpoint of the document
/// takes is printed as the example has it, empty.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct MemberData<'a> {
    /// 用户id.
    uid: UserId,
    /// 头像.
    avatar: &'a str,
    /// 手机区号.
    c_code: String,
    /// 手机号.
    phone: &'a str,
    /// 邮箱.
    email: &'a str,
    /// 用户名.
    username: &'a str,
    /// 性别; 总为空.
    male: &'static str,
    /// 生日; 总为空.
    birthday: &'static str,
    /// 昵称.
    nickname: &'a str,
    /// 用户类型: admin, `General_admin`, merchant, member.
    r#type: &'static str,
    /// 手机是否认证: 0 否, 1 是.
    phone_active: u8,
    /// 邮箱是否认证: 0 否, 1 是.
    email_active: u8,
    /// 状态: 0 禁用, 1 正常.
    status: u8,
    /// 注册时间, `YYYY-MM-DD HH:MM:SS`, 北京时间.
    create_at: String,
    /// 更新时间, `YYYY-MM-DD HH:MM:SS`, 北京时间.
    update_at: String,
    /// 是否修改过用户名; 总为 0.
    change_username: u8,
    /// 积分; 总为 null.
    integral: Option<i64>,
    /// 个性签名; 总为空.
    signature: &'static str,
    /// 别名; 总为空.
    alias_name: &'static str,
    /// 小程序码; 总为空.
    small_code_url: &'static str,
    /// 公司名; 总为空.
    company_name: &'static str,
    /// 邀请码.
    invite_code: String,
    /// 入驻状态: 0 待审核, 1 入驻成功, 2 审核失败, 3 未提交.
    settled_in_status: u8,
    /// 登录凭证.
    token: &'a str,
    /// Always empty: WeChat forbids handing it out, since its holder can forge what WeChat says of the person.
    session_key: &'static str,
    /// 是否首次登录.
    first_login: bool,
    /// 是否设置过密码.
    set_password: bool,
}

impl<'a> MemberData<'a> {
    /// `user`, who has just signed in with `token`.
    ///
    /// # Errors
    /// [`Failure::Broken`].
    pub fn of(user: &'a User, token: &'a str, is_new: bool) -> Result<Self, Failure> {
        let member = user.profile::<Member>()?.unwrap_or_default();
        let verified = member
            .verified_phone
            .filter(|verified| verified.number == user.phone);
        Ok(Self {
            uid: user.id,
            avatar: &user.avatar_url,
            phone_active: verified.is_some().into(),
            c_code: verified.map_or_else(|| "86".to_owned(), |phone| phone.country_code),
            phone: &user.phone,
            email: user.email.as_ref().map_or("", |email| email.as_str()),
            username: user.username.as_ref().map_or("", |name| name.as_str()),
            male: "",
            birthday: "",
            nickname: &user.name,
            r#type: match member.settled_in_status {
                _ if user.is_superuser => "admin",
                _ if user.is_staff => "General_admin",
                SETTLED => "merchant",
                _ => "member",
            },
            email_active: user.verified_email().is_some().into(),
            status: (user.state == AccountState::Active).into(),
            create_at: user.created_at.in_shanghai(),
            update_at: user.updated_at.in_shanghai(),
            change_username: 0,
            integral: None,
            signature: "",
            alias_name: "",
            small_code_url: "",
            company_name: "",
            invite_code: invite_code::of(user.id),
            settled_in_status: member.settled_in_status,
            token,
            session_key: "",
            first_login: is_new,
            set_password: user.has_password,
        })
    }
}
