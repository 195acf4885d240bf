//! The people outside, as each provider names them: everything about them follows from their name.

use std::fmt::Write as _;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

/// WeChat's openid of `name` in app `appid`: 28 characters that look like WeChat's.
#[must_use]
pub fn openid(appid: &str, name: &str) -> String {
    let text = URL_SAFE_NO_PAD.encode(hash("openid", appid, name));
    format!("o{}", &text[..27])
}

/// WeChat's unionid of `name`, the same in every app.
#[must_use]
pub fn unionid(name: &str) -> String {
    let text = URL_SAFE_NO_PAD.encode(hash("unionid", "", name));
    format!("o{}", &text[..27])
}

/// The name under which the made-up user of `name` is known to these functions.
#[must_use]
pub fn made_up(name: &str) -> String {
    format!("snapshot {name}")
}

/// The key that WeChat encrypts the data of `name` with: 16 bytes in base64.
#[must_use]
pub fn session_key(name: &str) -> String {
    STANDARD.encode(&openid("session_key", name).as_bytes()[..16])
}

/// The Chinese mobile number of `name`.
#[must_use]
pub fn phone_number(name: &str) -> String {
    format!("13{}", digits::<9>(&hash("phone", "", name)))
}

/// QQ's openid of `name` in app `appid`: 32 hexadecimal digits in capitals.
#[must_use]
pub fn qq_openid(appid: &str, name: &str) -> String {
    hex(&hash("qq openid", appid, name)[..16]).to_uppercase()
}

/// QQ's unionid of `name`, the same in every app.
#[must_use]
pub fn qq_unionid(name: &str) -> String {
    let text = hex(&hash("qq unionid", "", name)[..16]).to_uppercase();
    format!("UID_{text}")
}

/// The key that QQ encrypts the data of `name` with: 16 bytes in base64.
#[must_use]
pub fn qq_session_key(name: &str) -> String {
    STANDARD.encode(&hash("qq session_key", "", name)[..16])
}

/// Alipay's `open_id` of `name` in app `appid`: 47 letters and digits.
#[must_use]
pub fn alipay_open_id(appid: &str, name: &str) -> String {
    const LETTERS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let (one, two) = (
        hash("alipay open_id", appid, name),
        hash("alipay open_id, continued", appid, name),
    );
    let letters = one.iter().chain(&two).take(45);
    let text: String = letters
        .map(|byte| char::from(LETTERS[usize::from(byte % 62)]))
        .collect();
    format!("07{text}")
}

/// Alipay's `user_id` of `name`, the same in every app: 16 digits that begin with 2088.
#[must_use]
pub fn alipay_user_id(name: &str) -> String {
    format!("2088{}", digits::<12>(&hash("alipay user_id", "", name)))
}

/// Apple's `sub` of `name` in every app of `team`, such as `001234.0f….0123`.
#[must_use]
pub fn apple_sub(team: &str, name: &str) -> String {
    let hash = hash("apple sub", team, name);
    format!(
        "00{}.{}.{}",
        digits::<4>(&hash[16..]),
        hex(&hash[..16]),
        digits::<4>(&hash[24..])
    )
}

/// The address that Apple passes on to `name`, who does not tell their own.
#[must_use]
pub fn apple_relay(team: &str, name: &str) -> String {
    let text = hex(&hash("apple relay", team, name)[..5]);
    format!("{text}@privaterelay.appleid.com")
}

fn hash(kind: &str, within: &str, name: &str) -> [u8; 32] {
    let mut bytes = [0; 32];
    let hash = digest(&SHA256, format!("{kind}\0{within}\0{name}").as_bytes());
    bytes.copy_from_slice(hash.as_ref());
    bytes
}

fn digits<const N: usize>(bytes: &[u8]) -> String {
    let digits = bytes.iter().take(N);
    digits.map(|byte| char::from(b'0' + byte % 10)).collect()
}

/// Bytes in small hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_openid_depends_on_app_and_name_and_a_unionid_on_the_name() {
        for openid in [openid, qq_openid, alipay_open_id] {
            assert_eq!(openid("1", "a"), openid("1", "a"));
            assert_ne!(openid("1", "a"), openid("2", "a"));
            assert_ne!(openid("1", "a"), openid("1", "b"));
        }
        for unionid in [unionid, qq_unionid, alipay_user_id, phone_number] {
            assert_eq!(unionid("a"), unionid("a"));
            assert_ne!(unionid("a"), unionid("b"));
        }
    }

    #[test]
    fn each_name_looks_like_the_providers() {
        let is = |text: &str, length, fits: fn(u8) -> bool| {
            text.len() == length && text.bytes().all(fits)
        };
        assert!(is(&openid("wx1", "a"), 28, |b| b.is_ascii_alphanumeric()
            || b"-_".contains(&b)));
        let capital = |b: u8| b.is_ascii_digit() || (b'A'..=b'F').contains(&b);
        assert!(is(&qq_openid("1", "a"), 32, capital));
        assert!(is(
            qq_unionid("a").strip_prefix("UID_").unwrap(),
            32,
            capital
        ));
        assert!(is(&alipay_open_id("1", "a"), 47, |b| b.is_ascii_alphanumeric()));
        let user_id = alipay_user_id("a");
        assert!(user_id.starts_with("2088") && is(&user_id, 16, |b| b.is_ascii_digit()));
        let phone = phone_number("王芳");
        assert!(phone.starts_with("13") && is(&phone, 11, |b| b.is_ascii_digit()));
        let sub = apple_sub("TEAM", "a");
        let parts: Vec<&str> = sub.split('.').collect();
        assert_eq!(
            parts.iter().map(|part| part.len()).collect::<Vec<_>>(),
            [6, 32, 4]
        );
        assert!(parts[0].starts_with("00"));
    }
}
