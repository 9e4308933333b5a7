//! For people: each exposure with a timeline, what opened and closed it, and the findings that were its
//! ways in; then each finding with its own.

use std::sync::Arc;

use super::{Cell, PastReport, cells, standing};
use crate::assess::past::{Key, Line, Standing, Window};
use crate::assess::seen::Seen;
use crate::check::Severity;
use crate::report::human::Page;
use crate::report::paint::Tint;
use crate::report::{Style, text};

/// Ways in and windows that are listed unless the style is verbose.
const WAYS: usize = 8;
const WINDOWS: usize = 6;

/// The columns that a line begins with.
const INDENT: usize = 3;

pub(super) fn render(past: &PastReport, style: &Style) -> String {
    let mut page = Page::new(&past.report, style);
    let writer = Writer { past, style };
    for (number, (key, line)) in past.exposures.iter().enumerate() {
        writer.exposure(&mut page, number + 1, key, line);
    }
    if !style.quiet {
        writer.findings(&mut page);
    }
    past.report.failures.iter().for_each(|f| page.failure(f));
    let said = match style.quiet {
        true => past.doubts(),
        false => {
            page.notices(&past.report.warnings);
            past.summary()
        }
    };
    for said in said {
        for line in text::wrap(&said, page.width) {
            page.line(&line);
        }
    }
    page.finish()
}

struct Writer<'p> {
    past: &'p PastReport,
    style: &'p Style,
}

impl Writer<'_> {
    fn exposure(&self, page: &mut Page<'_>, number: usize, key: &Key, line: &Line) {
        let past = self.past;
        let head = format!("{number}. {}", past.headline(key, line));
        for line in text::wrap(&head, page.width) {
            page.line(&page.paint.tint(Tint::Bold, &line));
        }
        self.timeline(page, line);
        let categories: Vec<&str> = line.reach.categories.keys().map(String::as_str).collect();
        if !categories.is_empty() {
            self.text(
                page,
                INDENT,
                &past.clean(&format!("data: {}", categories.join(", "))),
            );
        }
        if !self.style.quiet {
            self.windows(page, line);
            self.ways(page, key);
        }
        page.line("");
    }

    fn timeline(&self, page: &mut Page<'_>, line: &Line) {
        let (from, to) = self.past.span();
        let room = page
            .width
            .saturating_sub(INDENT + from.len() + to.len() + 4)
            .min(60);
        let signs = match self.style.unicode {
            true => ['·', '█', '▒'],
            false => ['.', '#', '?'],
        };
        let mut drawn = String::new();
        let cells = cells(&line.windows, (from, to), room.max(10));
        for stretch in cells.chunk_by(|a, b| a == b) {
            let (sign, tint) = match stretch[0] {
                Cell::Shut => (signs[0], Tint::Note),
                Cell::Open => (signs[1], Tint::Severity(line.severity)),
                Cell::Unsure => (signs[2], Tint::Unknown),
            };
            let text: String = std::iter::repeat_n(sign, stretch.len()).collect();
            match stretch[0] {
                Cell::Shut => drawn.push_str(&text),
                _ => drawn.push_str(&page.paint.tint(tint, &text)),
            }
        }
        page.line(&format!("{}{from}  {drawn}  {to}", " ".repeat(INDENT)));
    }

    fn windows(&self, page: &mut Page<'_>, line: &Line) {
        let limit = if self.style.verbose {
            usize::MAX
        } else {
            WINDOWS
        };
        for window in line.windows.iter().take(limit) {
            self.window(page, window);
        }
        if let Some(more) = line.windows.len().checked_sub(limit).filter(|n| *n > 0) {
            let more = text::count(more, "more window");
            self.text(page, INDENT, &format!("and {more} (--verbose lists them)"));
        }
    }

    fn window(&self, page: &mut Page<'_>, window: &Window) {
        self.text(page, INDENT, &self.past.period(window));
        for told in self.past.told(window) {
            self.text(page, INDENT + 2, &told);
        }
    }

    fn ways(&self, page: &mut Page<'_>, key: &Key) {
        let ways = self.past.ways(key);
        let limit = if self.style.verbose { usize::MAX } else { WAYS };
        if !ways.is_empty() {
            self.text(page, INDENT, "by");
        }
        for (seen, line) in ways.iter().take(limit) {
            self.way(page, seen, line);
        }
        if let Some(more) = ways.len().checked_sub(limit).filter(|n| *n > 0) {
            let more = text::count(more, "more way");
            self.text(page, INDENT, &format!("and {more} (--verbose lists them)"));
        }
    }

    fn way(&self, page: &mut Page<'_>, seen: &Arc<Seen>, line: &Line) {
        let periods: Vec<String> = line
            .windows
            .iter()
            .map(|window| {
                let until = match window.standing() {
                    Standing::Open => "today",
                    _ => window.until(""),
                };
                format!("{} to {until}", window.opened.date)
            })
            .collect();
        let rule = self.past.clean(&seen.rule);
        self.text(
            page,
            INDENT + 2,
            &format!("{} {}[{rule}]", periods.join(", "), seen.severity),
        );
        self.text(page, INDENT + 4, &self.past.clean(&seen.message));
        let place = self.past.spot(&seen.place);
        page.line(&format!(
            "{}{}",
            " ".repeat(INDENT + 4),
            page.paint.tint(Tint::Link, &place)
        ));
        if self.style.verbose {
            for step in &seen.chain {
                let place = step
                    .place
                    .as_ref()
                    .map(|spot| format!(" ({})", self.past.spot(spot)));
                let words = format!(
                    "{}{}",
                    self.past.clean(&step.message),
                    place.unwrap_or_default()
                );
                self.text(page, INDENT + 6, &words);
            }
        }
    }

    /// The findings; those that are only good to know are counted unless the style is verbose.
    fn findings(&self, page: &mut Page<'_>) {
        let mut quiet = 0;
        for (id, line) in &self.past.findings {
            if line.severity == Severity::Info && !self.style.verbose {
                quiet += 1;
                continue;
            }
            let Some(seen) = line.seen.first() else {
                continue;
            };
            let head = format!("{}[{}]", line.severity, self.past.clean(&seen.rule));
            let tenant = match self.past.has_tenants() {
                true => format!(" of {}", self.past.clean(&seen.tenant)),
                false => String::new(),
            };
            let head = page.paint.tint(Tint::Severity(line.severity), &head);
            page.line(&format!("{head}{tenant}: {}", standing(line).as_str()));
            self.text(page, INDENT, &self.past.clean(&seen.message));
            let place = self.past.spot(&seen.place);
            page.line(&format!(
                "{}{}",
                " ".repeat(INDENT),
                page.paint.tint(Tint::Link, &place)
            ));
            self.timeline(page, line);
            self.windows(page, line);
            if self.style.verbose {
                self.text(page, INDENT, &format!("fingerprint: {id}"));
            }
            page.line("");
        }
        if quiet > 0 {
            let words = text::count(quiet, "finding");
            page.line(&format!("{words} of severity info: --verbose lists them"));
            page.line("");
        }
    }

    fn text(&self, page: &mut Page<'_>, indent: usize, words: &str) {
        for (n, line) in text::wrap(words, page.width.saturating_sub(indent + 2))
            .iter()
            .enumerate()
        {
            let further = if n == 0 { 0 } else { 2 };
            page.line(&format!("{}{line}", " ".repeat(indent + further)));
        }
    }
}
