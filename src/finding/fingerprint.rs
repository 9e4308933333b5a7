//! The identity of a finding that survives edits.

use std::fmt;

use sha2::{Digest, Sha256};

use super::Subject;

/// The first 128 bits of SHA-256 over rule, platform, tenant and identity, as 32 hexadecimal
/// digits. Values, counts, paths of files and lines are no part of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// The fingerprint of a rule's finding about a subject.
    pub fn of(rule: &str, subject: &Subject) -> Self {
        // A JSON array keeps the parts apart whatever characters they hold, and a map in it is
        // sorted by key.
        let identity = serde_json::json!([
            "tenantlint/1",
            rule,
            subject.platform,
            subject.tenant,
            subject.identity,
        ]);
        let digest = Sha256::digest(identity.to_string().as_bytes());
        let hex = digest.iter().take(16).map(|b| format!("{b:02x}"));
        Self(hex.collect())
    }

    /// The 32 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// The first 64 bits of SHA-256 over a text, for names that are too long to be names of files.
pub fn short_hash(text: &str) -> u64 {
    let digest = Sha256::digest(text.as_bytes());
    let first = digest.iter().take(8);
    first.fold(0, |number, byte| number << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subject(tenant: &str, object: &str) -> Subject {
        Subject {
            platform: "salesforce".into(),
            tenant: tenant.into(),
            identity: [("object".to_owned(), object.into())].into(),
        }
    }

    #[test]
    fn it_depends_on_rule_tenant_and_identity_and_nothing_else() {
        let one = Fingerprint::of("SF-GUEST-002", &subject("prod", "Account"));
        assert_eq!(
            one,
            Fingerprint::of("SF-GUEST-002", &subject("prod", "Account"))
        );
        assert_ne!(
            one,
            Fingerprint::of("SF-GUEST-005", &subject("prod", "Account"))
        );
        assert_ne!(
            one,
            Fingerprint::of("SF-GUEST-002", &subject("test", "Account"))
        );
        assert_ne!(
            one,
            Fingerprint::of("SF-GUEST-002", &subject("prod", "Lead"))
        );
        assert_eq!(one.as_str().len(), 32);
    }
}
