//! The findings that were there when a baseline was recorded, each with how far it reached.
//!
//! A finding that is recorded and has not grown does not count. One that grew counts, and says by
//! what. An entry is held to all that it says: one that shows a reviewer another rule or subject
//! than its fingerprint stands for takes nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;

use super::access::{Widening, widening_of_case};
use super::waiver::{Context, OWN_PREFIX};
use crate::check::{Check, Severity};
use crate::finding::{Access, Finding, Place, Related, Status, Subject};
use crate::source::{FileId, Span};

/// The findings that were there.
#[derive(Debug, Clone, Default)]
pub struct Baseline {
    /// Its entries in the order of the file; no two have one fingerprint.
    pub entries: Vec<Recorded>,
}

/// A finding as it was recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// Its fingerprint: 32 digits in lower case.
    pub fingerprint: String,
    /// The id of its rule.
    pub rule: String,
    /// Its tenant.
    pub tenant: String,
    /// The names that it is known by.
    pub subject: BTreeMap<String, Value>,
    /// How bad it was.
    pub severity: Severity,
    /// What it opened, where access is meant: principal, actions, object and fields.
    pub access: Option<Access>,
    /// Where it is written.
    pub at: Option<(FileId, Span)>,
}

impl Recorded {
    /// A finding as it is recorded.
    pub fn of(finding: &Finding) -> Self {
        let access = finding.access.as_ref().map(|access| {
            let by_category = access.categories.values().flatten();
            let fields: BTreeSet<&String> = access.fields.iter().chain(by_category).collect();
            let actions: BTreeSet<&String> = access.actions.iter().collect();
            Access {
                principal: access.principal.clone(),
                actions: actions.into_iter().cloned().collect(),
                object: access.object.clone(),
                fields: fields.into_iter().cloned().collect(),
                ..Access::default()
            }
        });
        Self {
            fingerprint: finding.fingerprint.to_string(),
            rule: finding.rule.to_string(),
            tenant: finding.subject.tenant.clone(),
            subject: finding.subject.identity.clone(),
            severity: finding.severity,
            access,
            at: None,
        }
    }

    /// Whether two entries say the same, wherever they stand.
    pub fn says_as(&self, other: &Self) -> bool {
        let placeless = |entry: &Self| Self {
            at: None,
            ..entry.clone()
        };
        placeless(self) == placeless(other)
    }

    /// The entry of a baseline, for [`super::insert::Change`].
    pub fn lines(&self) -> String {
        let mut entries = vec![
            ("rule", self.rule.as_str().into()),
            ("tenant", self.tenant.as_str().into()),
            ("subject", serde_json::json!(self.subject)),
            ("severity", self.severity.as_str().into()),
        ];
        if let Some(access) = &self.access {
            entries.push(("access", serde_json::json!(access)));
        }
        super::lines_of(&self.fingerprint, &entries)
    }

    fn is_about(&self, finding: &Finding) -> bool {
        *self.rule == *finding.rule
            && self.tenant == finding.subject.tenant
            && self.subject == finding.subject.identity
    }

    fn widening(&self, finding: &Finding) -> Widening {
        widening_of_case(
            (self.severity, self.access.as_ref()),
            (finding.severity, finding.access.as_ref()),
        )
    }
}

/// Whether findings of a rule are recorded at all: those about waivers and the baseline are not.
pub fn can_hold(rule: &str) -> bool {
    !rule.starts_with(OWN_PREFIX) && rule != Check::BaselineStale.id()
}

/// What [`compare`] found out beside the statuses that it set.
#[derive(Debug, Default)]
pub(super) struct Compared {
    /// A finding about each entry that is no longer true.
    pub(super) findings: Vec<Finding>,
    /// The fingerprints of those entries.
    pub(super) stale: Vec<String>,
}

/// Holds findings against a baseline: those that are recorded and no wider do not count.
pub(super) fn compare(
    baseline: &Baseline,
    findings: &mut [Finding],
    context: &Context<'_>,
) -> Compared {
    let entries = baseline.entries.iter();
    let entries: HashMap<&str, &Recorded> = entries.map(|e| (&*e.fingerprint, e)).collect();
    let mut seen = BTreeSet::new();
    for finding in findings.iter_mut().filter(|f| can_hold(&f.rule)) {
        let Some(entry) = entries.get(finding.fingerprint.as_str()) else {
            continue;
        };
        seen.insert(&*entry.fingerprint);
        if finding.status == Status::Open {
            hold(entry, finding);
        }
    }
    let mut compared = Compared::default();
    for entry in &baseline.entries {
        if !seen.contains(&*entry.fingerprint) && told_all(entry, context) {
            compared.stale.push(entry.fingerprint.clone());
            compared.findings.extend(stale(entry));
        }
    }
    compared
}

fn hold(entry: &Recorded, finding: &mut Finding) {
    let message = if !entry.is_about(finding) {
        "the baseline has its fingerprint with another rule, tenant or subject".to_owned()
    } else {
        let wider = entry.widening(finding).wider;
        if wider.is_empty() {
            finding.status = Status::Baselined;
            return;
        }
        format!("wider than the baseline: + {}", wider.join(", + "))
    };
    let place = entry.at.map(|(file, span)| Place::of_span(file, span));
    finding.related.push(Related { place, message });
}

/// Whether the finding would have been found. One of a rule that is gone cannot come back.
fn told_all(entry: &Recorded, context: &Context<'_>) -> bool {
    let rule = context.known.iter().find(|k| *k.id == *entry.rule);
    rule.is_none_or(|rule| rule.judged)
        && (context.told_all)(&entry.rule, Some(&entry.tenant), false)
}

fn stale(entry: &Recorded) -> Option<Finding> {
    let check = Check::BaselineStale;
    let (file, span) = entry.at?;
    let subject = Subject {
        platform: String::new(),
        tenant: entry.tenant.clone(),
        identity: BTreeMap::from([
            ("rule".to_owned(), entry.rule.as_str().into()),
            ("fingerprint".to_owned(), entry.fingerprint.as_str().into()),
        ]),
    };
    let message = format!(
        "A finding of {} that the baseline records is no longer there",
        entry.rule
    );
    let place = Place::of_span(file, span);
    let mut finding = Finding::new(check.id(), check.severity(), message, place, subject);
    finding.help = Some(check.remediation().to_owned());
    Some(finding)
}
