//! Where findings of real packs of others point (`TENANTLINT_PACKS`): how exact, and whether at what
//! the control is about.
//!
//! What a control of ScubaGoggles is about is taken from what the pack itself says of it, in
//! `Prerequisites` of its answer: the settings and the calls whose results it judges. The search for
//! places does not read them. By this measure a control is wrong that judges more than it names. A setting is named by section and field; what a call fills in the
//! export is told by ScubaGoggles' provider, and stands here as a table.

#![allow(
    clippy::print_stderr,
    reason = "a test says what it skipped and the table is worth a look"
)]

mod git_support;
mod packs_support;

use std::collections::BTreeMap;

use packs_support::{Pack, text};
use serde_json::Value;

/// What calls fill in an export of ScubaGoggles: the call, and the end of the key. Source:
/// `scubagoggles/provider.py` of <https://github.com/cisagov/ScubaGoggles>.
const CALLS: &[(&str, &str)] = &[
    ("directory/v1/users/list", "super_admins"),
    ("directory/v1/domains/list", "domains"),
    ("get_dkim_records", "dkim_records"),
    ("get_dmarc_records", "dmarc_records"),
    ("get_spf_records", "spf_records"),
    ("reports/v1/activities/list", "_logs"),
];

/// What a place is, seen from what its control is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Aim {
    /// In what the control is about.
    Right,
    /// At whether the service is on at all, which most controls ask as well.
    Service,
    /// Elsewhere.
    Wrong,
}

/// Whether a path lies in what a prerequisite names.
fn lies_in(path: &[&str], prerequisite: &str) -> bool {
    match (prerequisite.strip_prefix("policy/"), path) {
        (Some(setting), ["policies", _, section, rest @ ..]) => {
            let (wanted, field) = setting.split_once('.').unwrap_or((setting, ""));
            let of_field = rest.first().is_none_or(|f| field.is_empty() || *f == field);
            *section == wanted && of_field
        }
        (None, [key, ..]) => {
            let mut calls = CALLS.iter().filter(|(call, _)| *call == prerequisite);
            calls.any(|(_, filled)| key.ends_with(filled))
        }
        _ => false,
    }
}

fn aim(finding: &Value) -> Aim {
    let path = finding["primary"]["path"].as_array().expect("a path");
    let path: Vec<&str> = path.iter().map(|s| s.as_str().unwrap_or("")).collect();
    let about = finding["details"]["Prerequisites"].as_array();
    let about: Vec<&str> = about
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let (services, settings): (Vec<&str>, Vec<&str>) = about
        .into_iter()
        .partition(|name| name.ends_with("service_status.serviceState"));
    let (settings, services) = match settings.is_empty() {
        true => (services, settings),
        false => (settings, services),
    };
    match () {
        () if settings.iter().any(|name| lies_in(&path, name)) => Aim::Right,
        () if services.iter().any(|name| lies_in(&path, name)) => Aim::Service,
        () => Aim::Wrong,
    }
}

/// How many findings of controls are how exact, in words.
fn exactness(name: &str, findings: &[&Value]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for finding in findings {
        let precision = text(&finding["primary"], "precision").to_owned();
        *counts.entry(precision).or_insert(0) += 1;
    }
    let shown = counts.iter().map(|(word, n)| format!("{n} {word}"));
    let shown: Vec<String> = shown.collect();
    eprintln!("{name}: {} findings, {}", findings.len(), shown.join(", "));
    counts
}

/// How many of these are located at one value or in one entry.
fn located(counts: &BTreeMap<String, usize>) -> usize {
    let close = ["exact", "object", "belongs-here"];
    close.iter().filter_map(|word| counts.get(*word)).sum()
}

#[test]
fn scubagoggles_is_located_at_the_settings_that_its_controls_name() {
    let Some(pack) = Pack::real("scubagoggles") else {
        return;
    };
    let report = pack.judge("places", "version: 1\n");
    let findings = pack.findings(&report);
    let counts = exactness("scubagoggles", &findings);
    let mut aims: BTreeMap<Aim, Vec<String>> = BTreeMap::new();
    for finding in &findings {
        let primary = &finding["primary"];
        let shown = format!("{} {}", text(finding, "rule"), primary["path"]);
        aims.entry(aim(finding)).or_default().push(shown);
    }
    let of = |aim: Aim| aims.get(&aim).map_or(&[][..], Vec::as_slice);
    let words = ["right", "state of the service", "wrong"];
    for (aim, word) in [Aim::Right, Aim::Service, Aim::Wrong]
        .into_iter()
        .zip(words)
    {
        eprintln!("{word}: {}", of(aim).len());
    }
    for shown in of(Aim::Service).iter().chain(of(Aim::Wrong)) {
        eprintln!("  {shown}");
    }
    assert!(located(&counts) * 10 >= findings.len() * 9, "{counts:?}");
    assert!(of(Aim::Right).len() * 10 >= findings.len() * 9, "{aims:?}");
}

#[test]
fn scubagear_is_never_located_at_what_it_only_needs_to_answer() {
    let Some(pack) = Pack::real("scubagear") else {
        return;
    };
    let report = pack.judge("places", "version: 1\n");
    let findings = pack.findings(&report);
    let counts = exactness("scubagear", &findings);
    assert_eq!(counts.get("file"), None, "{counts:?}");
    let frame = |finding: &&&Value| {
        let path = &finding["primary"]["path"];
        ["module_version", "defender_license"]
            .iter()
            .any(|key| path[0] == **key)
            || path[1] == "M365Environment"
    };
    let framed: Vec<_> = findings.iter().filter(frame).collect();
    assert!(framed.is_empty(), "{framed:?}");
}

#[test]
fn places_are_compared_with_what_a_control_names() {
    let finding = |path: &[&str], about: &[&str]| serde_json::json!({"primary": {"path": path}, "details": {"Prerequisites": about}});
    let state = "policy/mail_service_status.serviceState";
    let setting = ["policy/mail_safety.scan", state];
    let at = |path: &[&str]| aim(&finding(path, &setting));
    assert_eq!(
        at(&["policies", "Sales", "mail_safety", "scan"]),
        Aim::Right
    );
    assert_eq!(at(&["policies", "Sales", "mail_safety"]), Aim::Right);
    assert_eq!(
        at(&["policies", "Sales", "mail_safety", "other"]),
        Aim::Wrong
    );
    let service = ["policies", "Sales", "mail_service_status", "serviceState"];
    assert_eq!(at(&service), Aim::Service);
    assert_eq!(aim(&finding(&service, &[state])), Aim::Right);
    assert_eq!(at(&["tenant_info", "topLevelOU"]), Aim::Wrong);
    let logs = finding(&["mail_logs", "items"], &["reports/v1/activities/list"]);
    assert_eq!(aim(&logs), Aim::Right);
}
