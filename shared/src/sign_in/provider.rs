//! Signing in by what an identity provider vouches for.

use futures_util::future::{OptionFuture, join, try_join};

use super::{
    CLOSED, Origin, PENDING, SignedIn, admission, log_failure, new_session, note_failure, record,
};
use crate::app::App;
use crate::audit::{self, AuditKind, AuditRecord};
use crate::failure::Failure;
use crate::identity::Identity;
use crate::provider::app::no_app;
use crate::provider::{Credential, ExchangeError, ProviderCode, Vouched, Wanted, vouch};
use crate::session::Session;
use crate::store::{CommitError, Door, Keep, Refusal, Write};
use crate::token::TokenKeys;
use crate::user::{AccountState, User, UserId};
use crate::username::Username;

/// How often a sign-in that met another of the same person starts over.
const ROUNDS: u32 = 5;

/// A sign-in by a provider that came about.
#[derive(Debug)]
pub struct ProviderSignedIn {
    /// Who, and their token.
    pub signed_in: SignedIn,
    /// As whom the provider knows them.
    pub identity: Identity,
    /// The user, if it was asked for.
    pub user: Option<User>,
    /// Whether the user is new.
    pub is_new: bool,
}

/// What a client shows, and what it must agree with.
#[derive(Clone, Copy, Debug)]
pub struct ProviderSignIn<'a> {
    /// By which app.
    pub wanted: Wanted<'a>,
    /// What the client shows.
    pub credential: &'a Credential,
    /// The openid that the client says is its user's: proves nothing, and must be right.
    pub openid: Option<&'a str>,
    /// The unionid that the client says is its user's: likewise.
    pub unionid: Option<&'a str>,
    /// Where the request comes from.
    pub origin: Origin<'a>,
    /// Whether the user is to be read beside the sign-in.
    pub with_user: bool,
}

/// What a family makes of somebody who comes for the first time.
#[derive(Clone, Debug, Default)]
pub struct Newcomer {
    /// A generated username; another one is asked for when it is taken.
    pub username: Option<Username>,
    /// The name that the client says.
    pub name: String,
    /// The picture that the client says.
    pub avatar_url: String,
    /// The family's section.
    pub section: Option<(&'static str, serde_json::Value)>,
}

/// Why a sign-in by a provider did not come about.
#[derive(Debug, thiserror::Error)]
pub enum ProviderSignInError {
    /// The provider told us nobody.
    #[error(transparent)]
    Exchange(ExchangeError),
    /// What the client says of its user is not what the provider says.
    #[error("the provider says somebody else")]
    SomebodyElse,
    /// The account is closed, or waits for approval.
    #[error("the account is not active")]
    NotActive,
    /// The system failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Signs in by a mini-program's code; a person who comes for the first time becomes a user.
///
/// # Errors
/// As [`with_provider`]; a deployment without a mini-program for the family is a failure of the system.
pub async fn with_mini_program(
    app: &App,
    family: &str,
    code: &ProviderCode,
    origin: Origin<'_>,
) -> Result<(SignedIn, Identity), ProviderSignInError> {
    let wanted = Wanted::mini_program(family);
    let credential = Credential::Code {
        code: code.clone(),
        redirect_uri: None,
    };
    let request = ProviderSignIn {
        wanted,
        credential: &credential,
        openid: None,
        unionid: None,
        origin,
        with_user: false,
    };
    match with_provider(app, request, || std::future::ready(Ok(Newcomer::default()))).await {
        Ok(done) => Ok((done.signed_in, done.identity)),
        Err(ProviderSignInError::Exchange(ExchangeError::NoSuchApp)) => Err(no_app(wanted).into()),
        Err(error) => Err(error),
    }
}

/// Signs in by what a provider vouches for; a person who comes for the first time becomes the user that `newcomer` describes.
///
/// Beside the provider's answer: two round trips for a known person, three for a new one, and for a known one by a new door. Two
/// first sign-ins of one person at the same moment make one user, because the identity's marker is new in only one of the
/// transactions.
///
/// # Errors
/// [`ProviderSignInError`].
pub async fn with_provider<F>(
    app: &App,
    request: ProviderSignIn<'_>,
    newcomer: impl Fn() -> F,
) -> Result<ProviderSignedIn, ProviderSignInError>
where
    F: Future<Output = Result<Newcomer, Failure>>,
{
    // Boxed: it holds the futures of several requests at once.
    let vouched = Box::pin(vouch(
        app,
        request.wanted,
        request.credential,
        request.origin.address,
    ));
    // An instance's first sign-in has yet to fetch the keys, which takes less time than the provider.
    let (vouched, keys) = join(vouched, app.secrets.token_keys()).await;
    let vouched = vouched.map_err(|error| match error {
        ExchangeError::Failure(failure) => ProviderSignInError::Failure(failure),
        error => {
            log_failure(app, why_nobody(&error), request.origin);
            ProviderSignInError::Exchange(error)
        }
    })?;
    let identity = &vouched.identity;
    let differs = |told: Option<&str>, known: Option<&str>| told.is_some_and(|t| known != Some(t));
    if differs(request.openid, Some(identity.openid.as_str()))
        || differs(request.unionid, identity.unionid.as_deref())
    {
        if let Some(claim) = &vouched.claim {
            claim.release(app).await;
        }
        log_failure(app, "the provider says somebody else", request.origin);
        return Err(ProviderSignInError::SomebodyElse);
    }
    let keys = keys?;
    let entrance = Entrance {
        app,
        keys: &keys,
        vouched: &vouched,
        by: request.wanted.kind.method().provider().as_str(),
        origin: request.origin,
        with_user: request.with_user,
    };
    let mut claim = vouched.claim.as_ref();
    for _ in 0..ROUNDS {
        let release = OptionFuture::from(claim.take().map(|claim| claim.release(app)));
        let (doors, _) = join(app.store.identity_doors(identity), release).await;
        let doors = doors?;
        let entered = match (doors.by_identity, doors.by_unionid) {
            // The provider tells a unionid for the first time: from now on it leads here.
            (Some(door), None) if identity.unionid.is_some() => entrance.link(door.user_id).await?,
            (Some(door), other) => {
                if let Some(other) = other.filter(|other| *other != door.user_id) {
                    report_collision(door.user_id, other);
                }
                entrance.enter(door).await?
            }
            (None, Some(user)) => entrance.link(user).await?,
            (None, None) => entrance.create(newcomer()).await?,
        };
        if let Some(entered) = entered {
            return Ok(ProviderSignedIn {
                signed_in: SignedIn {
                    user: entered.session.user,
                    token: keys.issue(&entered.session)?,
                },
                identity: vouched.identity,
                user: entered.user,
                is_new: entered.is_new,
            });
        }
    }
    Err(Failure::broken(format!(
        "a sign-in met another of the same person {ROUNDS} times"
    ))
    .into())
}

/// What the log says of an exchange that told nobody.
const fn why_nobody(error: &ExchangeError) -> &'static str {
    match error {
        ExchangeError::NoSuchApp => "no such app",
        ExchangeError::InvalidCode => "invalid code",
        ExchangeError::UsedCode => "used code",
        ExchangeError::InFlight => "a code twice at one moment",
        ExchangeError::Refused => "refused by the provider",
        ExchangeError::TooMany(_) => "too many attempts",
        ExchangeError::Failure(_) => "failure",
    }
}

/// Two users turn out to be one person, by the provider's word. Which of them is to stay is for people to decide: merging
/// them here would give one account's rights to whoever holds the other.
fn report_collision(user: UserId, other: UserId) {
    tracing::warn!(
        event = "identity_collision",
        user = user.get(),
        other = other.get(),
        "one unionid leads to two users; they are not merged"
    );
}

/// Where somebody stands whom a provider vouches for.
struct Entrance<'a> {
    app: &'a App,
    keys: &'a TokenKeys,
    vouched: &'a Vouched,
    by: &'static str,
    origin: Origin<'a>,
    with_user: bool,
}

/// Somebody who is in.
struct Entered {
    session: Session,
    user: Option<User>,
    is_new: bool,
}

impl Entrance<'_> {
    /// A known person comes in. `None` when the ground has moved and the doors must be looked up again.
    async fn enter(&self, door: Door) -> Result<Option<Entered>, ProviderSignInError> {
        let session = self.session(door.user_id, door.epoch)?;
        let sign_in = Write::SignIn {
            user: door.user_id,
            epoch: door.epoch,
            at: session.opened_at,
            require: None,
        };
        let user = self.with_user.then(|| self.app.store.user(door.user_id));
        let (committed, user) = join(
            self.commit(sign_in, &session, &[]),
            OptionFuture::from(user),
        )
        .await;
        match committed? {
            Ok(()) => Ok(Some(Entered {
                session,
                user: user.transpose()?.flatten(),
                is_new: false,
            })),
            Err(refusals) => match admission(&refusals) {
                Some(user) if user.state != AccountState::Active => Err(self.refuse(user).await),
                _ => Ok(None),
            },
        }
    }

    /// A known person comes in by an app they had not used yet, or with a unionid that was not known yet.
    async fn link(&self, user: UserId) -> Result<Option<Entered>, ProviderSignInError> {
        let Some(before) = self.app.store.user(user).await? else {
            return Ok(None);
        };
        if before.state != AccountState::Active {
            return Err(self.refuse(&before).await);
        }
        let session = self.session(user, before.session_epoch)?;
        let mut after = before.clone();
        after.learn_identity(&self.vouched.identity);
        after.last_login = Some(session.opened_at);
        after.updated_at = session.opened_at;
        let replace = Write::ReplaceUser {
            before: &before,
            after: &after,
            password: None,
            keep: Keep::EveryRole,
        };
        let actor = audit::Actor {
            user: Some(user),
            source_ip: self.origin.address,
        };
        let records = audit::of_user(self.app, actor, &before, &after, false)?;
        let committed = self.commit(replace, &session, &records).await?;
        Ok(committed.is_ok().then_some(Entered {
            session,
            user: Some(after),
            is_new: false,
        }))
    }

    /// A person nobody knows becomes a user.
    async fn create(
        &self,
        newcomer: impl Future<Output = Result<Newcomer, Failure>>,
    ) -> Result<Option<Entered>, ProviderSignInError> {
        let (id, newcomer) = try_join(self.app.store.next_user_id(), newcomer).await?;
        let session = self.session(id, 0)?;
        let mut user = User::new(id, session.opened_at);
        user.identities.push(self.vouched.identity.clone());
        user.last_login = Some(session.opened_at);
        user.username = newcomer.username;
        user.name = newcomer.name;
        user.avatar_url = newcomer.avatar_url;
        if let Some((section, profile)) = newcomer.section {
            user.profiles.insert(section.to_owned(), profile);
        }
        let create = Write::CreateUser {
            user: &user,
            password: None,
        };
        let registered = AuditRecord::new(self.app, AuditKind::Registered, self.origin.address)?
            .by(id)
            .about(id)
            .saying(self.by)
            .with(audit::new_user_changes(&user));
        let committed = self.commit(create, &session, &[registered]).await?;
        Ok(committed.is_ok().then_some(Entered {
            session,
            user: Some(user),
            is_new: true,
        }))
    }

    fn session(&self, user: UserId, epoch: u32) -> Result<Session, Failure> {
        let mut session = new_session(self.app, user, epoch, self.origin)?;
        if let Some(key) = &self.vouched.session_key {
            let app = &self.vouched.identity.app;
            session.session_key = Some(key.keep(self.keys, &self.app.random, &session, app)?);
        }
        Ok(session)
    }

    /// Why somebody whom the provider vouches for does not come in; the record says it too.
    async fn refuse(&self, user: &User) -> ProviderSignInError {
        let why = match user.state {
            AccountState::Pending => PENDING,
            _ => CLOSED,
        };
        note_failure(self.app, Some(user.id), why, self.origin).await;
        ProviderSignInError::NotActive
    }

    /// Opens the session together with `write` and `records`, and uses up the nonce. The inner error is what the store refused,
    /// which another look may mend; a nonce that has been used stays so.
    async fn commit(
        &self,
        write: Write<'_>,
        session: &Session,
        records: &[AuditRecord],
    ) -> Result<Result<(), Vec<Refusal>>, ProviderSignInError> {
        let signed_in = record(self.app, session.user, self.by, self.origin)?;
        let mut writes = vec![write, Write::OpenSession(session)];
        writes.extend(records.iter().chain([&signed_in]).map(Write::Audit));
        writes.extend(self.vouched.nonce.as_ref().map(Write::SpendNonce));
        match self.app.store.commit(&writes).await {
            Ok(()) => Ok(Ok(())),
            Err(CommitError::Failure(failure)) => Err(failure.into()),
            Err(CommitError::Refused(refusals)) if refusals.contains(&Refusal::NonceUsed) => {
                log_failure(self.app, why_nobody(&ExchangeError::UsedCode), self.origin);
                Err(ProviderSignInError::Exchange(ExchangeError::UsedCode))
            }
            Err(CommitError::Refused(refusals)) => Ok(Err(refusals)),
        }
    }
}
