//! Which lines of a text are shown, and how: the source that miette draws from.
//!
//! Lines are cut out by their index, never looked for from the start of the text, and a line
//! that is wider than the page is cut around the place to point at. So the cost of an excerpt
//! depends on the page and not on the text. What a [`Hunk`] holds is already redacted and
//! escaped.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::passwords;
use super::text::{self, Redactions};
use crate::source::{FileId, SourceFile, SourceMap, Span};

/// The columns that a tab is rounded up to.
pub(super) const TAB: usize = 4;

/// The farthest, in lines, that a line of context is from a label.
pub(super) const REACH: usize = 5;

/// What a label stands for; decides its colour and, for the first, its context.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// The place to look at first.
    Primary,
    /// A step of the chain.
    Step,
    /// Where something is defined that is used elsewhere.
    Definition,
}

/// A stretch of a text to point at. One that goes on over several lines is shown by its first.
#[derive(Debug, Clone)]
pub(super) struct Label {
    pub(super) file: FileId,
    pub(super) span: Span,
    /// What to write beside it, cleaned and escaped; may be empty.
    pub(super) text: String,
    pub(super) rank: Rank,
    /// The name of the thing that the place belongs to. The line with it is shown as well, if
    /// it is near: exporters write `allowRead: true` some lines before `object: Account`.
    pub(super) owner: Option<String>,
}

/// A label within a [`Hunk`].
#[derive(Debug)]
pub(super) struct Mark {
    /// The bytes in the hunk's text.
    pub(super) range: Range<usize>,
    /// The columns before it on its line.
    pub(super) indent: usize,
    pub(super) text: String,
    pub(super) rank: Rank,
    /// Its first byte in the source.
    pub(super) offset: u32,
    /// Its number among the labels that were given, from zero.
    order: usize,
}

/// Consecutive lines of a text, ready to be shown.
#[derive(Debug)]
pub(super) struct Hunk {
    /// The zero-based number of the first line.
    pub(super) first: usize,
    /// The number of lines.
    pub(super) count: usize,
    /// The lines, each with a line feed.
    shown: String,
    /// The labels in order of their places; none overlaps another.
    pub(super) marks: Vec<Mark>,
}

impl Hunk {
    /// The label that was given first.
    pub(super) fn anchor(&self) -> Option<&Mark> {
        self.marks.iter().min_by_key(|m| m.order)
    }

    fn order(&self) -> usize {
        self.anchor().map_or(usize::MAX, |m| m.order)
    }
}

impl SourceCode for Hunk {
    /// Gives the whole hunk for every span: it was cut to what should be shown.
    fn read_span<'a>(
        &'a self,
        _span: &SourceSpan,
        _before: usize,
        _after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let data = self.shown.as_bytes();
        let all = SourceSpan::from(0..data.len());
        let contents = MietteSpanContents::new(data, all, self.first, 0, self.count);
        Ok(Box::new(contents))
    }
}

/// Cuts hunks out of the texts of a report.
#[derive(Debug)]
pub(super) struct Cutter<'s> {
    pub(super) sources: &'s SourceMap,
    pub(super) redactions: &'s Redactions,
    /// What stands for the parts of a line that are left out.
    pub(super) ellipsis: &'static str,
}

/// A line, or the part of it that is shown.
#[derive(Debug)]
struct Row {
    view: Range<usize>,
    labels: Vec<(usize, Label)>,
}

/// The farthest, in lines, that the line with an owner's name may be, and the longest, in bytes.
const OWNER_LINES: usize = REACH;
const OWNER_BYTES: usize = 512;

impl Cutter<'_> {
    /// The hunks for labels of one file, in the order of the labels. `room` is the width of a line in columns; the line of a primary
    /// label is shown with `context` lines before and after it.
    pub(super) fn cut(
        &self,
        file: FileId,
        labels: Vec<Label>,
        context: usize,
        room: usize,
    ) -> Vec<Hunk> {
        let source = self.sources.file(file);
        let rows = self.rows(source, labels, context, room);
        let mut hunks: Vec<Hunk> = Vec::new();
        for (line, rows) in rows {
            for (i, row) in rows.into_iter().enumerate() {
                let after = hunks.last().map(|h| h.first + h.count);
                if i > 0 || after != Some(line) {
                    hunks.push(Hunk {
                        first: line,
                        count: 0,
                        shown: String::new(),
                        marks: Vec::new(),
                    });
                }
                if let Some(hunk) = hunks.last_mut() {
                    self.show(
                        hunk,
                        file,
                        source.lines().range_of(source.text(), line),
                        row,
                    );
                }
            }
        }
        hunks.sort_by_key(Hunk::order);
        hunks
    }

    /// The rows to show, by zero-based line.
    fn rows(
        &self,
        source: &SourceFile,
        mut labels: Vec<Label>,
        context: usize,
        room: usize,
    ) -> BTreeMap<usize, Vec<Row>> {
        for label in &mut labels {
            label.span = on_one_line(source, label.span);
        }
        let mut rows: BTreeMap<usize, Vec<Row>> = BTreeMap::new();
        let mut around = Vec::new();
        for (order, label) in merge_equal(labels) {
            let line = source.lines().line_of(label.span.start);
            if label.rank == Rank::Primary {
                around.extend(line.saturating_sub(context)..=line + context);
            }
            if let Some(owner) = &label.owner {
                around.extend(owner_lines(source, line, owner));
            }
            let of_line = rows.entry(line).or_default();
            place_label(of_line, source, line, (order, label), room);
        }
        around.retain(|&line| is_line(source, line));
        let lines: BTreeSet<usize> = rows.keys().chain(&around).copied().collect();
        let lines: Vec<usize> = lines.into_iter().collect();
        let gaps = lines.windows(2).filter(|w| w[1] - w[0] == 2);
        around.extend(gaps.map(|w| w[0] + 1));
        for line in around {
            rows.entry(line).or_insert_with(|| {
                let range = source.lines().range_of(source.text(), line);
                let view = view(source.text(), range.clone(), range.start, room);
                let labels = Vec::new();
                vec![Row { view, labels }]
            });
        }
        rows
    }

    /// Appends a row to a hunk.
    fn show(&self, hunk: &mut Hunk, file: FileId, line: Range<usize>, row: Row) {
        let source = self.sources.file(file).text();
        let begin = hunk.shown.len();
        if row.view.start > line.start {
            hunk.shown.push_str(self.ellipsis);
        }
        let passwords = passwords::near(source, &line, &row.view);
        let hidden_to = |at: usize| {
            let password = passwords.iter().find(|p| p.contains(&at));
            password
                .map(|p| p.end)
                .max(self.redactions.end_at(file, at))
        };
        // Where each shown character starts: in the source and in the hunk.
        let mut starts = Vec::new();
        let mut at = row.view.start;
        while let Some(c) = source.get(at..row.view.end).and_then(|s| s.chars().next()) {
            starts.push((at, hunk.shown.len()));
            if let Some(end) = hidden_to(at) {
                hunk.shown.push_str(text::REDACTED);
                at = end;
                continue;
            }
            match c {
                '\t' => hunk.shown.push(c),
                '\u{feff}' if at == 0 => {}
                c => text::push_escaped(&mut hunk.shown, c),
            }
            at += c.len_utf8();
        }
        starts.push((row.view.end.max(at), hunk.shown.len()));
        for (order, label) in row.labels {
            let span = label.span.range();
            let first = starts.partition_point(|s| s.0 <= span.start).max(1) - 1;
            let last = starts.partition_point(|s| s.0 < span.end);
            let last = last.max(first).min(starts.len() - 1);
            let range = starts[first].1..starts[last].1;
            hunk.marks.push(Mark {
                indent: indent(&hunk.shown[begin..range.start]),
                range,
                text: label.text,
                rank: label.rank,
                offset: label.span.start,
                order,
            });
        }
        if row.view.end < line.end {
            hunk.shown.push_str(self.ellipsis);
        }
        hunk.shown.push('\n');
        hunk.count += 1;
    }
}

/// The part of a span that is on its first line.
fn on_one_line(source: &SourceFile, span: Span) -> Span {
    let text = source.text();
    let start = super::locate::floor(text, span.start as usize);
    let line = source
        .lines()
        .line_of(u32::try_from(start).unwrap_or(u32::MAX));
    let range = source.lines().range_of(text, line);
    let start = start.min(range.end);
    Span::new(start, (span.end as usize).clamp(start, range.end))
}

/// Labels in order of their places, each with its number as it was given; those of one and the
/// same span as one with a line for each text.
fn merge_equal(labels: Vec<Label>) -> Vec<(usize, Label)> {
    let mut labels: Vec<_> = labels.into_iter().enumerate().collect();
    labels.sort_by_key(|(order, l)| (l.span, l.rank, *order));
    let mut merged: Vec<(usize, Label)> = Vec::with_capacity(labels.len());
    for (order, label) in labels {
        match merged.last_mut() {
            Some((first, last)) if last.span == label.span => {
                if !last.text.is_empty() && !label.text.is_empty() {
                    last.text.push('\n');
                }
                last.text.push_str(&label.text);
                *first = order.min(*first);
            }
            _ => merged.push((order, label)),
        }
    }
    merged
}

/// Whether there is a line to show: the empty one after the last line break is none.
fn is_line(source: &SourceFile, line: usize) -> bool {
    let lines = source.lines();
    line + 1 < lines.count()
        || line + 1 == lines.count() && lines.start_of(line) < source.text().len()
}

/// The lines from the nearest one that names `owner` up to `line`, if that is near: it is the
/// key or the whole value of that line.
fn owner_lines(source: &SourceFile, line: usize, owner: &str) -> Range<usize> {
    let names = |at: usize| {
        let range = source.lines().range_of(source.text(), at);
        if range.len() > OWNER_BYTES {
            return false;
        }
        let text: String = source.text()[range].replace(['"', '\''], "");
        let text = text.trim().trim_start_matches("- ");
        let key = text.strip_prefix(owner).is_some_and(|r| r.starts_with(':'));
        key || text.strip_suffix(owner).is_some_and(|r| r.ends_with(": "))
    };
    let near = (0..=OWNER_LINES).flat_map(|d| [line.checked_sub(d), line.checked_add(d)]);
    let found = near.flatten().find(|&at| is_line(source, at) && names(at));
    match found {
        Some(at) if at < line => at..line,
        Some(at) => line + 1..at + 1,
        None => line..line,
    }
}

/// Puts a label on the last row of its line if it fits there beside the others, else on a new
/// row for the same line.
fn place_label(
    rows: &mut Vec<Row>,
    source: &SourceFile,
    line: usize,
    (order, label): (usize, Label),
    room: usize,
) {
    let span = label.span.range();
    if let Some(row) = rows.last_mut() {
        let last = row.labels.last();
        let free = last.is_none_or(|(_, l)| l.span.range().end <= span.start);
        if free && row.view.contains(&span.start) && span.end <= row.view.end {
            row.labels.push((order, label));
            return;
        }
    }
    let range = source.lines().range_of(source.text(), line);
    let view = view(source.text(), range, span.start, room);
    let labels = vec![(order, label)];
    rows.push(Row { view, labels });
}

/// The part of a line that fits into `room` columns: all of it, or what is around `focus`. Both
/// are in bytes of the text. Looks at no more of the line than it returns.
fn view(text: &str, line: Range<usize>, focus: usize, room: usize) -> Range<usize> {
    let whole = forward(text, line.clone(), room);
    if whole == line.end {
        return line;
    }
    let room = room.saturating_sub(6);
    let mut start = focus.clamp(line.start, line.end);
    let mut before = 0;
    while let Some(c) = text
        .get(line.start..start)
        .and_then(|s| s.chars().next_back())
    {
        before += columns(c);
        if before > room / 3 {
            break;
        }
        start -= c.len_utf8();
    }
    start..forward(text, start..line.end, room)
}

/// The end of the characters of `range` that fit into `room` columns.
fn forward(text: &str, range: Range<usize>, room: usize) -> usize {
    let mut used = 0;
    let mut end = range.start;
    for c in text.get(range).unwrap_or("").chars() {
        used += columns(c);
        if used > room {
            break;
        }
        end += c.len_utf8();
    }
    end
}

/// The columns that a character of a source takes at most.
fn columns(c: char) -> usize {
    match c {
        '\t' => TAB,
        c if text::is_hidden(c) => 10,
        c => text::columns(c),
    }
}

/// The columns of shown text, tabs expanded.
fn indent(shown: &str) -> usize {
    shown.chars().fold(0, |at, c| match c {
        '\t' => at + TAB - at % TAB,
        c => at + text::columns(c),
    })
}
