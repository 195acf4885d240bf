//! Our apps with the sandbox's providers, and the secret that tells the functions of them.

use aws_lc_rs::hmac;
use serde_json::{Value, json};

use super::keys::{KeyError, Keys};
use super::person::hex;
use crate::data::Data;
use crate::stack::StartError;

/// The mini-program of all families, WeChat's id of it.
pub const APPID: &str = "wx10ca1500d0b0c0de";
/// Our developer team with Apple.
pub const APPLE_TEAM: &str = "T0NGX1NG99";
/// The id of our key with Apple.
pub const APPLE_KEY_ID: &str = "5ANDB0XK3Y";

/// What kind of app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A WeChat mini-program.
    MiniProgram,
    /// A WeChat official account.
    OfficialAccount,
    /// A website with WeChat's QR code.
    Website,
    /// A mobile app with WeChat's SDK.
    MobileApp,
    /// An app of Alipay.
    Alipay,
    /// A QQ mini-program.
    QqMiniProgram,
    /// A website or mobile app with QQ Connect.
    QqConnect,
    /// An app or website with Sign in with Apple.
    Apple,
}

impl Kind {
    /// Its method and type in the words of the providers secret; with Alipay and Apple there is one type.
    const fn words(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::MiniProgram => ("WeChat", Some("wx_small")),
            Self::OfficialAccount => ("WeChat", Some("wx_public")),
            Self::Website => ("WeChat", Some("wx_pc")),
            Self::MobileApp => ("WeChat", Some("wx_app")),
            Self::Alipay => ("Alipay", None),
            Self::QqMiniProgram => ("QQ", Some("qq_small")),
            Self::QqConnect => ("QQ", Some("qq_connect")),
            Self::Apple => ("Apple", None),
        }
    }
}

/// An app of ours.
#[derive(Debug)]
pub struct SandboxApp {
    /// What kind of app.
    pub kind: Kind,
    /// The provider's id of it.
    pub appid: &'static str,
    /// Where its codes may be sent to.
    pub redirect_uris: &'static [&'static str],
    families: &'static [&'static str],
}

impl SandboxApp {
    /// What everybody may know of it, in the words of the providers secret.
    #[must_use]
    pub fn told(&self) -> Value {
        let (method, kind) = self.kind.words();
        let mut told = json!({ "method": method, "appid": self.appid, "families": self.families });
        if let Some(kind) = kind {
            told["type"] = json!(kind);
        }
        if !self.redirect_uris.is_empty() {
            told["redirect_uris"] = json!(self.redirect_uris);
        }
        told
    }
}

const fn of_member(kind: Kind, appid: &'static str) -> SandboxApp {
    SandboxApp {
        kind,
        appid,
        redirect_uris: &[],
        families: &["member"],
    }
}

/// All of them; a family's first of a kind is the one that it uses unless it names another.
static APPS: [SandboxApp; 10] = [
    SandboxApp {
        families: &["attendance", "mjpm", "campus", "member"],
        ..of_member(Kind::MiniProgram, APPID)
    },
    of_member(Kind::MiniProgram, "wx2c5d0e7a91b3f046"),
    of_member(Kind::OfficialAccount, "wx3f81a6c04d7be529"),
    of_member(Kind::Website, "wx4b90d2e71fa8c365"),
    of_member(Kind::MobileApp, "wx5e07c3b8a2d6f194"),
    of_member(Kind::Alipay, "2021004168529731"),
    of_member(Kind::QqMiniProgram, "1112345078"),
    SandboxApp {
        redirect_uris: &["https://panel.tongxing.example/qq"],
        ..of_member(Kind::QqConnect, "101987654")
    },
    of_member(Kind::Apple, "example.tongxing.app"),
    SandboxApp {
        redirect_uris: &["https://panel.tongxing.example/apple"],
        ..of_member(Kind::Apple, "example.tongxing.web")
    },
];

/// All of them.
pub fn all() -> impl Iterator<Item = &'static SandboxApp> {
    APPS.iter()
}

/// The app of one of these kinds with this id.
#[must_use]
pub fn find(appid: &str, kinds: &[Kind]) -> Option<&'static SandboxApp> {
    APPS.iter()
        .find(|app| app.appid == appid && kinds.contains(&app.kind))
}

/// The first app of a kind.
#[must_use]
pub fn first(kind: Kind) -> &'static SandboxApp {
    // Every kind has one; a test looks.
    APPS.iter().find(|app| app.kind == kind).unwrap_or(&APPS[0])
}

/// The apps' secrets, made for a data folder; prints nothing.
pub struct AppSecrets {
    first: String,
    seed: hmac::Key,
}

impl AppSecrets {
    /// The secrets in `data`; `random` makes what is not there yet.
    ///
    /// # Errors
    /// [`StartError`].
    pub fn open(
        data: &Data,
        random: impl Fn() -> Result<String, String>,
    ) -> Result<Self, StartError> {
        let text = |name: &'static str| {
            let text = data.text(name, &random)?;
            if text.trim().is_empty() {
                return Err(StartError::Secret(name, "it is empty".to_owned()));
            }
            Ok(text)
        };
        Ok(Self {
            first: text("wechat-secret")?,
            seed: hmac::Key::new(hmac::HMAC_SHA256, text("provider-seed")?.as_bytes()),
        })
    }

    /// The secret of an app of WeChat or QQ.
    #[must_use]
    pub fn of(&self, app: &SandboxApp) -> String {
        if app.appid == APPID {
            // It was there before there were others.
            return self.first.clone();
        }
        hex(&hmac::sign(&self.seed, app.appid.as_bytes()).as_ref()[..16])
    }

    /// The providers secret: what the functions know of the apps.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn providers(&self, keys: &Keys) -> Result<String, KeyError> {
        let apps: Result<Vec<Value>, KeyError> =
            APPS.iter().map(|app| self.entry(app, keys)).collect();
        Ok(json!({ "apps": apps? }).to_string())
    }

    fn entry(&self, app: &SandboxApp, keys: &Keys) -> Result<Value, KeyError> {
        let mut entry = app.told();
        match app.kind {
            Kind::Alipay => {
                entry["key"] = json!(keys.alipay_app.private_base64()?);
                entry["alipay_public_key"] = json!(keys.alipay.public_base64()?);
            }
            Kind::Apple => {
                entry["key"] = json!(keys.apple_team.p8()?);
                entry["key_id"] = json!(APPLE_KEY_ID);
                entry["team_id"] = json!(APPLE_TEAM);
            }
            _ => entry["secret"] = json!(self.of(app)),
        }
        Ok(entry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_an_app_and_every_app_an_id_of_its_own() {
        for kind in [
            Kind::MiniProgram,
            Kind::OfficialAccount,
            Kind::Website,
            Kind::MobileApp,
            Kind::Alipay,
            Kind::QqMiniProgram,
            Kind::QqConnect,
            Kind::Apple,
        ] {
            assert_eq!(first(kind).kind, kind);
        }
        let mut appids: Vec<&str> = APPS.iter().map(|app| app.appid).collect();
        appids.sort_unstable();
        appids.dedup();
        assert_eq!(appids.len(), APPS.len());
    }

    #[test]
    fn each_app_has_a_secret_of_its_own_and_an_empty_file_is_none() {
        let secrets = AppSecrets::open(&Data::in_memory(), || Ok("s".into())).unwrap();
        let mut all: Vec<String> = APPS.iter().map(|app| secrets.of(app)).collect();
        assert_eq!(all[0], "s");
        assert_eq!(all[1].len(), 32);
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), APPS.len());
        let empty = AppSecrets::open(&Data::in_memory(), || Ok(" ".into()));
        assert!(matches!(empty, Err(StartError::Secret("wechat-secret", _))));
    }
}
