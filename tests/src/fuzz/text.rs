//! Addresses, names, ids and patterns: what a field of a request becomes.

use shared::config::Config;
use shared::email::{Email, Sender};
use shared::identity::Openid;
use shared::mail::code_mail;
use shared::password::Password;
use shared::rights::is_pattern;
use shared::text::{Name, Text, is_unprintable};
use shared::user::UserId;
use shared::username::Username;

/// One text, as everything that a text can be.
///
/// # Panics
/// When something that must hold does not.
#[must_use]
pub fn text(data: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(data) else {
        return false;
    };
    free_text(text);
    configuration(text);
    ids(text);
    let _ = is_pattern(text);
    let is_email = email(text);
    let is_sender = sender(text);
    let is_username = username(text);
    is_email || is_sender || is_username
}

fn email(text: &str) -> bool {
    let Ok(email) = Email::parse(text) else {
        return false;
    };
    let address = email.as_str();
    assert!(address.len() <= 254 && address == text.trim().to_ascii_lowercase());
    assert_eq!(Email::parse(address), Ok(email.clone()));
    let (local, domain) = address.split_once('@').expect("an @");
    assert!(!local.is_empty() && domain.contains('.') && !domain.starts_with('.'));
    // Nothing that ends a header, a command or a list of addresses, or hides one (RFC 5322, 3.2.3 and 3.4).
    let is_harmless = |b: u8| b.is_ascii_graphic() && !b"@\"(),:;<>[]\\".contains(&b);
    assert!(local.bytes().chain(domain.bytes()).all(is_harmless));
    true
}

fn sender(text: &str) -> bool {
    let Ok(sender) = Sender::parse(text) else {
        return false;
    };
    assert!(email(sender.address.as_str()));
    let mail = code_mail(&sender, "0427", 10);
    let plain = Sender {
        name: "x".to_owned(),
        address: sender.address,
    };
    // A name adds text to a page, and no tags.
    let tags = |html: &str| (html.matches('<').count(), html.matches('>').count());
    assert_eq!(tags(&mail.html), tags(&code_mail(&plain, "0427", 10).html));
    assert!(mail.text.contains("0427") && mail.html.contains("0427"));
    true
}

fn username(text: &str) -> bool {
    let Ok(username) = Username::parse(text) else {
        return false;
    };
    let shown = username.as_str();
    assert!((1..=150).contains(&shown.chars().count()));
    assert!(
        !shown
            .chars()
            .any(|c| is_unprintable(c) || c.is_whitespace())
    );
    // What is stored is read again as the same name.
    assert_eq!(Username::parse(shown), Ok(username.clone()));
    if let Ok(again) = Username::parse(username.key()) {
        assert_eq!(again.key(), username.key());
    }
    true
}

fn free_text(text: &str) {
    let length = text.chars().count();
    if let Ok(taken) = Text::<64>::parse(text.to_owned()) {
        assert!(length <= 64 && taken.as_str() == text);
        assert!(!text.chars().any(is_unprintable));
    }
    if let Ok(name) = Name::<64>::parse(text) {
        assert!(name.as_str() == text.trim() && !name.as_str().is_empty());
        assert_eq!(Name::<64>::parse(name.as_str()), Ok(name.clone()));
    }
    if let Ok(password) = Password::parse(text) {
        assert_eq!(format!("{password:?}"), "Password(…)");
        assert!(length <= 128 && password.matches(&Password::parse(text).expect("the same")));
    }
}

fn ids(text: &str) {
    if let Ok(openid) = Openid::parse(text) {
        // It is part of keys and of URLs as it is.
        let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"_-.".contains(&b);
        assert!(openid.as_str() == text && (1..=128).contains(&text.len()));
        assert!(text.bytes().all(is_plain));
    }
    let as_text = serde_json::to_string(text).expect("JSON");
    for json in [text, &as_text] {
        if let Ok(id) = serde_json::from_str::<UserId>(json) {
            assert!(id.get() > 0);
            assert_eq!(UserId::new(id.get().into()), Some(id));
        }
    }
}

/// The same text as every variable of the environment: a refusal names variables and repeats no value.
fn configuration(text: &str) {
    let told = Config::from_lookup(|_| Some(format!("{text}hush-hush")));
    if let Err(problems) = told {
        assert!(!problems.to_string().contains("hush-hush"));
    }
}
