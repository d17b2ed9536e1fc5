//! Who may ask: the API key, compared in constant time, and passwords, kept as argon2 hashes.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::ServerError;

/// The expected API key as a digest, so that a comparison tells neither content nor length.
pub struct ApiKey([u8; 32]);

impl ApiKey {
    pub fn new(key: &str) -> Self {
        Self(Sha256::digest(key).into())
    }

    pub fn admits(&self, given: &[u8]) -> bool {
        let given: [u8; 32] = Sha256::digest(given).into();
        self.0.ct_eq(&given).into()
    }
}

/// A PHC string with a random salt. Takes tens of milliseconds by design.
pub fn hash_password(password: &str) -> Result<String, ServerError> {
    let hash: PasswordHash =
        Argon2::default().hash_password(password.as_bytes()).map_err(ServerError::Password)?;
    Ok(hash.to_string())
}

/// Takes as long for a user who does not exist (`None`) as for one who does.
pub fn verify_password(password: &str, stored: Option<&str>) -> bool {
    let hash = PasswordHash::new(stored.unwrap_or(NOBODY));
    let matches =
        hash.is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
    stored.is_some() && matches
}

/// The hash of a long random password that was thrown away.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5bm9ib2R5$Jx0qnRn9zq3PsTnBcJ0ZL5r5gBfW0m3P7lqk2yV8Z0E";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_key_is_admitted() {
        let key = ApiKey::new("demo-key");
        for (given, admitted) in [("demo-key", true), ("demo-ke", false), ("demo-key ", false), ("", false)] {
            assert_eq!(key.admits(given.as_bytes()), admitted, "{given:?}");
        }
    }

    #[test]
    fn a_password_is_kept_as_argon2_and_verified() {
        let hash = hash_password("тайна").unwrap();
        assert!(hash.starts_with("$argon2id$"), "{hash}");
        assert!(verify_password("тайна", Some(&hash)));
        assert!(!verify_password("не тайна", Some(&hash)));
        assert!(!verify_password("тайна", None));
        assert!(PasswordHash::new(NOBODY).is_ok());
    }
}
