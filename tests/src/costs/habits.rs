//! What people do in a month: assumptions, each with its reason.

/// What somebody does.
#[derive(Clone, Copy, Debug)]
pub struct Habit {
    /// The function, and what is done: a row of [`super::endpoints::ENDPOINTS`].
    pub endpoint: (&'static str, &'static str),
    /// How often a month.
    pub times: f64,
    /// Why so often.
    pub why: &'static str,
}

const fn habit(endpoint: (&'static str, &'static str), times: f64, why: &'static str) -> Habit {
    Habit {
        endpoint,
        times,
        why,
    }
}

/// What each user who comes in a month does in it.
pub const USER: &[Habit] = &[
    habit(
        ("member-code-get-info", "POST"),
        20.0,
        "a mini-program that signs in anew whenever it is opened, two days of three; a token would last 14 days",
    ),
    habit(
        ("campus-userinfo", "POST"),
        60.0,
        "three reads each time it is opened",
    ),
    habit(
        ("campus-updateuserinfo", "POST"),
        0.5,
        "a new picture or name, every other month",
    ),
    habit(
        ("member-code-get-info", "first"),
        0.1,
        "one user in ten is new",
    ),
    habit(
        ("campus-login-account-password", "POST"),
        0.05,
        "one in twenty uses a password, once",
    ),
    habit(
        ("campus-logout", "POST"),
        0.1,
        "few sign out of a mini-program",
    ),
    habit(("member-bind-phone", "POST"), 0.1, "each new user"),
    habit(
        ("mjpm-weixinmp", "POST"),
        0.02,
        "one in fifty becomes an employee: the proof,",
    ),
    habit(("mjpm-code", "POST"), 0.02, "the email code,"),
    habit(("mjpm-register", "POST"), 0.02, "and the registration"),
];

/// How many users one administrator looks after.
pub const USERS_OF_AN_ADMINISTRATOR: f64 = 1000.0;

/// What each administrator does in a month.
pub const ADMINISTRATOR: &[Habit] = &[
    habit(("account-login", "POST"), 20.0, "once on each working day"),
    habit(
        ("account-user", "GET, a page of 20"),
        400.0,
        "twenty pages a day",
    ),
    habit(("account-user", "GET, one"), 200.0, "ten users a day"),
    habit(("account-user", "PATCH"), 60.0, "three changes a day"),
    habit(
        ("mjpm-employees", "GET, a page of 20"),
        100.0,
        "five pages a day",
    ),
    habit(("mjpm-review", "POST"), 20.0, "one employee a day"),
    habit(
        ("account-audit", "GET, a page of 20"),
        40.0,
        "two pages a day",
    ),
    habit(("account-logout", "POST"), 20.0, "once a day"),
];

/// How much more comes in the busiest second than on average.
pub const PEAK: f64 = 5.0;

/// What `users` and their administrators do, and how often a month.
#[must_use]
pub fn month(users: f64) -> Vec<(Habit, f64)> {
    let administrators = users / USERS_OF_AN_ADMINISTRATOR;
    let of_users = USER.iter().map(|habit| (*habit, habit.times * users));
    let of_administrators = ADMINISTRATOR
        .iter()
        .map(|habit| (*habit, habit.times * administrators));
    of_users.chain(of_administrators).collect()
}
