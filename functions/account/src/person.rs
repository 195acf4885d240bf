//! A user as document 004 knows one.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use shared::Failure;
use shared::clock::Timestamp;
use shared::password::Password;
use shared::rights::{RecordId, Rights};
use shared::user::{AccountState, Profile, User, UserId};
use shared::username::{Username, UsernameError};

use crate::validate::{Fields, Presence};

/// The family's section of a user.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// `first_name`.
    pub first_name: String,
    /// `last_name`.
    pub last_name: String,
    /// 性别.
    pub gender: String,
    /// 钉钉账号.
    pub dingding: Option<String>,
}

impl Profile for Account {
    const SECTION: &'static str = "account";
}

/// A user as the family prints one.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct UserView<'a> {
    /// 用户id.
    id: UserId,
    /// 上次登录时间, `YYYY-MM-DDTHH:MM:SS.ffffff`, 北京时间.
    last_login: Option<String>,
    /// 是否超级用户.
    is_superuser: bool,
    /// 用户名; empty for someone who has none.
    username: &'a str,
    /// 名.
    first_name: String,
    /// 姓.
    last_name: String,
    /// 邮箱.
    email: &'a str,
    /// 是否职员.
    is_staff: bool,
    /// 是否启用.
    is_active: bool,
    /// 注册时间, `YYYY-MM-DDTHH:MM:SS.ffffff`, 北京时间.
    date_joined: String,
    /// 性别.
    gender: String,
    /// 手机号.
    phone: Option<&'a str>,
    /// 钉钉账号.
    dingding: Option<String>,
    /// 同 `permissions`.
    user_permissions: Vec<RecordId>,
    /// 直接授予的权限id列表.
    permissions: Vec<RecordId>,
    /// 所属组id列表.
    groups: Vec<RecordId>,
}

/// A user as the family prints one; `user_permissions` repeats `permissions`, the ids given directly.
///
/// # Errors
/// [`Failure::Broken`].
pub fn view<'a>(user: &'a User, rights: &Rights) -> Result<UserView<'a>, Failure> {
    let account = user.profile::<Account>()?.unwrap_or_default();
    let known = |ids: &BTreeSet<RecordId>, exists: &dyn Fn(&RecordId) -> bool| -> Vec<RecordId> {
        ids.iter().copied().filter(|id| exists(id)).collect()
    };
    let permissions = known(&user.permissions, &|id| {
        rights.permissions.rows.contains_key(id)
    });
    Ok(UserView {
        id: user.id,
        last_login: user.last_login.map(Timestamp::in_shanghai_iso),
        is_superuser: user.is_superuser,
        username: user.username.as_ref().map_or("", |name| name.as_str()),
        first_name: account.first_name,
        last_name: account.last_name,
        email: user.email.as_ref().map_or("", |email| email.as_str()),
        is_staff: user.is_staff,
        is_active: user.state == AccountState::Active,
        date_joined: user.created_at.in_shanghai_iso(),
        gender: account.gender,
        phone: Some(user.phone.as_str()).filter(|phone| !phone.is_empty()),
        dingding: account.dingding,
        user_permissions: permissions.clone(),
        permissions,
        groups: known(&user.groups, &|id| rights.groups.rows.contains_key(id)),
    })
}

/// What a request says of a user.
#[derive(Debug)]
pub struct Change {
    /// The user as they are to be.
    pub after: User,
    /// A new password.
    pub password: Option<Password>,
}

/// Reads a request about `before`, a new user or a known one; all errors at once.
///
/// # Errors
/// Django's errors by field.
pub fn read(
    fields: &Map<String, Value>,
    before: &User,
    rights: &Rights,
    presence: Presence,
) -> Result<Change, Map<String, Value>> {
    let mut fields = Fields::of(fields);
    let change = take(&mut fields, before, rights, presence)?;
    let errors = fields.errors();
    if errors.is_empty() {
        Ok(change)
    } else {
        Err(errors)
    }
}

/// The user as `fields` say; what is wrong with them is noted there.
fn take(
    fields: &mut Fields<'_>,
    before: &User,
    rights: &Rights,
    presence: Presence,
) -> Result<Change, Map<String, Value>> {
    let mut after = before.clone();
    let broken =
        |e: Failure| Map::from_iter([("non_field_errors".to_owned(), json!([e.to_string()]))]);
    let before_account = before
        .profile::<Account>()
        .map_err(broken)?
        .unwrap_or_default();
    let mut account = before_account.clone();
    let is_new = before.username.is_none();

    if let Some(text) = fields.filled_text("username", 150, presence) {
        match Username::parse(&text) {
            Ok(username) => after.username = Some(username),
            Err(UsernameError::Length) => fields.error("username", "Ensure this field has no more than 150 characters."),
            Err(UsernameError::Character) => fields.error(
                "username",
                "Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.",
            ),
        }
    }
    let names_someone = after.username.is_some();
    let is_first = is_new && (names_someone || presence == Presence::Required);
    let needs_password = if is_first {
        Presence::Required
    } else {
        Presence::Optional
    };
    let password = fields.filled_text("password", 128, needs_password);
    let password = password.and_then(|text| match Password::parse(&text) {
        Ok(password) => Some(password),
        Err(problem) => {
            fields.error("password", problem.to_string());
            None
        }
    });
    if password.is_some() && !names_someone && !fields.has_error("username") {
        fields.error("username", "This field is required.");
    }
    for (field, most, stored) in [
        ("first_name", 30, &mut account.first_name),
        ("last_name", 150, &mut account.last_name),
        ("gender", 6, &mut account.gender),
    ] {
        if let Some(text) = fields.text(field, most, Presence::Optional) {
            *stored = text;
        }
    }
    if let Some(email) = fields.email("email")
        && email != after.email
    {
        // Whoever administers says so; that it is the person's own has not been shown.
        (after.email, after.email_verified) = (email, false);
    }
    if let Some(phone) = fields.nullable_text("phone", 11) {
        after.phone = phone.unwrap_or_default();
    }
    if let Some(dingding) = fields.nullable_text("dingding", 32) {
        account.dingding = dingding;
    }
    after.is_superuser = fields.boolean("is_superuser").unwrap_or(after.is_superuser);
    after.is_staff = fields.boolean("is_staff").unwrap_or(after.is_staff);
    match fields.boolean("is_active") {
        Some(true) => after.state = AccountState::Active,
        Some(false) if after.state == AccountState::Active => {
            after.state = AccountState::Disabled;
            // Sessions end with the account; they do not stand again when it is opened.
            after.session_epoch += 1;
        }
        _ => {}
    }
    if let Some(groups) = fields.ids("groups", |id| rights.groups.rows.contains_key(&id)) {
        after.groups = groups;
    }
    // The document's request has `permissions`; its answer has `user_permissions` too.
    let exists = |id| rights.permissions.rows.contains_key(&id);
    match (
        fields.ids("user_permissions", exists),
        fields.ids("permissions", exists),
    ) {
        (Some(one), Some(other)) if one != other => {
            fields.error("user_permissions", "It differs from permissions.");
        }
        (Some(permissions), _) | (None, Some(permissions)) => after.permissions = permissions,
        (None, None) => {}
    }
    if account != before_account {
        let Account {
            first_name,
            last_name,
            ..
        } = &account;
        after.search_words = format!("{last_name}{first_name} {first_name} {last_name}");
        after.set_profile(&account).map_err(broken)?;
    }
    Ok(Change { after, password })
}

/// What a request about a user may hold, for the description of the API.
#[cfg(feature = "openapi")]
#[must_use]
pub fn asked(before: &User, presence: Presence) -> schemars::Schema {
    crate::validate::describe::asked::<UserView<'_>>(|fields| {
        let _ = take(fields, before, &Rights::default(), presence);
    })
}
