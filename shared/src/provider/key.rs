//! Keys as operators paste them: PEM, or what stands between its lines.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The DER bytes of `text`: PEM with its armour, or base64 without, in one line or in many, also with the line breaks
/// written as `\n`, as a JSON editor leaves them. `None` when it is not base64.
pub(super) fn der(text: &str) -> Option<Vec<u8>> {
    let text = text.replace("\\n", "\n");
    let body: String = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("-----"))
        .flat_map(str::chars)
        .filter(|c| !c.is_whitespace())
        .collect();
    if body.is_empty() {
        return None;
    }
    STANDARD.decode(body).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn armour_and_line_breaks_do_not_matter() {
        let pem = "-----BEGIN PUBLIC KEY-----\nAQID\nBAUG\n-----END PUBLIC KEY-----\n";
        for text in [
            pem,
            "AQIDBAUG",
            " AQID\r\nBAUG ",
            "-----BEGIN PUBLIC KEY-----\\nAQID\\nBAUG\\n-----END PUBLIC KEY-----\\n",
        ] {
            assert_eq!(der(text), Some(vec![1, 2, 3, 4, 5, 6]), "{text}");
        }
        for text in ["", "-----BEGIN KEY-----\n-----END KEY-----", "??", "AQI"] {
            assert_eq!(der(text), None, "{text}");
        }
    }
}
