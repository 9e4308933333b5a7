//! One diagram over all files of a finding, drawn hunk by hunk with miette.
//!
//! miette places the underlines and labels; this module joins its hunks under one gutter, so
//! that a chain through several files reads as one picture.

use std::fmt;

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan};

use super::Style;
use super::excerpt::{Cutter, Hunk, Label, REACH, Rank, TAB};
use super::locate::Locator;
use super::paint::{Paint, Tint};
use super::text::{self, Redactions};
use crate::source::{FileId, SourceMap};

/// A label is not squeezed into fewer columns than this, even if it then leaves the page.
const NARROWEST_LABEL: usize = 28;

/// Draws diagrams of one report.
#[derive(Debug)]
pub(super) struct Canvas<'r> {
    cutter: Cutter<'r>,
    locator: Locator<'r>,
    paint: Paint,
    width: usize,
    /// Lines of context around the primary place.
    context: usize,
}

/// A finished diagram.
#[derive(Debug, Default)]
pub(super) struct Diagram {
    /// The lines, without their line feeds.
    pub(super) lines: Vec<String>,
    /// The columns before the gutter's bar, for what is written below it.
    pub(super) gutter: usize,
}

impl<'r> Canvas<'r> {
    pub(super) fn new(sources: &'r SourceMap, redactions: &'r Redactions, style: &Style) -> Self {
        Self {
            cutter: Cutter {
                sources,
                redactions,
                ellipsis: if style.unicode { "…" } else { "..." },
            },
            locator: Locator::new(sources),
            paint: Paint::new(style),
            width: style.page(),
            context: 1,
        }
    }

    /// `file:line:column` of a byte of a text, escaped, with the column in characters.
    pub(super) fn place(&self, file: FileId, offset: u32) -> String {
        let name = self.name(file);
        let at = self.locator.position(file, offset);
        format!("{name}:{}:{}", at.line, at.column)
    }

    fn name(&self, file: FileId) -> String {
        text::escape(self.cutter.sources.name(file)).into_owned()
    }

    /// Draws labels in their order; those that follow one another in one file as one group.
    pub(super) fn draw(&self, labels: Vec<Label>, tint: Tint) -> Diagram {
        let room = self.width.saturating_sub(self.digits(&labels) + 4);
        let cut = |(file, labels)| (file, self.cutter.cut(file, labels, self.context, room));
        let runs: Vec<(FileId, Vec<Hunk>)> = runs(labels).into_iter().map(cut).collect();
        let ends = runs.iter().flat_map(|r| &r.1).map(|h| h.first + h.count);
        let mut diagram = Diagram {
            lines: Vec::new(),
            gutter: ends.max().unwrap_or(1).to_string().len() + 2,
        };
        for (file, hunks) in &runs {
            for (i, hunk) in hunks.iter().enumerate() {
                self.head(&mut diagram, *file, hunk, i == 0);
                self.hunk(&mut diagram, hunk, tint);
            }
        }
        diagram
    }

    /// The most digits that a line number can have.
    fn digits(&self, labels: &[Label]) -> usize {
        let lines = labels.iter().map(|l| {
            let lines = self.cutter.sources.file(l.file).lines();
            lines.line_of(l.span.start) + REACH + 1
        });
        lines.max().unwrap_or(1).to_string().len()
    }

    /// The line above a hunk: with the file's name above its first, with line and column above
    /// the others.
    fn head(&self, diagram: &mut Diagram, file: FileId, hunk: &Hunk, first: bool) {
        let top = diagram.lines.is_empty();
        let chars = self.paint.characters();
        if first && !top {
            diagram.lines.push(self.bar(diagram.gutter));
        }
        let offset = hunk.anchor().map_or(0, |m| m.offset);
        let at = self.locator.position(file, offset);
        let place = if first {
            self.place(file, offset)
        } else {
            format!("{}:{}", at.line, at.column)
        };
        let corner = if top { chars.ltop } else { chars.lcross };
        diagram.lines.push(format!(
            "{:gutter$}{corner}{}[{}]",
            "",
            chars.hbar,
            self.paint.tint(Tint::Link, &place),
            gutter = diagram.gutter
        ));
    }

    /// An empty line of the gutter.
    pub(super) fn bar(&self, gutter: usize) -> String {
        format!("{:gutter$}{}", "", self.paint.characters().vbar)
    }

    /// The line that ends a diagram.
    pub(super) fn foot(&self, gutter: usize) -> String {
        let chars = self.paint.characters();
        format!("{:gutter$}{}{}", "", chars.lbot, chars.hbar)
    }

    fn hunk(&self, diagram: &mut Diagram, hunk: &Hunk, tint: Tint) {
        let digits = (hunk.first + hunk.count).to_string().len();
        let missing = diagram.gutter.saturating_sub(digits + 2);
        let drawn = self.miette(hunk, tint, diagram.gutter);
        // The first two lines are an empty message and miette's own head, the last its foot.
        let body = drawn.lines().skip(2);
        let lines = body.take(drawn.lines().count().saturating_sub(3));
        diagram
            .lines
            .extend(lines.map(|l| format!("{:missing$}{}", "", l.trim_end())));
    }

    fn miette(&self, hunk: &Hunk, tint: Tint, gutter: usize) -> String {
        let tints = hunk.marks.iter().map(|mark| match mark.rank {
            Rank::Primary => tint,
            Rank::Step | Rank::Definition => Tint::Step,
        });
        let theme = GraphicalTheme {
            characters: self.paint.characters(),
            styles: self.paint.styles(tints),
        };
        let handler = GraphicalReportHandler::new_themed(theme)
            .with_width(self.width)
            .with_context_lines(0)
            .tab_width(TAB)
            .with_links(false)
            .without_cause_chain()
            .without_primary_span_start()
            .without_syntax_highlighting();
        let mut out = String::new();
        let shown = Shown {
            hunk,
            room: self.width.saturating_sub(gutter + 2),
        };
        // Writing to a string cannot fail, and a hunk reads every span.
        let _ = handler.render_report(&mut out, &shown);
        out
    }
}

/// Labels that follow one another in one file.
fn runs(labels: Vec<Label>) -> Vec<(FileId, Vec<Label>)> {
    let mut runs: Vec<(FileId, Vec<Label>)> = Vec::new();
    for label in labels {
        match runs.last_mut() {
            Some(run) if run.0 == label.file => run.1.push(label),
            _ => runs.push((label.file, vec![label])),
        }
    }
    runs
}

/// A hunk as a diagnostic without a message of its own.
#[derive(Debug)]
struct Shown<'h> {
    hunk: &'h Hunk,
    /// The columns of a line.
    room: usize,
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Shown<'_> {}

impl Diagnostic for Shown<'_> {
    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        Some(self.hunk)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let labels = self.hunk.marks.iter().map(|mark| {
            let range = mark.range.clone();
            let middle = mark.indent + range.len() / 2;
            let room = self.room.saturating_sub(middle + 4).max(NARROWEST_LABEL);
            let text = (!mark.text.is_empty()).then(|| {
                let lines = mark.text.lines().flat_map(|l| text::wrap(l, room));
                lines.collect::<Vec<_>>().join("\n")
            });
            LabeledSpan::new(text, range.start, range.len())
        });
        Some(Box::new(labels))
    }
}
