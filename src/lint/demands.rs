//! What is demanded of a tenant: which rules and checks judge it, how bad what they find is, and
//! from where that fails a run.
//!
//! Demands may stand within others, as those of a configuration further in do. They add to them and
//! take nothing away, whatever they say: what either chooses judges, the worse of two severities
//! holds, and the stricter of two thresholds.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Selection;
use crate::check::Severity;
use crate::report::Thresholds;

/// What is demanded of a tenant.
#[derive(Debug, Clone, Default)]
pub struct Demands {
    /// What judges. Within other demands, an empty choice adds nothing to theirs.
    pub selection: Selection,
    /// Severities that replace those of rules and checks, by id; within other demands, where they
    /// are worse.
    pub severity: BTreeMap<String, Severity>,
    /// From where what is found, or not judged, fails a run.
    pub thresholds: Thresholds,
    /// Those that these stand within; none for those of a whole run.
    pub within: Vec<Arc<Demands>>,
}

impl Demands {
    /// Whether a rule or check judges that is of a severity where nothing replaces it.
    pub fn takes(&self, id: &str, family: &str, own: Severity) -> bool {
        // A severity that is raised must not bring a rule among those that are ignored.
        self.chooses(id, family, self.severity(id, own))
            || self.within.iter().any(|outer| outer.takes(id, family, own))
    }

    fn chooses(&self, id: &str, family: &str, severity: Severity) -> bool {
        let says = self.within.is_empty() || !self.selection.select.is_empty();
        let mut around = self.within.iter();
        says && self.selection.takes(id, family, severity)
            || around.any(|outer| outer.chooses(id, family, severity))
    }

    /// The severity of what a rule or check found, which states one.
    pub fn severity(&self, id: &str, stated: Severity) -> Severity {
        let here = self.severity.get(id).copied();
        let around = self.within.iter().map(|outer| outer.severity(id, stated));
        here.into_iter().chain(around).max().unwrap_or(stated)
    }

    /// From where a run fails.
    pub fn thresholds(&self) -> Thresholds {
        let around = self.within.iter().map(|outer| outer.thresholds());
        around.fold(self.thresholds, Thresholds::stricter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selecting(select: &[&str], ignore: &[&str]) -> Demands {
        let words = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect();
        Demands {
            selection: Selection {
                select: words(select),
                ignore: words(ignore),
            },
            ..Demands::default()
        }
    }

    fn within(outer: Demands, inner: Demands) -> Demands {
        Demands {
            within: vec![Arc::new(outer)],
            ..inner
        }
    }

    fn raising(id: &str, severity: Severity) -> Demands {
        Demands {
            severity: [(id.to_owned(), severity)].into(),
            ..Demands::default()
        }
    }

    #[test]
    fn a_choice_within_another_adds_to_it() {
        let takes = |demands: &Demands, id| demands.takes(id, "sites", Severity::Medium);
        let outer = || selecting(&["SF-GUEST"], &["SF-GUEST-002"]);
        let added = within(outer(), selecting(&["SF-SITE", "SF-GUEST-002"], &[]));
        assert!(takes(&added, "SF-GUEST-001"));
        assert!(takes(&added, "SF-SITE-001"));
        assert!(takes(&added, "SF-GUEST-002"));
        assert!(!takes(&added, "SF-COV-001"));
        let silent = within(outer(), Demands::default());
        assert!(!takes(&silent, "SF-SITE-001"));
        let ignoring = within(outer(), selecting(&[], &["SF-GUEST-001"]));
        assert!(takes(&ignoring, "SF-GUEST-001"));
    }

    #[test]
    fn a_raised_severity_chooses_and_never_ignores() {
        let takes = |demands: &Demands| demands.takes("SF-SITE-001", "sites", Severity::Medium);
        let raised = || raising("SF-SITE-001", Severity::Critical);
        assert!(takes(&within(selecting(&["critical"], &[]), raised())));
        assert!(takes(&within(selecting(&[], &["critical"]), raised())));
    }

    #[test]
    fn severities_and_thresholds_only_tighten() {
        let outer = || Demands {
            thresholds: Thresholds {
                findings: Some(Severity::High),
                unknown: None,
            },
            ..raising("A-1", Severity::Medium)
        };
        let lower = within(outer(), raising("A-1", Severity::Low));
        assert_eq!(lower.severity("A-1", Severity::Info), Severity::Medium);
        let higher = within(outer(), raising("A-1", Severity::High));
        assert_eq!(higher.severity("A-1", Severity::Info), Severity::High);
        let other = within(outer(), raising("A-2", Severity::Low));
        assert_eq!(
            other.severity("A-2", Severity::Critical),
            Severity::Critical
        );
        let thresholds = |findings, unknown| {
            let thresholds = Thresholds { findings, unknown };
            let inner = Demands {
                thresholds,
                ..Demands::default()
            };
            let all = within(outer(), inner).thresholds();
            (all.findings, all.unknown)
        };
        let (low, high) = (Some(Severity::Low), Some(Severity::High));
        assert_eq!(thresholds(low, low), (low, low));
        assert_eq!(thresholds(None, None), (high, None));
    }
}
