//! `gitlab`: the Code Quality report of GitLab
//! (<https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>).
//!
//! GitLab compares the reports of two branches by their fingerprints, so unchanged findings are
//! told; waived and baselined ones are left out, since it knows no such state. What could not be
//! judged is told as well: nothing else in the report would.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::locate::{Locator, pointed};
use super::{Report, Style, safe_json, text};
use crate::check::Severity;
use crate::finding::{Status, short_hash};
use crate::source::{FileId, Span};

/// What stands for the path of something that has none.
const NOWHERE: &str = "tenantlint";

pub(super) fn render(report: &Report, _: &Style) -> String {
    let locator = Locator::new(&report.sources);
    let writer = Writer { report, locator };
    safe_json::write(&writer.issues())
}

struct Writer<'r> {
    report: &'r Report,
    locator: Locator<'r>,
}

impl Writer<'_> {
    fn issues(&self) -> Vec<Value> {
        let report = self.report;
        let mut issues = Vec::new();
        for f in &report.failures {
            let message = match &f.rule {
                Some(rule) => format!("{rule}: {}", f.message),
                None => f.message.clone(),
            };
            let message = format!("Could not be judged: {message}");
            issues.push(self.issue(f.id, "blocker", None, &message, f.place));
        }
        for f in report.findings.iter().filter(|f| f.status == Status::Open) {
            let place = (f.primary.file, pointed(&report.sources, &f.primary));
            let fingerprint = Some(f.fingerprint.as_str());
            issues.push(self.issue(
                &f.rule,
                word(f.severity),
                fingerprint,
                &f.message,
                Some(place),
            ));
        }
        for n in &report.not_evaluated {
            let severity = match report.leaves_open(n) {
                true => word(n.severity),
                false => "info",
            };
            let place = n.place.as_ref();
            let place = place.map(|p| (p.file, pointed(&report.sources, p)));
            let message = format!("Not judged: {}", n.message);
            issues.push(self.issue(&n.rule, severity, None, &message, place));
        }
        distinct(&mut issues);
        issues
    }

    /// Without a fingerprint of its own, one of its name, words and file.
    fn issue(
        &self,
        check: &str,
        severity: &str,
        fingerprint: Option<&str>,
        message: &str,
        place: Option<(FileId, Span)>,
    ) -> Value {
        let file = place.map_or(NOWHERE, |(file, _)| self.report.sources.name(file));
        let path = file.strip_prefix("./").unwrap_or(file);
        let lines = place.map_or((1, 1), |(file, span)| {
            let line = |offset| self.locator.position(file, offset).line;
            (line(span.start), line(span.end))
        });
        let message = text::sentence(self.report, message);
        let made = || {
            format!(
                "{:016x}",
                short_hash(&format!("{check}\n{message}\n{path}"))
            )
        };
        json!({
            "description": message,
            "check_name": text::sentence(self.report, check),
            "fingerprint": fingerprint.map_or_else(made, str::to_owned),
            "severity": severity,
            "location": {"path": path, "lines": {"begin": lines.0, "end": lines.1}},
        })
    }
}

/// Gives each a fingerprint of its own: of issues that share one GitLab shows one.
fn distinct(issues: &mut [Value]) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for issue in issues {
        let fingerprint = issue["fingerprint"].as_str().unwrap_or_default().to_owned();
        let before = seen.entry(fingerprint.clone()).or_default();
        if *before > 0 {
            let words = format!("{fingerprint}\n{before}");
            issue["fingerprint"] = format!("{:016x}", short_hash(&words)).into();
        }
        *before += 1;
    }
}

/// GitLab's word for a severity.
fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "blocker",
        Severity::High => "critical",
        Severity::Medium => "major",
        Severity::Low => "minor",
        Severity::Info => "info",
    }
}
