//! `markdown`: a page for a job's summary or a comment of a pull request.
//!
//! The summary and what the change does stand first, then a table of the findings that the run is
//! about, what could not be judged, what the change mends, and the chain of each finding to unfold,
//! with its fixes.
//! Unchanged, waived and baselined findings are counted in the summary alone.
//!
//! A comment of GitHub holds 65,536 characters, so the page stays below; what does not fit is
//! counted at its end. All texts stay words ([`super::markdown_text`]).

use super::locate::{Locator, pointed};
use super::markdown_fix::Blocks;
use super::markdown_text::{html, inline, link};
use super::{Report, Style, summary, text};
use crate::finding::{Failure, Finding, Fix, NotEvaluated, Place, Precision};
use crate::source::{FileId, Span};

/// The most bytes of a page; GitHub counts characters of a comment, which are no more.
const MOST: usize = 65_000;

/// What is kept for the words that tell what is left out.
const REST: usize = 1_000;

/// The most of the page that the table takes, so that there is room for chains.
const TABLE: usize = MOST / 2;

/// The most that is taken when the lists are written.
const LISTS: usize = MOST * 3 / 4;

/// The most characters of a message in a cell.
const CELL: usize = 500;

/// The most steps of a chain.
const STEPS: usize = 50;

/// The most blocks that show what a fix does to the text.
const BLOCKS: usize = 10;

pub(super) fn render(report: &Report, style: &Style) -> String {
    let mut page = Page {
        report,
        locator: Locator::new(&report.sources),
        blocks: Blocks::new(report),
        shown: 0,
        out: String::new(),
        left: Vec::new(),
    };
    page.head();
    page.failures();
    let findings: Vec<&Finding> = report.shown(style).collect();
    page.table(&findings);
    page.gaps(&report.shown_gaps(style));
    page.fixed();
    page.chains(&findings);
    page.rest();
    page.out
}

struct Page<'r> {
    report: &'r Report,
    locator: Locator<'r>,
    blocks: Blocks<'r>,
    /// How many blocks are on the page.
    shown: usize,
    out: String,
    /// What did not fit.
    left: Vec<String>,
}

impl Page<'_> {
    fn head(&mut self) {
        let words = self.words(&summary::sentence(self.report));
        self.out.push_str(&format!("### tenantlint\n\n{words}\n\n"));
        let Some(comparison) = &self.report.comparison else {
            return;
        };
        for sentence in &comparison.lead {
            let sentence = format!("**{}**\n\n", self.words(sentence));
            self.add(&sentence, TABLE, "sentence");
        }
        let [base, head] = [&comparison.base, &comparison.head].map(|t| self.words(t));
        let compared = format!("<sub>{head}, beside {base}</sub>\n\n");
        self.add(&compared, TABLE, "sentence");
    }

    fn failures(&mut self) {
        let failures = self.report.failures.iter();
        let items: Vec<String> = failures.map(|f| self.failure(f)).collect();
        self.list("Errors", &items, "error");
    }

    fn failure(&self, failure: &Failure) -> String {
        let message = match &failure.rule {
            Some(rule) => format!("{rule}: {}", failure.message),
            None => failure.message.clone(),
        };
        let place = failure.place.map(|(f, s)| self.place(f, s));
        let mut item = format!(
            "- **error** {}: {}{}",
            inline(failure.id),
            self.words(&message),
            place.map(|p| format!(" ({p})")).unwrap_or_default()
        );
        if !failure.help.is_empty() {
            item.push_str(&format!("<br>{}", self.words(&failure.help)));
        }
        item
    }

    fn table(&mut self, findings: &[&Finding]) {
        if findings.is_empty() {
            return;
        }
        self.out
            .push_str("| Severity | Rule | Finding | Place |\n|---|---|---|---|\n");
        for f in findings {
            let standing = match super::standing(f) {
                words if words.is_empty() => String::new(),
                words => format!(", {words}"),
            };
            let row = format!(
                "| **{}**{standing} | {} | {} | {} |\n",
                f.severity,
                self.rule(f),
                inline(&self.cell(&f.message)),
                self.at(&f.primary)
            );
            self.add(&row, TABLE, "finding");
        }
        self.out.push('\n');
    }

    fn chains(&mut self, findings: &[&Finding]) {
        for f in findings {
            let (chain, blocks) = self.chain(f, BLOCKS.saturating_sub(self.shown));
            if blocks > 0 && self.fits(&chain, MOST) {
                self.shown += blocks;
                self.out.push_str(&chain);
                continue;
            }
            let (chain, _) = self.chain(f, 0);
            self.add(&chain, MOST, "chain");
        }
    }

    /// The chain of a finding with at most so many blocks, and how many there are.
    fn chain(&self, finding: &Finding, most: usize) -> (String, usize) {
        let mut out = format!(
            "<details><summary>{}: {}</summary>\n\n",
            html(&text::sentence(self.report, &finding.rule)),
            html(&self.cell(&finding.message))
        );
        let step = |message: &str, place: Option<&Place>| match place {
            Some(place) => format!("{} ({})", self.words(message), self.at(place)),
            None => self.words(message),
        };
        for cause in finding.causes.iter().take(STEPS) {
            let words = step(&cause.message, cause.place.as_ref());
            out.push_str(&format!("- **this change**: {words}\n"));
        }
        for (n, related) in finding.related.iter().take(STEPS).enumerate() {
            let words = step(&related.message, related.place.as_ref());
            out.push_str(&format!("{}. {words}\n", n + 1));
        }
        let more = (finding.related.len().saturating_sub(STEPS))
            + (finding.causes.len().saturating_sub(STEPS));
        if more > 0 {
            out.push_str(&format!("- and {}\n", text::count(more, "more place")));
        }
        let rule = self.report.rule(&finding.rule);
        let remediation = rule.map(|r| r.remediation.as_str());
        let help = finding.help.as_deref().or(remediation).unwrap_or_default();
        if !(finding.related.is_empty() && finding.causes.is_empty()) {
            out.push('\n');
        }
        if !help.trim().is_empty() {
            out.push_str(&format!("**What to do**: {}\n\n", self.words(help)));
        }
        let mut shown = 0;
        for fix in &finding.fixes {
            let (words, blocks) = self.fix(fix, most - shown);
            out.push_str(&words);
            shown += blocks;
        }
        out.push_str("</details>\n\n");
        (out, shown)
    }

    /// What a fix does, in words and, if there are no more than so many, in blocks of the text.
    fn fix(&self, fix: &Fix, most: usize) -> (String, usize) {
        let caution = super::proposed::caution(fix);
        let mut out = format!("**Fix** ({caution}): {}\n\n", self.words(&fix.title));
        let blocks = match most {
            0 => None,
            _ => self.blocks.of(fix),
        };
        let blocks = blocks.filter(|blocks| blocks.len() <= most);
        let blocks = blocks.unwrap_or_default();
        for block in &blocks {
            let (first, last) = (block.lines.start + 1, block.lines.end);
            let lines = match first >= last {
                true => format!("line {first}"),
                false => format!("lines {first} to {last}"),
            };
            let name = self.words(self.report.sources.name(block.file));
            out.push_str(&format!("{name}, {lines}:\n\n{}\n", block.text));
        }
        (out, blocks.len())
    }

    fn fixed(&mut self) {
        let fixed = self.report.comparison.iter().flat_map(|c| &c.fixed);
        let items: Vec<String> = fixed
            .map(|f| {
                let message = inline(&self.cell(&f.message));
                format!("- {} {message}", self.rule(f))
            })
            .collect();
        self.list("Fixed", &items, "fixed finding");
    }

    fn gaps(&mut self, gaps: &[&NotEvaluated]) {
        let items: Vec<String> = gaps.iter().map(|n| self.gap(n)).collect();
        self.list("Not judged", &items, "gap");
    }

    fn gap(&self, gap: &NotEvaluated) -> String {
        let place = gap.place.as_ref().map(|p| self.at(p));
        format!(
            "- **{}** {}: {}{}",
            gap.severity,
            self.words(&gap.rule),
            inline(&self.cell(&gap.message)),
            place.map(|p| format!(" ({p})")).unwrap_or_default()
        )
    }

    /// A list below a headline.
    fn list(&mut self, title: &str, items: &[String], word: &str) {
        if items.is_empty() {
            return;
        }
        self.out.push_str(&format!("**{title}**\n\n"));
        for item in items {
            self.add(&format!("{item}\n"), LISTS, word);
        }
        self.out.push('\n');
    }

    /// Adds a block if it fits below `limit`; else counts it as left out.
    fn add(&mut self, block: &str, limit: usize, word: &str) {
        if self.fits(block, limit) {
            self.out.push_str(block);
        } else {
            self.left.push(word.to_owned());
        }
    }

    fn fits(&self, block: &str, limit: usize) -> bool {
        self.out.len() + block.len() + REST <= limit
    }

    /// What is left out.
    fn rest(&mut self) {
        let mut words: Vec<&str> = self.left.iter().map(String::as_str).collect();
        words.dedup();
        let counts: Vec<String> = words
            .iter()
            .map(|word| text::count(self.left.iter().filter(|l| l == word).count(), word))
            .collect();
        if !counts.is_empty() {
            self.out.push_str(&format!(
                "Left out, since a comment holds 65,536 characters: {}. The format `json` holds everything.\n",
                counts.join(", ")
            ));
        }
        let end = self.out.trim_end_matches('\n').len();
        self.out.truncate(end);
        self.out.push('\n');
    }

    fn rule(&self, finding: &Finding) -> String {
        let rule = self.report.rule(&finding.rule);
        let url = rule.and_then(|r| r.references.first()).map(|r| &*r.url);
        link(url, &text::sentence(self.report, &finding.rule))
    }

    fn at(&self, place: &Place) -> String {
        let at = self.place(place.file, pointed(&self.report.sources, place));
        match place.precision {
            Precision::Exact => at,
            Precision::BelongsHere => format!("{at}, where it belongs"),
            Precision::Object => format!("{at}, about this"),
            Precision::Collection => format!("{at}, in here"),
            Precision::File => format!("{at}, somewhere in the file"),
        }
    }

    fn place(&self, file: FileId, span: Span) -> String {
        let at = self.locator.position(file, span.start);
        let name = text::sentence(self.report, self.report.sources.name(file));
        format!("{}:{}:{}", inline(&name), at.line, at.column)
    }

    /// A message, clipped after secrets are taken out: of one that is cut, a part would stay.
    fn cell(&self, message: &str) -> String {
        let message = text::sentence(self.report, message);
        text::clip(&message, CELL).into_owned()
    }

    fn words(&self, text: &str) -> String {
        inline(&text::sentence(self.report, text))
    }
}
