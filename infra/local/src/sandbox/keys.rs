//! The key pairs of the sandbox: ours with Alipay and Apple, and theirs.

use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::data::DataError;

/// How an RFC 8017 public key of 2048 bits and the exponent 65537 is written around its modulus.
const RSA_HEAD: &[u8] = &[0x30, 0x82, 0x01, 0x0a, 0x02, 0x82, 0x01, 0x01, 0x00];
const RSA_TAIL: &[u8] = &[0x02, 0x03, 0x01, 0x00, 0x01];

/// Why there are no keys.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The cryptography does not work on this machine.
    #[error("no key can be made")]
    Machine,
    /// They cannot be kept.
    #[error(transparent)]
    Data(#[from] DataError),
}

impl From<Unspecified> for KeyError {
    fn from(_: Unspecified) -> Self {
        Self::Machine
    }
}

/// An RSA key pair of 2048 bits; prints nothing.
pub struct RsaKey(RsaKeyPair);

impl RsaKey {
    fn generate() -> Result<Self, Unspecified> {
        RsaKeyPair::generate(KeySize::Rsa2048).map(Self)
    }

    fn read(pkcs8: &str) -> Option<Self> {
        let pair = RsaKeyPair::from_pkcs8(&STANDARD.decode(pkcs8).ok()?).ok()?;
        let key = Self(pair);
        key.modulus().is_some().then_some(key)
    }

    /// `SHA256withRSA`, PKCS#1 v1.5.
    ///
    /// # Errors
    /// [`KeyError::Machine`].
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let mut signature = vec![0; self.0.public_modulus_len()];
        self.0.sign(
            &RSA_PKCS1_SHA256,
            &SystemRandom::new(),
            message,
            &mut signature,
        )?;
        Ok(signature)
    }

    /// The private half in PKCS#8 and base64, in one line as Alipay's key tool writes it.
    ///
    /// # Errors
    /// [`KeyError::Machine`].
    pub fn private_base64(&self) -> Result<String, KeyError> {
        let der: Pkcs8V1Der<'_> = self.0.as_der()?;
        Ok(STANDARD.encode(der.as_ref()))
    }

    /// The public half in X.509 and base64, in one line as Alipay's console shows it.
    ///
    /// # Errors
    /// [`KeyError::Machine`].
    pub fn public_base64(&self) -> Result<String, KeyError> {
        let der: PublicKeyX509Der<'_> = self.0.public_key().as_der()?;
        Ok(STANDARD.encode(der.as_ref()))
    }

    /// The public half as RFC 8017 writes it.
    #[must_use]
    pub fn public_der(&self) -> &[u8] {
        self.0.public_key().as_ref()
    }

    /// The modulus; the exponent is 65537. `None` for a key of another size.
    #[must_use]
    pub fn modulus(&self) -> Option<&[u8]> {
        let rest = self.public_der().strip_prefix(RSA_HEAD)?;
        rest.strip_suffix(RSA_TAIL)
    }
}

/// A key pair on P-256; prints nothing.
pub struct EcKey(EcdsaKeyPair);

impl EcKey {
    fn generate() -> Result<Self, Unspecified> {
        EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map(Self)
    }

    fn read(pkcs8: &str) -> Option<Self> {
        let der = STANDARD.decode(pkcs8).ok()?;
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &der)
            .ok()
            .map(Self)
    }

    fn private_base64(&self) -> Result<String, KeyError> {
        Ok(STANDARD.encode(self.0.to_pkcs8v1()?.as_ref()))
    }

    /// The private half as the `.p8` file that Apple hands out.
    ///
    /// # Errors
    /// [`KeyError::Machine`].
    pub fn p8(&self) -> Result<String, KeyError> {
        let mut file = "-----BEGIN PRIVATE KEY-----\n".to_owned();
        for (at, letter) in self.private_base64()?.char_indices() {
            if at > 0 && at % 64 == 0 {
                file.push('\n');
            }
            file.push(letter);
        }
        file.push_str("\n-----END PRIVATE KEY-----");
        Ok(file)
    }

    /// The public half as an uncompressed point.
    #[must_use]
    pub fn public_point(&self) -> &[u8] {
        self.0.public_key().as_ref()
    }

    /// ES256, as RFC 7518 writes it.
    #[cfg(test)]
    pub(super) fn sign(&self, message: &[u8]) -> Vec<u8> {
        let signature = self.0.sign(&SystemRandom::new(), message).unwrap();
        signature.as_ref().to_vec()
    }
}

/// All of them.
pub struct Keys {
    /// Our app's with Alipay 应用私钥.
    pub alipay_app: RsaKey,
    /// Alipay's own.
    pub alipay: RsaKey,
    /// What Apple signs identity tokens with.
    pub apple: RsaKey,
    /// Our team's with Apple.
    pub apple_team: EcKey,
}

/// They as they are kept: each private half in PKCS#8 and base64.
#[derive(Serialize, Deserialize)]
struct Kept {
    alipay_app: String,
    alipay: String,
    apple: String,
    apple_team: String,
}

impl Keys {
    pub(super) fn generate() -> Result<Self, KeyError> {
        Ok(Self {
            alipay_app: RsaKey::generate()?,
            alipay: RsaKey::generate()?,
            apple: RsaKey::generate()?,
            apple_team: EcKey::generate()?,
        })
    }

    pub(super) fn read(text: &str) -> Option<Self> {
        let kept: Kept = serde_json::from_str(text).ok()?;
        Some(Self {
            alipay_app: RsaKey::read(&kept.alipay_app)?,
            alipay: RsaKey::read(&kept.alipay)?,
            apple: RsaKey::read(&kept.apple)?,
            apple_team: EcKey::read(&kept.apple_team)?,
        })
    }

    pub(super) fn write(&self) -> Result<String, KeyError> {
        let kept = Kept {
            alipay_app: self.alipay_app.private_base64()?,
            alipay: self.alipay.private_base64()?,
            apple: self.apple.private_base64()?,
            apple_team: self.apple_team.private_base64()?,
        };
        serde_json::to_string(&kept).map_err(|_| KeyError::Machine)
    }
}

#[cfg(test)]
mod tests {
    use super::super::key_ring::KeyRing;
    use crate::data::Data;

    #[tokio::test]
    async fn keys_are_written_as_the_providers_write_them() {
        let keys = KeyRing::open(&Data::in_memory())
            .unwrap()
            .keys()
            .await
            .unwrap();
        assert!(
            keys.alipay_app
                .private_base64()
                .unwrap()
                .starts_with("MIIE")
        );
        assert!(
            keys.alipay
                .public_base64()
                .unwrap()
                .starts_with("MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A")
        );
        assert_eq!(keys.apple.modulus().unwrap().len(), 256);
        let p8 = keys.apple_team.p8().unwrap();
        let lines: Vec<&str> = p8.lines().collect();
        assert_eq!(lines.first(), Some(&"-----BEGIN PRIVATE KEY-----"));
        assert_eq!(lines.last(), Some(&"-----END PRIVATE KEY-----"));
        assert!(lines.iter().all(|line| (1..=64).contains(&line.len())));
    }
}
