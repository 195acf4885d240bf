//! 邀请码: a user's number in letters that do not look like a number, so that nobody tells members apart by counting.
//!
//! It is a name, not a secret: whoever has one can say who invited them, and nothing more. Being made from the number, it is
//! unique without being stored.

use shared::user::UserId;

/// Crockford's alphabet: no I, L, O, U.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// An odd number and its inverse, modulo 2³²: what is multiplied by the one comes back by the other.
const SPREAD: u32 = 0x9E37_79B1;
const GATHER: u32 = 0x0E8B_2F51;
/// Seven letters of five bits hold 32.
const CHARS: usize = 7;

/// The code of `user`.
#[must_use]
pub fn of(user: UserId) -> String {
    let spread = user.get().unsigned_abs().wrapping_mul(SPREAD);
    let letter = |at: usize| {
        let five = spread.checked_shr(u32::try_from(5 * at).unwrap_or(32));
        char::from(LETTERS[(five.unwrap_or(0) & 31) as usize])
    };
    (0..CHARS).rev().map(letter).collect()
}

/// The number that `code` stands for, which need not be a user's; `None` for what is no code.
#[must_use]
pub fn read(code: &str) -> Option<i64> {
    let code = code.trim().to_ascii_uppercase();
    if code.len() != CHARS {
        return None;
    }
    let mut spread: u64 = 0;
    for letter in code.bytes() {
        let five = LETTERS.iter().position(|known| *known == letter)?;
        spread = spread << 5 | u64::try_from(five).ok()?;
    }
    let spread = u32::try_from(spread).ok()?;
    Some(i64::from(spread.wrapping_mul(GATHER)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_leads_back_to_its_user() {
        assert_eq!(SPREAD.wrapping_mul(GATHER), 1);
        for id in [1, 2, 3, 5, 1000, i64::from(i32::MAX)] {
            let code = of(UserId::new(id).unwrap());
            assert_eq!(code.len(), CHARS);
            assert_eq!(read(&code), Some(id));
            assert_eq!(read(&code.to_ascii_lowercase()), Some(id));
        }
    }

    #[test]
    fn what_is_no_code_is_nobody() {
        for bad in ["", "1", "ABCDEFGH", "IIIIIII", "ZZZZZZZ", "王芳王芳王"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
