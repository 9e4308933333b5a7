//! `concise`: one line a finding, which editors and `grep` understand.
//!
//! Only what the run is about is told, unless the style is verbose; where two trees were compared
//! a word such as `new` stands before the message. What a change mends has no place in the judged
//! tree and no line here.
//!
//! No text can add a line or steer a terminal: all of it is escaped and clipped.

use std::fmt::Write;

use super::draw::Canvas;
use super::paint::{Paint, Tint};
use super::{Report, Style, text};
use crate::source::{FileId, Span};

pub(super) fn render(report: &Report, style: &Style) -> String {
    let page = Page {
        report,
        canvas: Canvas::new(&report.sources, &report.redactions, style),
        paint: Paint::new(style),
    };
    let mut out = String::new();
    for f in report.shown(style) {
        let place = Some((f.primary.file, f.primary.span));
        let tint = Tint::Severity(f.severity);
        page.line(
            &mut out,
            place,
            f.severity.as_str(),
            tint,
            &f.rule,
            &super::told(f),
        );
    }
    for f in &report.failures {
        let message = match &f.rule {
            Some(rule) => format!("{rule}: {}", f.message),
            None => f.message.clone(),
        };
        page.line(&mut out, f.place, "error", Tint::Failure, f.id, &message);
    }
    for n in report.shown_gaps(style) {
        let place = n.place.as_ref().map(|p| (p.file, p.span));
        page.line(
            &mut out,
            place,
            "unknown",
            Tint::Unknown,
            &n.rule,
            &n.message,
        );
    }
    out
}

struct Page<'r> {
    report: &'r Report,
    canvas: Canvas<'r>,
    paint: Paint,
}

impl Page<'_> {
    fn line(
        &self,
        out: &mut String,
        place: Option<(FileId, Span)>,
        word: &str,
        tint: Tint,
        id: &str,
        message: &str,
    ) {
        // What has no place in a text is said of the whole run.
        let place = place.map_or_else(
            || "tenantlint".to_owned(),
            |(file, span)| self.canvas.place(file, span.start),
        );
        let message = text::sentence(self.report, message);
        let id = text::escape(id);
        let head = self.paint.tint(tint, &format!("{word}[{id}]"));
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{place}: {head} {message}");
    }
}
