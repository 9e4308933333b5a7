//! `github`: workflow commands that GitHub Actions turns into annotations of a pull request.
//!
//! GitHub shows ten errors, ten warnings and ten notices of a step and drops the rest without a
//! word, so the worst come first and no more than that are written; a last notice tells how many
//! there are beside them. Only what the run is about is told: no unchanged, waived or baselined
//! findings. What fails the run is an error (critical and high) or a warning, what does not a
//! notice.
//!
//! Columns count UTF-16 code units, an end is the position after the last one; of a place that goes
//! on over lines only the lines are told, since GitHub refuses columns there. The escapes are those
//! of the runner: `%`, CR and LF everywhere, `:` and `,` in properties.

use std::borrow::Cow;

use super::locate::{Locator, pointed};
use super::{Report, Style, summary, text};
use crate::check::Severity;
use crate::finding::Finding;
use crate::source::{FileId, Span};

/// The most annotations of a level that GitHub shows for a step.
const SHOWN: usize = 10;

/// How bad an annotation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Error,
    Warning,
    Notice,
}

impl Level {
    const ALL: [Self; 3] = [Self::Error, Self::Warning, Self::Notice];

    fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Notice => "notice",
        }
    }

    /// The last notice takes one of its level.
    fn room(self) -> usize {
        match self {
            Self::Error | Self::Warning => SHOWN,
            Self::Notice => SHOWN - 1,
        }
    }
}

struct Annotation<'r> {
    level: Level,
    place: Option<(FileId, Span)>,
    title: String,
    message: Cow<'r, str>,
}

pub(super) fn render(report: &Report, _: &Style) -> String {
    let locator = Locator::new(&report.sources);
    let annotations = annotations(report);
    let mut out = String::new();
    let mut left = 0;
    for level in Level::ALL {
        let of_level = annotations.iter().filter(|a| a.level == level);
        for (n, annotation) in of_level.enumerate() {
            if n < level.room() {
                out.push_str(&command(report, &locator, annotation));
            } else {
                left += 1;
            }
        }
    }
    out.push_str(&last(report, left));
    out
}

/// All of them: of each level the worst first.
fn annotations(report: &Report) -> Vec<Annotation<'_>> {
    let failures = report.failures.iter().map(|f| Annotation {
        level: Level::Error,
        place: f.place,
        title: format!("error {}", f.id),
        message: match &f.rule {
            Some(rule) => format!("{rule}: {}", f.message).into(),
            None => f.message.as_str().into(),
        },
    });
    let findings = report.findings.iter().filter(|f| report.is_about(f));
    let findings = findings.map(|f| Annotation {
        level: level(report, f),
        place: Some((f.primary.file, pointed(&report.sources, &f.primary))),
        title: format!("{} {}", f.severity, f.rule),
        message: super::told(f).into(),
    });
    let gaps = report.not_evaluated.iter();
    let gaps = gaps.filter(|n| report.is_about_gap(n)).map(|n| Annotation {
        level: match report.leaves_open(n) {
            true => Level::Error,
            false => Level::Warning,
        },
        place: n
            .place
            .as_ref()
            .map(|p| (p.file, pointed(&report.sources, p))),
        title: format!("unknown {}", n.rule),
        message: n.message.as_str().into(),
    });
    let (open, others): (Vec<_>, Vec<_>) = gaps.partition(|a| a.level == Level::Error);
    failures.chain(open).chain(findings).chain(others).collect()
}

fn level(report: &Report, finding: &Finding) -> Level {
    match finding.severity {
        _ if !report.fails(finding) => Level::Notice,
        Severity::Critical | Severity::High => Level::Error,
        Severity::Medium | Severity::Low | Severity::Info => Level::Warning,
    }
}

fn command(report: &Report, locator: &Locator<'_>, annotation: &Annotation<'_>) -> String {
    let mut properties = Vec::new();
    if let Some((file, span)) = annotation.place {
        let name = report.sources.name(file);
        let name = text::escape(name.strip_prefix("./").unwrap_or(name));
        let start = locator.position(file, span.start);
        let end = locator.position(file, span.end);
        properties.push(format!("file={}", property(&name)));
        properties.push(format!("line={}", start.line));
        properties.push(format!("endLine={}", end.line));
        if start.line == end.line {
            properties.push(format!("col={}", start.column_utf16));
            properties.push(format!("endColumn={}", end.column_utf16));
        }
    }
    let title = text::sentence(report, &annotation.title);
    properties.push(format!("title={}", property(&title)));
    format!(
        "::{} {}::{}\n",
        annotation.level.as_str(),
        properties.join(","),
        data(&text::sentence(report, &annotation.message))
    )
}

/// What the run says as a whole, and how many annotations are left out.
fn last(report: &Report, left: usize) -> String {
    let mut words = summary::sentence(report);
    if left > 0 {
        let more = text::count(left, "annotation");
        words = format!(
            "{words}; {more} left out, since GitHub shows {SHOWN} of each kind a step: the format \
             `markdown` or `concise` tells the rest"
        );
    }
    format!("::notice title=tenantlint::{}\n", data(&words))
}

fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
