//! What a client can do.

use proptest::prelude::*;

/// How many clients there are: each knows what it has read, and no more.
const CLIENTS: u8 = 3;
/// How many users steps are about at most; fewer while there are fewer.
const USERS: u8 = 4;

/// What a client does.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) client: u8,
    pub(super) deed: Deed,
}

/// A change of a user.
#[derive(Clone, Debug)]
pub(super) enum Change {
    Username(u8),
    Password,
    Email(Option<(u8, bool)>),
    Identity(u8, Option<u8>),
    /// The provider tells a unionid for one of the user's identities.
    Unionid(u8, u8),
    Active(bool),
    Superuser(bool),
    EndSessions,
}

/// Something done about a user, by what the client has read.
#[derive(Clone, Debug)]
pub(super) enum Act {
    Change(Change),
    Delete,
    SignIn,
}

/// What can be done.
#[derive(Clone, Debug)]
pub(super) enum Deed {
    Create {
        username: Option<u8>,
        has_password: bool,
        email: Option<(u8, bool)>,
        identity: Option<(u8, Option<u8>)>,
        is_superuser: bool,
    },
    /// The client reads the user again.
    Read(u8),
    Act {
        user: u8,
        act: Act,
        /// Whether the last superuser may go.
        spare: bool,
    },
    /// Two acts at one moment.
    Race {
        users: [u8; 2],
        acts: [Act; 2],
    },
    CloseSession(u8),
    OpenProof(u8),
    SpendProof(u8),
    RequireProof(u8),
    ReadCode(u8),
    /// A new code in place of the row that the client has read.
    ReplaceCode(u8),
    TryCode(u8),
    SpendCode(u8),
    SpendNonce(u8),
    Claim(u8),
    Release(u8),
    /// So many seconds go by.
    Wait(u16),
}

/// Any step.
pub(super) fn step() -> impl Strategy<Value = Step> {
    (0..CLIENTS, deed()).prop_map(|(client, deed)| Step { client, deed })
}

fn email() -> impl Strategy<Value = Option<(u8, bool)>> {
    prop::option::of((0..2_u8, any::<bool>()))
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        3 => (0..4_u8).prop_map(Change::Username),
        2 => Just(Change::Password),
        3 => email().prop_map(Change::Email),
        3 => (0..4_u8, prop::option::of(0..2_u8)).prop_map(|(door, u)| Change::Identity(door, u)),
        2 => (0..4_u8, 0..2_u8).prop_map(|(at, unionid)| Change::Unionid(at, unionid)),
        2 => any::<bool>().prop_map(Change::Active),
        2 => any::<bool>().prop_map(Change::Superuser),
        1 => Just(Change::EndSessions),
    ]
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        6 => change().prop_map(Act::Change),
        1 => Just(Act::Delete),
        2 => Just(Act::SignIn),
    ]
}

fn create() -> impl Strategy<Value = Deed> {
    (
        prop::option::of(0..4_u8),
        any::<bool>(),
        email(),
        prop::option::of((0..4_u8, prop::option::of(0..2_u8))),
        prop::bool::weighted(0.3),
    )
        .prop_map(
            |(username, has_password, email, identity, is_superuser)| Deed::Create {
                username,
                has_password,
                email,
                identity,
                is_superuser,
            },
        )
}

fn deed() -> impl Strategy<Value = Deed> {
    let people = prop_oneof![
        4 => create(),
        4 => (0..USERS).prop_map(Deed::Read),
        8 => (0..USERS, act(), prop::bool::weighted(0.2))
            .prop_map(|(user, act, spare)| Deed::Act { user, act, spare }),
        2 => ([0..USERS, 0..USERS], [act(), act()])
            .prop_map(|(users, acts)| Deed::Race { users, acts }),
        1 => any::<u8>().prop_map(Deed::CloseSession),
    ];
    let codes = prop_oneof![
        (0..2_u8).prop_map(Deed::OpenProof),
        (0..2_u8).prop_map(Deed::SpendProof),
        (0..2_u8).prop_map(Deed::RequireProof),
        (0..2_u8).prop_map(Deed::ReadCode),
        (0..2_u8).prop_map(Deed::ReplaceCode),
        (0..2_u8).prop_map(Deed::TryCode),
        (0..2_u8).prop_map(Deed::SpendCode),
        (0..2_u8).prop_map(Deed::SpendNonce),
        (0..2_u8).prop_map(Deed::Claim),
        (0..2_u8).prop_map(Deed::Release),
        (1..700_u16).prop_map(Deed::Wait),
    ];
    prop_oneof![3 => people, 1 => codes]
}
