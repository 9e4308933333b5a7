//! What a run tells beside what rules found: which files and rules had no part in it, how many of
//! what there was, and what a reader needs to know of rules; all of it in one order.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Selection, Settings, Skip, Survey};
use crate::check::{Check, Severity};
use crate::finding::{Finding, Notice, Place};
use crate::report::{Counts, Report, RuleInfo};
use crate::rule::Rule;
use crate::source::{SourceMap, Span};
use crate::tenant::{Platform, Role};

/// What is known of a tree before a rule judges it.
pub(super) fn report_of(
    survey: Survey,
    tenants: impl Iterator<Item = Option<Platform>>,
    settings: &Settings,
) -> Report {
    let mut report = Report {
        counts: counts(tenants, &survey.roles, survey.files),
        findings: survey.findings,
        failures: survey.failures,
        notices: survey.notices,
        warnings: survey.warnings,
        ..Report::default()
    };
    for &(file, span) in &survey.secrets {
        report.redactions.add(file, span);
    }
    let unjudged = unrecognised(&survey.roles, &survey.skipped, settings);
    report.notices.extend(unjudged);
    report.notices.extend(left_out(&survey.skipped));
    report
}

/// Says which rules had nothing to read.
pub(super) fn nothing_to_read(idle: &[Rule], settings: &Settings) -> Option<Notice> {
    let ids: Vec<&str> = idle.iter().map(|r| &*r.id).collect();
    let judged = match settings.touched {
        None => "",
        Some(_) => " that was judged",
    };
    (!ids.is_empty()).then(|| Notice {
        message: format!(
            "not applicable, since no tenant{judged} has any section that they read: {}",
            ids.join(", ")
        ),
        place: None,
    })
}

fn counts(tenants: impl Iterator<Item = Option<Platform>>, roles: &[Role], files: usize) -> Counts {
    let (tenants, documents): (Vec<_>, Vec<_>) = tenants.partition(Option::is_some);
    Counts {
        tenants: tenants.len(),
        documents: documents.len(),
        files,
        unrecognised_files: roles.iter().filter(|r| r.tenant.is_none()).count(),
        ..Counts::default()
    }
}

/// Files in which nothing was judged, one remark each.
fn unrecognised(roles: &[Role], skipped: &[Skip], settings: &Settings) -> Vec<Notice> {
    let mut notices: Vec<Notice> = roles
        .iter()
        .filter(|r| r.tenant.is_none())
        .map(|r| Notice {
            message: format!("nothing in this file was judged: {}", r.holds),
            place: Some((r.file, Span::new(0, 0))),
        })
        .collect();
    if !settings.tenants.is_empty() {
        let outside = skipped.iter().filter(|s| s.reason.contains("inventory"));
        notices.extend(outside.map(|s| Notice {
            message: format!("{} was not judged: {}", s.shown, s.reason),
            place: None,
        }));
    }
    notices
}

/// How many of those that a remark of what was left out names.
const NAMED: usize = 3;

/// What was left out that no other remark tells of, one remark a reason.
fn left_out(skipped: &[Skip]) -> Vec<Notice> {
    let mut by_reason: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for skip in skipped.iter().filter(|skip| !skip.said) {
        by_reason.entry(&skip.reason).or_default().push(&skip.shown);
    }
    let remarks = by_reason.into_iter().map(|(reason, names)| {
        let more = match names.len().saturating_sub(NAMED) {
            0 => String::new(),
            n => format!(", and {n} more that `config` lists"),
        };
        let shown: Vec<&str> = names.into_iter().take(NAMED).collect();
        Notice {
            message: format!("not read, {reason}: {}{more}", shown.join(", ")),
            place: None,
        }
    });
    remarks.collect()
}

/// Adds findings about the run itself, whatever is selected, unless they are ignored.
pub fn add_findings(report: &mut Report, own: Vec<Finding>, settings: &Settings) {
    report.findings.extend(about_the_run(own, settings));
    sort(&mut report.findings, &report.sources);
    report.rules.retain(|rule| rule.family != OWN_FAMILY);
    name_checks(report);
}

/// Findings about the run itself that count.
pub(super) fn about_the_run(mut own: Vec<Finding>, settings: &Settings) -> Vec<Finding> {
    override_severities(&mut own, settings);
    own.retain(|f| heeds(settings, &f.rule, f.severity));
    own
}

/// Whether what a check finds about the run itself counts: whatever is selected, unless it is
/// ignored.
pub fn heeds(settings: &Settings, id: &str, severity: Severity) -> bool {
    let ignoring = Selection {
        select: Vec::new(),
        ignore: settings.demands.selection.ignore.clone(),
    };
    ignoring.takes(id, OWN_FAMILY, severity)
}

fn override_severities(findings: &mut [Finding], settings: &Settings) {
    for finding in findings {
        if finding.rule.starts_with("TL-") {
            let demands = settings.demands_on(&finding.subject.tenant);
            finding.severity = demands.severity(&finding.rule, finding.severity);
        }
    }
}

/// Gives what the program found in its own name the severity that the settings want, and leaves
/// out what they do not select.
pub(super) fn keep_selected(findings: &mut Vec<Finding>, settings: &Settings) {
    let is_own = |f: &Finding| f.rule.starts_with("TL-");
    let takes = |f: &Finding| {
        let demands = settings.demands_on(&f.subject.tenant);
        demands.takes(&f.rule, OWN_FAMILY, f.severity)
    };
    findings.retain(|f| !is_own(f) || takes(f));
    override_severities(findings, settings);
}

/// The worst first, then by place, rule and identity.
pub(super) fn sort(findings: &mut [Finding], sources: &SourceMap) {
    let place = |p: &Place| (Arc::clone(sources.file(p.file).name()), p.span);
    findings.sort_by_cached_key(|f| {
        (
            std::cmp::Reverse(f.severity),
            place(&f.primary),
            Arc::clone(&f.rule),
            f.fingerprint.clone(),
        )
    });
}

/// Adds what a reader needs to know of our own checks that said something.
fn name_checks(report: &mut Report) {
    let own = Check::ALL.iter().filter(|c| {
        let id = c.id();
        report.findings.iter().any(|f| &*f.rule == id) || report.failures.iter().any(|f| f.id == id)
    });
    let own: Vec<_> = own.copied().map(check_info).collect();
    report.rules.extend(own);
}

/// Sorts and counts what was found, and adds what a reader needs to know of the rules.
pub(super) fn settle<'a>(
    report: &mut Report,
    sources: &SourceMap,
    rules: impl Iterator<Item = &'a Rule>,
) {
    sort(&mut report.findings, sources);
    report.not_evaluated.sort_by(|a, b| {
        (
            std::cmp::Reverse(a.severity),
            &a.rule,
            &a.tenant,
            &a.message,
        )
            .cmp(&(
                std::cmp::Reverse(b.severity),
                &b.rule,
                &b.tenant,
                &b.message,
            ))
    });
    report.not_evaluated.dedup();
    // A module's failure is told once: as that of the rule that it fails, where there is one.
    let told: Vec<_> = report
        .failures
        .iter()
        .filter(|f| f.rule.is_some())
        .map(|f| (f.id, f.place))
        .collect();
    report
        .failures
        .retain(|f| f.rule.is_some() || !told.contains(&(f.id, f.place)) || f.place.is_none());
    report.rules = rules.map(rule_info).collect();
    report.rules.sort_by(|a, b| a.id.cmp(&b.id));
    name_checks(report);
}

/// The family of our own checks.
pub const OWN_FAMILY: &str = "tenantlint";

/// What a report says of a rule.
pub fn rule_info(rule: &Rule) -> RuleInfo {
    RuleInfo {
        id: Arc::clone(&rule.id),
        name: rule.name.clone(),
        title: rule.title.clone(),
        description: rule.description.clone(),
        severity: rule.severity,
        family: rule.family.clone(),
        remediation: rule.remediation.clone(),
        references: rule.references.clone(),
        frameworks: rule.frameworks.clone(),
    }
}

/// What a report says of one of our own checks.
pub fn check_info(check: Check) -> RuleInfo {
    RuleInfo {
        id: check.id().into(),
        name: String::new(),
        title: check.title().to_owned(),
        description: check.description().to_owned(),
        severity: check.severity(),
        family: OWN_FAMILY.to_owned(),
        remediation: check.remediation().to_owned(),
        references: Vec::new(),
        frameworks: std::collections::BTreeMap::new(),
    }
}
