//! What rules said, as findings with places.

use std::collections::BTreeMap;

use super::{Places, Settings};
use crate::check::Check;
use crate::document::DataPath;
use crate::engine::{Outcome, Unknown, Violation, ViolationFix};
use crate::finding::{
    Edit, Failure, Finding, Fix, NotEvaluated, Notice, Place, Precision, Related, Status, Subject,
};
use crate::locate::Located;
use crate::report::Report;
use crate::rule::Rule;
use crate::source::Span;
use crate::tenant::Tenant;

/// How many further places of one statement are shown.
const MOST_PLACES: usize = 5;

/// What one rule said of one tenant, as a report tells it.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) findings: Vec<Finding>,
    pub(super) not_evaluated: Vec<NotEvaluated>,
    pub(super) failures: Vec<Failure>,
    pub(super) notices: Vec<Notice>,
}

impl Said {
    pub(super) fn is_empty(&self) -> bool {
        self.findings.is_empty()
            && self.not_evaluated.is_empty()
            && self.failures.is_empty()
            && self.notices.is_empty()
    }

    pub(super) fn add_to(self, report: &mut Report) {
        report.findings.extend(self.findings);
        report.not_evaluated.extend(self.not_evaluated);
        report.failures.extend(self.failures);
        report.notices.extend(self.notices);
    }
}

/// Adds the outcome of one rule and one tenant to a report, with the places that were found for
/// violations that name none.
pub fn add(
    report: &mut Report,
    settings: &Settings,
    about: (&Tenant, &Rule),
    outcome: Outcome,
    places: Places,
) {
    said(settings, about, outcome, places).add_to(report);
}

/// The outcome of one rule and one tenant, with the places that were found for violations that
/// name none.
pub(super) fn said(
    settings: &Settings,
    (tenant, rule): (&Tenant, &Rule),
    outcome: Outcome,
    places: Places,
) -> Said {
    let mut said = Said::default();
    match outcome {
        Outcome::NotApplicable => {}
        Outcome::Error(failures) => said.failures = failures,
        Outcome::Judged {
            violations,
            not_evaluated,
            exempt,
        } => {
            said.notices.extend(unfinished(rule, &places));
            let mut places = places.into_iter();
            let mut alike = BTreeMap::new();
            for mut violation in violations {
                let located = places.next().flatten();
                name(&mut violation, &mut alike);
                match finding(settings, tenant, rule, violation, located) {
                    Ok(finding) => said.findings.push(Finding {
                        status: exempt.map_or(Status::Open, Status::Exempted),
                        ..finding
                    }),
                    Err(failure) => said.failures.push(failure),
                }
            }
            let unknown = not_evaluated.into_iter();
            let unknown = unknown.map(|u| not_judged(settings, tenant, rule, u));
            said.not_evaluated = unknown.collect();
        }
    }
    said
}

fn finding(
    settings: &Settings,
    tenant: &Tenant,
    rule: &Rule,
    mut violation: Violation,
    located: Option<Located>,
) -> Result<Finding, Failure> {
    let mut causes = Vec::new();
    let mut precision = None;
    if let Some(located) = located.filter(|located| located.precision != Precision::File) {
        violation.at = Some(located.at);
        causes = located.also;
        precision = Some(located.precision);
    }
    let Some(mut primary) = place(tenant, violation.at.as_ref()) else {
        return Err(Failure {
            id: Check::PolicyResult.id(),
            rule: Some(rule.id.clone()),
            message: format!(
                "{} found \"{}\" in the tenant `{}`, which has no file to show it in",
                rule.id, violation.message, tenant.name
            ),
            place: Some((rule.policy.file, Span::new(0, 1))),
            labels: Vec::new(),
            help: Check::PolicyResult.remediation().to_owned(),
        });
    };
    if let Some(precision) = precision.filter(|_| primary.precision == Precision::Exact) {
        primary.precision = precision;
    }
    let subject = Subject {
        platform: tenant.platform_name().to_owned(),
        tenant: tenant.name.to_string(),
        identity: violation.identity.unwrap_or_default(),
    };
    let stated = violation.severity.unwrap_or(rule.severity);
    let severity = settings.demands_on(&tenant.name).severity(&rule.id, stated);
    let id = rule.id.clone();
    let mut finding = Finding::new(id, severity, violation.message, primary, subject);
    // A repair of one place alone would change nothing.
    let at = violation.at.iter();
    let again = at.flat_map(|at| tenant.root.further_places(at, MOST_PLACES));
    let again = again.map(|place| Related {
        place: Some(place),
        message: "stated here too".to_owned(),
    });
    let causes = causes.into_iter().map(|(at, cause)| Related {
        place: tenant.root.place(&at),
        message: cause.to_string(),
    });
    let related = violation.related.into_iter().map(|(at, message)| Related {
        place: at.and_then(|at| tenant.root.place(&at)),
        message,
    });
    finding.related = again.chain(related).chain(causes).collect();
    finding.access = violation.access;
    finding.details = violation.details;
    let fixes = violation.fixes.into_iter();
    finding.fixes = fixes.map(|f| fix(tenant, f)).collect();
    finding.help = Some(rule.remediation.clone()).filter(|r| !r.is_empty());
    Ok(finding)
}

/// Says where the budget ended the search for places.
fn unfinished(rule: &Rule, places: &Places) -> Option<Notice> {
    let spent = places.iter().flatten().filter(|located| located.spent);
    let count = spent.count();
    (count > 0).then(|| Notice {
        message: format!(
            "{}: the search for the places of {} ended early, so that they may be less exact; `limits.max-place-evaluations` allows more",
            rule.id,
            crate::finding::count(count, "finding"),
        ),
        place: None,
    })
}

/// Gives a violation an identity that states none. Those that would have the same one are numbered
/// in their order, so that one more of them is something new.
fn name(violation: &mut Violation, alike: &mut BTreeMap<String, usize>) {
    if violation.identity.is_some() {
        return;
    }
    let mut identity = derived_identity(&violation.message, violation.at.as_ref());
    let all = serde_json::Value::from_iter(identity.clone()).to_string();
    let number = alike.entry(all).or_insert(0);
    *number += 1;
    if *number > 1 {
        identity.insert("number".to_owned(), (*number).into());
    }
    violation.identity = Some(identity);
}

/// Policies of others may state no identity: the message without its numbers, and the place that
/// they state. One that the program finds is left out, so that it may find a better one.
fn derived_identity(message: &str, at: Option<&DataPath>) -> BTreeMap<String, serde_json::Value> {
    let words: String = message.chars().filter(|c| !c.is_ascii_digit()).collect();
    let at = at.map(|at| ("at".to_owned(), at.to_json()));
    let message = ("message".to_owned(), words.into());
    at.into_iter().chain([message]).collect()
}

/// The place of a path, or the start of the tenant's first file, where anything belongs. Where the
/// policy states no path, the start of the document that the tenant is, or else of that file.
fn place(tenant: &Tenant, path: Option<&DataPath>) -> Option<Place> {
    let Some(path) = path else {
        let file = *tenant.files.first()?;
        let start = tenant.root.origin().map_or(0, |origin| origin.value.start);
        return Some(Place {
            span: Span { start, end: start },
            ..Place::of_file(file)
        });
    };
    tenant.root.place(path).or_else(|| {
        let file = *tenant.files.first()?;
        Some(Place {
            path: path.clone(),
            precision: Precision::BelongsHere,
            ..Place::of_span(file, Span::new(0, 0))
        })
    })
}

fn fix(tenant: &Tenant, fix: ViolationFix) -> Fix {
    let edits = fix.edits.into_iter().map(|(op, at)| Edit {
        op,
        place: tenant.root.place(&at),
        at,
    });
    Fix {
        title: fix.title,
        safe: fix.safe,
        edits: edits.collect(),
        splices: None,
    }
}

fn not_judged(settings: &Settings, tenant: &Tenant, rule: &Rule, unknown: Unknown) -> NotEvaluated {
    let demands = settings.demands_on(&tenant.name);
    NotEvaluated {
        rule: rule.id.clone(),
        severity: demands.severity(&rule.id, rule.severity),
        tenant: tenant.name.to_string(),
        message: unknown.message,
        place: unknown.at.and_then(|at| tenant.root.place(&at)),
        unchanged: false,
    }
}
