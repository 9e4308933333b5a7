//! Which rules and checks take part.

use crate::check::Severity;

/// Words that choose rules: an id, a prefix of ids (`SF-GUEST`), a family or a severity.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// What takes part; empty for all.
    pub select: Vec<String>,
    /// What does not, whatever else says so.
    pub ignore: Vec<String>,
}

impl Selection {
    /// Whether a rule takes part.
    pub fn takes(&self, id: &str, family: &str, severity: Severity) -> bool {
        let named = |words: &[String]| words.iter().any(|w| means(w, id, family, severity));
        (self.select.is_empty() || named(&self.select)) && !named(&self.ignore)
    }
}

/// Whether a word means a rule. Case does not count.
pub fn means(word: &str, id: &str, family: &str, severity: Severity) -> bool {
    let prefix = id.len() > word.len()
        && id.as_bytes()[word.len()] == b'-'
        && id[..word.len()].eq_ignore_ascii_case(word);
    prefix
        || word.eq_ignore_ascii_case(id)
        || word.eq_ignore_ascii_case(family)
        || word.eq_ignore_ascii_case(severity.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_mean_ids_prefixes_families_and_severities() {
        let says = |word| means(word, "SF-GUEST-002", "guest-access", Severity::Critical);
        for word in [
            "SF-GUEST-002",
            "SF-GUEST",
            "SF",
            "guest-access",
            "critical",
            "sf-guest",
        ] {
            assert!(says(word), "{word}");
        }
        for word in ["SF-GUEST-00", "SF-G", "SF-SITE", "guest", "high", ""] {
            assert!(!says(word), "{word}");
        }
    }

    #[test]
    fn ignoring_wins_over_selecting() {
        let selection = Selection {
            select: vec!["SF-GUEST".into()],
            ignore: vec!["SF-GUEST-002".into()],
        };
        let takes = |id| selection.takes(id, "guest-access", Severity::High);
        assert!(takes("SF-GUEST-001"));
        assert!(!takes("SF-GUEST-002"));
        assert!(!takes("SF-SITE-001"));
    }
}
