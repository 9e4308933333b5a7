//! What a fix does to the text, as blocks of Markdown.
//!
//! Where each line that it touches is one that a change added or altered, the block is a suggestion
//! of GitHub, which holds what takes the place of whole lines and can be applied as it stands; else
//! it is a difference. A suggestion holds the lines exactly, so that lines with a secret or with
//! characters that do not show are only told as a difference.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::rc::Rc;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::{Report, mended, proposed, text};
use crate::finding::Fix;
use crate::fix::{Splice, spliced};
use crate::source::{FileId, LineIndex, Span};

/// The most lines that the blocks of a fix have.
const MOST_LINES: usize = 20;

/// How many lines around a change a difference shows; changes that are nearer share a block.
const CONTEXT: usize = 3;

/// Texts that differ in more lines are not compared.
const MOST_COMPARED: usize = 20_000;

/// One block.
pub(super) struct Block {
    /// The text that it is about.
    pub(super) file: FileId,
    /// The lines that it is about, zero-based. Of a suggestion, those that it takes the place of.
    pub(super) lines: Range<usize>,
    /// The block with its fences, and a line feed.
    pub(super) text: String,
}

/// Writes fixes as blocks.
pub(super) struct Blocks<'r> {
    report: &'r Report,
    /// The lines of each text that the change added or altered.
    changed: RefCell<HashMap<FileId, Rc<Changed>>>,
}

impl<'r> Blocks<'r> {
    pub(super) fn new(report: &'r Report) -> Self {
        Self {
            report,
            changed: RefCell::default(),
        }
    }

    /// The blocks of a fix, a stretch of lines each; nothing where it has no text that may be shown,
    /// or more of it than anybody reads in a comment.
    pub(super) fn of(&self, fix: &Fix) -> Option<Vec<Block>> {
        let splices = proposed::splices(self.report, fix)?;
        let mut blocks = Vec::new();
        let mut lines = 0;
        for of_file in splices.chunk_by(|one, other| one.0 == other.0) {
            let (file, _) = of_file.first()?;
            let of_file: Vec<Splice> = of_file.iter().map(|(_, splice)| splice.clone()).collect();
            let index = self.report.sources.file(*file).lines();
            let near = |one: &Splice, other: &Splice| {
                let gap = index.line_of(other.span.start) - index.line_of(one.span.end);
                gap <= CONTEXT
            };
            for stretch in of_file.chunk_by(near) {
                let (block, length) = match self.suggestion(*file, stretch) {
                    Some(suggestion) => suggestion,
                    None => self.difference(*file, stretch)?,
                };
                lines += length;
                if lines > MOST_LINES {
                    return None;
                }
                blocks.push(block);
            }
        }
        Some(blocks)
    }

    fn suggestion(&self, file: FileId, splices: &[Splice]) -> Option<(Block, usize)> {
        let changed = self.changed(file)?;
        let source = self.report.sources.file(file);
        let (text, index) = (source.text(), source.lines());
        let mut lines = whole_lines(index, splices);
        if lines.is_empty() {
            // What comes between two lines comes with one of them.
            let at = lines.start;
            lines = [at.checked_sub(1), Some(at)]
                .into_iter()
                .flatten()
                .map(|line| line..line + 1)
                .find(|lines| changed.has(lines) && lines.end <= written_lines(text, index))?;
        }
        if !changed.has(&lines) || lines.len() > MOST_LINES {
            return None;
        }
        let span = stretch(text, index, &lines);
        let new = within(text, span, splices);
        let hidden = |c: char| text::is_hidden(c) && !matches!(c, '\t' | '\r' | '\n');
        let secret = self.report.redactions.touch(file, span);
        if secret || new.chars().any(hidden) || text::clean(self.report, &new) != new {
            return None;
        }
        let body: Vec<&str> = new.lines().collect();
        let block = Block {
            file,
            text: fenced("suggestion", &body),
            lines,
        };
        Some((block, body.len()))
    }

    fn difference(&self, file: FileId, splices: &[Splice]) -> Option<(Block, usize)> {
        let source = self.report.sources.file(file);
        let (text, index) = (source.text(), source.lines());
        let touched = whole_lines(index, splices);
        let last = written_lines(text, index);
        let shown = touched.start.saturating_sub(CONTEXT)..(touched.end + CONTEXT).min(last);
        let span = stretch(text, index, &shown);
        // Of lines that nobody would read, not even the difference is looked for.
        let longest = splices.iter().map(|s| s.text.lines().count()).max();
        if shown.len() > MOST_LINES || longest.is_some_and(|lines| lines > MOST_LINES) {
            return None;
        }
        let secrets = self.report.redactions.spans_of(file);
        let here = |s: &&Span| s.start < span.end && span.start < s.end;
        let secrets: Vec<Span> = secrets.iter().filter(here).copied().collect();
        let old = (&text[span.range()], moved(&secrets, span, &[]));
        let new = within(text, span, splices);
        let new = (&*new, moved(&secrets, span, splices));
        let body = mended::lines(&old, &new);
        let body: Vec<String> = body
            .into_iter()
            .map(|line| line.replace('\u{feff}', ""))
            .collect();
        let body: Vec<&str> = body.iter().map(String::as_str).collect();
        let block = Block {
            file,
            lines: touched.start..touched.end.max(touched.start + 1).min(last.max(1)),
            text: fenced("diff", &body),
        };
        Some((block, body.len()))
    }

    /// What the change did to a text; nothing where nothing was compared or it cannot be told.
    fn changed(&self, file: FileId) -> Option<Rc<Changed>> {
        let comparison = self.report.comparison.as_ref()?;
        let mut known = self.changed.borrow_mut();
        let changed = known.entry(file).or_insert_with(|| {
            let text = |file| &**self.report.sources.file(file).text();
            let before = comparison.before.get(&file);
            Rc::new(Changed::of(before.map(|f| text(*f)), text(file)))
        });
        Some(Rc::clone(changed))
    }
}

/// Which lines of a text a change added or altered.
enum Changed {
    All,
    These(BTreeSet<usize>),
}

impl Changed {
    fn of(before: Option<&str>, after: &str) -> Self {
        // GitHub counts no line that a carriage return alone ends.
        let alone = |(at, _): (usize, &str)| !after[at + 1..].starts_with('\n');
        if after.match_indices('\r').any(alone) {
            return Self::These(BTreeSet::new());
        }
        let Some(before) = before else {
            return Self::All;
        };
        let [old, new] = [before, after].map(|text| text.split_inclusive('\n').collect::<Vec<_>>());
        let same = |(a, b): &(&&str, &&str)| a == b;
        let first = old.iter().zip(&new).take_while(same).count();
        let (old, new) = (&old[first..], &new[first..]);
        let ends = old.iter().rev().zip(new.iter().rev());
        let last = ends.take_while(same).count();
        let (old, new) = (&old[..old.len() - last], &new[..new.len() - last]);
        if old.len() + new.len() > MOST_COMPARED {
            return Self::These(BTreeSet::new());
        }
        let lines = capture_diff_slices(Algorithm::Myers, old, new);
        let lines = lines
            .iter()
            .filter(|op| !matches!(op, DiffOp::Equal { .. }));
        let lines = lines.flat_map(DiffOp::new_range);
        Self::These(lines.map(|line| first + line).collect())
    }

    fn has(&self, lines: &Range<usize>) -> bool {
        match self {
            Self::All => true,
            Self::These(these) => lines.clone().all(|line| these.contains(&line)),
        }
    }
}

/// The lines that splices touch; none, at its place, where all that they do is to put something
/// between two lines.
fn whole_lines(index: &LineIndex, splices: &[Splice]) -> Range<usize> {
    let line = |at: u32| index.line_of(at);
    let starts_line = |at: u32| index.start_of(line(at)) == at as usize;
    let touched = |splice: &Splice| {
        let span = splice.span;
        let end = line(span.end) + usize::from(!starts_line(span.end));
        line(span.start)..end.max(line(span.start))
    };
    let all = splices.iter().map(touched);
    let all = all.reduce(|one, other| one.start.min(other.start)..one.end.max(other.end));
    all.unwrap_or(0..0)
}

/// How many lines there are, without the one behind the last line break.
fn written_lines(text: &str, index: &LineIndex) -> usize {
    let last = index.count();
    last - usize::from(index.start_of(last - 1) == text.len())
}

/// The bytes of lines, with their line breaks.
fn stretch(text: &str, index: &LineIndex, lines: &Range<usize>) -> Span {
    let end = match lines.end < index.count() {
        true => index.start_of(lines.end),
        false => text.len(),
    };
    Span::new(index.start_of(lines.start), end)
}

/// A stretch of a text after splices within it.
fn within(text: &str, span: Span, splices: &[Splice]) -> String {
    let moved = splices.iter().map(|splice| Splice {
        span: Span {
            start: splice.span.start - span.start,
            end: splice.span.end - span.start,
        },
        text: splice.text.clone(),
    });
    spliced(&text[span.range()], &moved.collect::<Vec<_>>())
}

/// Where secrets of a stretch stand after splices, none of which touches any.
fn moved(secrets: &[Span], stretch: Span, splices: &[Splice]) -> Vec<Span> {
    let moved = secrets.iter().map(|secret| {
        let before = splices.iter().filter(|s| s.span.end <= secret.start);
        let (gone, come) = before.fold((0, 0), |(gone, come), s| {
            (gone + s.span.len(), come + s.text.len())
        });
        let at = |byte: u32| (byte.max(stretch.start) - stretch.start) as usize;
        let there = |byte: u32| (at(byte) + come).saturating_sub(gone);
        Span::new(there(secret.start), there(secret.end.min(stretch.end)))
    });
    moved.collect()
}

/// A fenced block, which no line in it can end.
fn fenced(language: &str, lines: &[&str]) -> String {
    let runs = lines.iter().flat_map(|line| line.split(|c| c != '`'));
    let longest = runs.map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(3.max(longest + 1));
    let mut out = format!("{fence}{language}\n");
    for line in lines {
        out.push_str(line);
        out.push('\n');
    }
    out.push_str(&fence);
    out.push('\n');
    out
}
