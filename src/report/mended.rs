//! What fixes did, for people: what was mended, what was not and why, what waits to be asked for,
//! and the difference of each text as a unified diff.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use similar::{Change, ChangeTag, TextDiff};

use super::paint::{Paint, Tint};
use super::{Redactions, Report, Style, passwords, text};
use crate::check::Severity;
use crate::source::{FileId, SourceMap, Span};

/// How many lines around a change are shown.
const CONTEXT: usize = 3;

/// A fix of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mending {
    /// The finding's rule.
    pub rule: Arc<str>,
    /// How bad the finding is.
    pub severity: Severity,
    /// What it says.
    pub message: String,
    /// Its identity.
    pub fingerprint: String,
    /// What the fix does.
    pub title: String,
    /// Whether it may be made without being asked for.
    pub safe: bool,
    /// Why it was not made; of those that were, nothing.
    pub why: String,
}

/// What fixes did.
#[derive(Debug, Default)]
pub struct Mended {
    /// Those that are made.
    pub applied: Vec<Mending>,
    /// Those that were not, since they could not be proven.
    pub refused: Vec<Mending>,
    /// Those that wait for being asked for.
    pub offered: Vec<Mending>,
    /// How many files they change.
    pub files: usize,
    /// Whether the files were left as they are.
    pub dry: bool,
}

/// A text as it was and as it is.
#[derive(Debug)]
pub struct Difference<'d> {
    /// The name of its file.
    pub name: &'d str,
    /// What was there, and what of it is secret.
    pub before: (&'d str, Vec<Span>),
    /// What takes its place, and what of that is secret.
    pub after: (&'d str, Vec<Span>),
}

/// The stretches of a text that nobody may see.
pub fn secrets(sources: &SourceMap, redactions: &Redactions, name: &str) -> Vec<Span> {
    let file: Option<FileId> = sources.named(name);
    file.map_or_else(Vec::new, |file| redactions.spans_of(file).to_vec())
}

/// Unified diffs, three lines of context around each change. They can be applied as patches where
/// no line of theirs holds a secret or a character that does not show.
pub fn diff(differences: &[Difference<'_>], style: &Style) -> String {
    let paint = Paint::new(style);
    let mut out = String::new();
    for difference in differences {
        let name = text::escape(difference.name);
        let before = shown(&difference.before);
        let after = shown(&difference.after);
        let changes = TextDiff::from_lines(&before, &after);
        let head =
            |sign: &str, side: &str| paint.tint(Tint::Bold, &format!("{sign} {side}/{name}"));
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{}\n{}", head("---", "a"), head("+++", "b"));
        for hunk in changes.unified_diff().context_radius(CONTEXT).iter_hunks() {
            let header = hunk.header().to_string();
            let _ = writeln!(out, "{}", paint.tint(Tint::Note, header.trim_end()));
            for change in hunk.iter_changes() {
                let tint = match change.tag() {
                    ChangeTag::Delete => Some(Tint::Severity(Severity::High)),
                    ChangeTag::Insert => Some(Tint::Fixed),
                    ChangeTag::Equal => None,
                };
                let (body, end) = signed(change);
                out.push_str(&tint.map_or(body.clone(), |tint| paint.tint(tint, &body)));
                match end {
                    "" => out.push_str("\n\\ No newline at end of file\n"),
                    "\r" => out.push_str("\\r\n"),
                    end => out.push_str(end),
                }
            }
        }
    }
    out
}

/// The difference of two short texts, all of it: lines with their signs, without their ends.
pub(super) fn lines(before: &(&str, Vec<Span>), after: &(&str, Vec<Span>)) -> Vec<String> {
    let (before, after) = (shown(before), shown(after));
    let changes = TextDiff::from_lines(&before, &after);
    let all = changes.iter_all_changes();
    all.map(|change| signed(change).0).collect()
}

/// A line with its sign, safe to look at, and its end.
fn signed(change: Change<&str>) -> (String, &str) {
    let sign = match change.tag() {
        ChangeTag::Delete => '-',
        ChangeTag::Insert => '+',
        ChangeTag::Equal => ' ',
    };
    let line = change.value();
    let body = line.trim_end_matches(['\r', '\n']);
    let safe = passwords::hide(body);
    (
        format!("{sign}{}", escape_but_tabs(&safe)),
        &line[body.len()..],
    )
}

/// A text with a word in the place of each secret.
fn shown((text, secrets): &(&str, Vec<Span>)) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for span in secrets {
        let (start, end) = (span.start as usize, span.end as usize);
        if start >= done {
            out.push_str(text.get(done..start).unwrap_or(""));
            out.push_str(super::REDACTED);
        }
        done = done.max(end);
    }
    out.push_str(text.get(done..).unwrap_or(""));
    out
}

fn escape_but_tabs(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for c in line.chars() {
        match c {
            // The byte order mark of a file belongs to its first line.
            '\t' | '\u{feff}' => out.push(c),
            c if text::is_hidden(c) => text::push_escaped(&mut out, c),
            c => out.push(c),
        }
    }
    out
}

/// What was done, in lines: each fix where `style` asks for more, and always each that was not made,
/// with the reason; then one sentence of counts.
pub fn account(report: &Report, mended: &Mended, style: &Style) -> String {
    let paint = Paint::new(style);
    let mut out = String::new();
    let mut line = |tint: Tint, word: &str, fix: &Mending, more: &str| {
        let fingerprint = fix.fingerprint.get(..8).unwrap_or(&fix.fingerprint);
        let title = text::sentence(report, &fix.title);
        let why = match more {
            "" => String::new(),
            more => format!(": {}", text::sentence(report, more)),
        };
        let word = paint.tint(tint, word);
        let _ = writeln!(out, "{word} {} {title} ({fingerprint}){why}", fix.rule);
    };
    let done = if mended.dry { "would fix" } else { "fixed" };
    mended
        .applied
        .iter()
        .for_each(|fix| line(Tint::Fixed, done, fix, ""));
    mended
        .refused
        .iter()
        .for_each(|fix| line(Tint::Unknown, "not fixed", fix, &fix.why));
    if style.verbose {
        mended
            .offered
            .iter()
            .for_each(|fix| line(Tint::Note, "with --unsafe-fixes", fix, ""));
    }
    if !style.quiet {
        let _ = writeln!(out, "{}", sentence(mended));
    }
    out
}

/// How much a report has that no fix took away: `26 findings left, and 3 rules that could not judge`.
pub fn left(report: &Report) -> Option<String> {
    let findings = report.findings.iter().filter(|f| report.is_about(f));
    let gaps = report
        .not_evaluated
        .iter()
        .filter(|n| report.is_about_gap(n));
    let rules: BTreeSet<&str> = gaps.map(|gap| &*gap.rule).collect();
    let findings = findings.count();
    let found = format!("{} left", text::count(findings, "finding"));
    let unknown = format!("{} that could not judge", text::count(rules.len(), "rule"));
    match (findings, rules.len()) {
        (0, 0) => None,
        (0, _) => Some(unknown),
        (_, 0) => Some(found),
        _ => Some(format!("{found}, and {unknown}")),
    }
}

/// `fixed 3 findings in 2 files; 1 fix could not be proven; 4 more with --unsafe-fixes`
fn sentence(mended: &Mended) -> String {
    let count = |n: usize, word: &str| text::count(n, word);
    let mut parts = Vec::new();
    let files = count(mended.files, "file");
    match mended.applied.len() {
        0 => parts.push("nothing was fixed".to_owned()),
        n if mended.dry => parts.push(format!("would fix {} in {files}", count(n, "finding"))),
        n => parts.push(format!("fixed {} in {files}", count(n, "finding"))),
    }
    match mended.refused.len() {
        0 => {}
        1 => parts.push("1 fix could not be proven and was not made".to_owned()),
        n => parts.push(format!("{n} fixes could not be proven and were not made")),
    }
    match mended.offered.len() {
        0 => {}
        n => parts.push(format!("{n} more with --unsafe-fixes")),
    }
    parts.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn difference<'d>(before: &'d str, after: &'d str, secret: &[Span]) -> Difference<'d> {
        Difference {
            name: "a.yaml",
            before: (before, secret.to_vec()),
            after: (after, secret.to_vec()),
        }
    }

    #[test]
    fn a_difference_shows_its_lines_and_no_secret() {
        let before = "key: hidden\na: true\u{1b}\r\nb: https://x:hunter2@h.example";
        let after = "key: hidden\na: false\u{1b}\r\nb: https://x:hunter2@h.example";
        let shown = diff(
            &[difference(before, after, &[Span::new(5, 11)])],
            &Style::default(),
        );
        let want = "--- a/a.yaml\n+++ b/a.yaml\n@@ -1,3 +1,3 @@\n key: [redacted]\n-a: true\\u{1b}\r\n+a: false\\u{1b}\r\n b: https://x:[redacted]@h.example\n\\ No newline at end of file\n";
        assert_eq!(shown, want.replace("[redacted]", super::super::REDACTED));
    }
}
