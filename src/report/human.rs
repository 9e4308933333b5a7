//! `human`: findings as diagrams over the files that make them true, then what was not judged,
//! and a summary that never says more than was judged.
//!
//! Where two trees were compared, what the change does stands first, and only what it makes new
//! or wider is drawn. Findings that the run is not about (unchanged, waived, in the baseline) are
//! counted, and drawn where the style is verbose.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::draw::Canvas;
use super::excerpt::{Label, Rank};
use super::locate::pointed;
use super::paint::{Paint, Tint};
use super::{Report, RuleInfo, Style, summary, text};
use crate::check::Severity;
use crate::document::{DataPath, Segment};
use crate::finding::{
    Access, Failure, Finding, Fix, NotEvaluated, Notice, Place, Precision, Related, Status,
};
use crate::source::{FileId, Span};

/// Steps of a chain, fields, and places of a rule that was not evaluated, that are listed unless
/// the style is verbose.
const STEPS: usize = 24;
const FIELDS: usize = 12;
const UNKNOWNS: usize = 3;

/// Mended findings that are listed unless the style is verbose.
const FIXED: usize = 24;

/// Gaps, or rules with gaps of their own, that are listed unless the style is verbose.
const GAPS: usize = 12;

const NO_BREAK: &str = "\u{a0}";

pub(super) fn render(report: &Report, style: &Style) -> String {
    let mut page = Page::new(report, style);
    page.lead();
    if style.statistics {
        page.statistics();
    } else {
        report.shown(style).for_each(|f| page.finding(f));
    }
    page.fixed();
    report.failures.iter().for_each(|f| page.failure(f));
    page.not_evaluated();
    if !style.quiet {
        page.notices(&report.warnings);
    }
    if style.verbose && !style.quiet {
        page.notices(&report.notices);
    }
    page.mended();
    if !style.quiet {
        let summary = summary::pieces(report);
        page.paragraph(&summary, "");
        if let Some(fixable) = summary::fixable(report) {
            page.paragraph(&[(None, fixable)], "");
        }
    }
    page.finish()
}

/// A page that is being written.
pub(super) struct Page<'r> {
    report: &'r Report,
    style: &'r Style,
    canvas: Canvas<'r>,
    pub(super) paint: Paint,
    /// In columns.
    pub(super) width: usize,
    out: String,
}

/// A row of the statistics: rule, severity, standing, and how many.
type Row<'r> = ((&'r str, Severity, String), usize);

/// A remark below a diagram: the word before it, and its lines.
type Note = (&'static str, Vec<String>);

impl<'r> Page<'r> {
    /// An empty page.
    pub(super) fn new(report: &'r Report, style: &'r Style) -> Self {
        Self {
            report,
            style,
            canvas: Canvas::new(&report.sources, &report.redactions, style),
            paint: Paint::new(style),
            width: style.page(),
            out: String::new(),
        }
    }

    /// The text. The empty line after a block parts it from the next one, and the last has none.
    pub(super) fn finish(mut self) -> String {
        let end = self.out.trim_end_matches('\n').len();
        self.out.truncate(end + usize::from(end > 0));
        self.out
    }

    /// What the change does.
    fn lead(&mut self) {
        let Some(comparison) = &self.report.comparison else {
            return;
        };
        for sentence in &comparison.lead {
            let sentence = text::sentence(self.report, sentence);
            for line in text::wrap(&sentence, self.width) {
                self.line(&self.paint.tint(Tint::Bold, &line));
            }
        }
        if !comparison.lead.is_empty() {
            self.line("");
        }
    }

    /// What fixes did.
    fn mended(&mut self) {
        if let Some(mended) = &self.report.mended {
            let account = super::account(self.report, mended, self.style);
            self.out.push_str(&account);
            self.line("");
        }
    }

    /// What the change mends, a line each.
    fn fixed(&mut self) {
        let fixed = self.report.comparison.as_ref().map(|c| &c.fixed[..]);
        let fixed = fixed.unwrap_or_default();
        if fixed.is_empty() || self.style.quiet || self.style.statistics {
            return;
        }
        let limit = if self.style.verbose {
            usize::MAX
        } else {
            FIXED
        };
        for f in fixed.iter().take(limit) {
            self.head("fixed", &f.rule, Tint::Fixed, self.page_of(f), &f.message);
        }
        let more = fixed.len().saturating_sub(limit);
        if more > 0 {
            let more = text::thousands(more as u64);
            self.line(&format!("and {more} more fixed (--verbose lists them)"));
        }
        self.line("");
    }

    /// The page about a finding's rule.
    fn page_of(&self, finding: &Finding) -> Option<&'r str> {
        let rule = self.report.rule(&finding.rule)?;
        rule.references.first().map(|r| r.url.as_str())
    }

    pub(super) fn finding(&mut self, finding: &Finding) {
        let rule = self.report.rule(&finding.rule);
        let tint = Tint::Severity(finding.severity);
        self.head(
            finding.severity.as_str(),
            &finding.rule,
            tint,
            self.page_of(finding),
            &super::told(finding),
        );
        let mut notes = self.access_notes(finding.access.as_ref());
        let labels = self.chain(finding, &mut notes);
        notes.extend(self.waiver(finding));
        notes.extend(self.advice(finding, rule));
        self.diagram(labels, tint, notes);
    }

    pub(super) fn failure(&mut self, failure: &Failure) {
        let message = match &failure.rule {
            Some(rule) => format!("{rule}: {}", failure.message),
            None => failure.message.clone(),
        };
        self.head("error", failure.id, Tint::Failure, None, &message);
        let label = |&(file, span): &(FileId, Span), text: String, rank| Label {
            file,
            span,
            text,
            rank,
            owner: None,
        };
        let mut labels: Vec<Label> = Vec::new();
        labels.extend(
            failure
                .place
                .as_ref()
                .map(|p| label(p, String::new(), Rank::Primary)),
        );
        labels.extend(failure.labels.iter().map(|(file, span, text)| {
            let text = text::sentence(self.report, text);
            label(&(*file, *span), text, Rank::Step)
        }));
        let mut notes = Vec::new();
        if !failure.help.is_empty() {
            notes.push(("help", vec![text::sentence(self.report, &failure.help)]));
        }
        self.diagram(labels, Tint::Failure, notes);
    }

    /// `critical[SF-GUEST-001] Anonymous visitors ...`, wrapped.
    fn head(&mut self, word: &str, id: &str, tint: Tint, url: Option<&str>, message: &str) {
        let head = format!("{word}[{}]", text::escape(id));
        let message = text::sentence(self.report, message);
        let lines = text::wrap(&format!("{head} {message}"), self.width.saturating_sub(2));
        for (i, line) in lines.iter().enumerate() {
            let line = match line.strip_prefix(&head) {
                Some(rest) if i == 0 => {
                    let head = self.paint.tint(tint, &head);
                    let head = self.paint.link(url, &head);
                    format!("{head}{}", self.paint.tint(Tint::Bold, rest))
                }
                _ if i == 0 => self.paint.tint(Tint::Bold, line),
                _ => format!("  {}", self.paint.tint(Tint::Bold, line)),
            };
            self.line(&line);
        }
    }

    /// The primary place and the chain as labels; steps without a place go to the notes.
    fn chain(&self, finding: &Finding, notes: &mut Vec<Note>) -> Vec<Label> {
        let mut labels = Vec::new();
        self.label(&mut labels, &finding.primary, String::new(), Rank::Primary);
        let limit = if self.style.verbose {
            usize::MAX
        } else {
            STEPS
        };
        let first = labels.len();
        let numbered = finding.related.len() > 1;
        for (i, step) in finding.related.iter().enumerate().take(limit) {
            let text = self.step(step, numbered.then_some(i + 1));
            match &step.place {
                Some(place) if is_same(place, &finding.primary) => extend(&mut labels[0], &text),
                Some(place) => self.label(&mut labels, place, text, Rank::Step),
                None => notes.push(("note", vec![text])),
            }
        }
        let more = finding.related.len().saturating_sub(limit);
        if more > 0 {
            let more = text::count(more, "more place");
            notes.push((
                "note",
                vec![format!("{more} in the chain (--verbose shows all)")],
            ));
        }
        self.causes(finding, &mut labels, notes, (first, limit));
        labels
    }

    /// Which lines of the change made it: beside a step of the chain that is at the same place,
    /// else before the chain, from `first` on.
    fn causes(
        &self,
        finding: &Finding,
        labels: &mut Vec<Label>,
        notes: &mut Vec<Note>,
        (first, limit): (usize, usize),
    ) {
        let mut before = Vec::new();
        for cause in finding.causes.iter().take(limit) {
            let message = text::sentence(self.report, &cause.message);
            let text = format!("this change: {message}");
            let Some(place) = &cause.place else {
                notes.push(("this change", vec![message]));
                continue;
            };
            let span = pointed(&self.report.sources, place);
            let same = |l: &&mut Label| l.file == place.file && l.span == span;
            match labels.iter_mut().find(same) {
                Some(label) => extend(label, &text),
                None => self.label(&mut before, place, text, Rank::Step),
            }
        }
        labels.splice(first..first, before);
        let more = finding.causes.len().saturating_sub(limit);
        if more > 0 {
            let more = text::count(more, "more place");
            notes.push(("this change", vec![format!("{more} (--verbose shows all)")]));
        }
    }

    /// Who answers for a finding that is waived, or what exempts its input.
    fn waiver(&self, finding: &Finding) -> Option<Note> {
        let waiver = match &finding.status {
            Status::Waived(waiver) => waiver,
            Status::Exempted((file, span)) => {
                let at = self.canvas.place(*file, span.start);
                return Some(("exempted", vec![format!("by the policy, {at}")]));
            }
            Status::Open | Status::Baselined => return None,
        };
        let clean = |s: &str| text::sentence(self.report, s);
        let (file, span) = waiver.place;
        let lines = vec![
            clean(&waiver.reason),
            format!(
                "by {} until {}, {}",
                clean(&waiver.owner),
                clean(&waiver.until),
                self.canvas.place(file, span.start)
            ),
        ];
        Some(("waived", lines))
    }

    fn step(&self, step: &Related, number: Option<usize>) -> String {
        let message = text::sentence(self.report, &step.message);
        match number {
            Some(number) => format!("{number}. {message}"),
            None => message,
        }
    }

    /// Adds the label of a place, and that of its definition where it has one.
    fn label(&self, labels: &mut Vec<Label>, place: &Place, mut text: String, rank: Rank) {
        if place.precision == Precision::BelongsHere {
            let key = text::sentence(self.report, &self.absent(place));
            let belongs = format!("`{key}` belongs here");
            text = match text.is_empty() {
                true => belongs,
                false => format!("{text} ({belongs})"),
            };
        }
        if let Some(remark) = place.precision.remark() {
            text = match text.is_empty() {
                true => remark.to_owned(),
                false => format!("{text} ({remark})"),
            };
        }
        let span = pointed(&self.report.sources, place);
        let file = place.file;
        let owner = self.owner(place);
        labels.push(Label {
            file,
            span,
            text,
            rank,
            owner,
        });
        if let Some((file, span)) = place.used {
            labels.push(Label {
                file,
                span,
                text: "used here".to_owned(),
                rank: Rank::Definition,
                owner: None,
            });
        }
        if let Some((file, span)) = place.definition {
            let alias = self.report.sources.slice(place.file, place.span);
            let text = match alias.strip_prefix('*') {
                Some(_) => format!("{} is defined here", text::sentence(self.report, alias)),
                None => "defined here".to_owned(),
            };
            let rank = Rank::Definition;
            let owner = None;
            labels.push(Label {
                file,
                span,
                text,
                rank,
                owner,
            });
        }
    }

    /// The name of the thing that the entry of a place belongs to.
    fn owner(&self, place: &Place) -> Option<String> {
        let [.., Segment::Key(owner), Segment::Key(_)] = &place.path.0[..] else {
            return None;
        };
        (place.precision == Precision::Exact).then(|| owner.to_string())
    }

    /// The part of a path that is not there: what follows the key that the place shows.
    fn absent(&self, place: &Place) -> String {
        let shown = self.report.sources.slice(place.file, place.span);
        let shown = shown.trim_matches(['"', '\'']);
        let segments = &place.path.0;
        let parent = segments.iter().rposition(|s| match s {
            Segment::Key(key) => &**key == shown,
            Segment::Index(_) => false,
        });
        let from = match parent {
            Some(parent) if parent + 1 < segments.len() => parent + 1,
            _ => segments.len().saturating_sub(1),
        };
        segments[from..]
            .iter()
            .cloned()
            .collect::<DataPath>()
            .to_string()
    }

    /// Who can do what to which data, by category.
    fn access_notes(&self, access: Option<&Access>) -> Vec<Note> {
        let Some(access) = access else {
            return Vec::new();
        };
        let mut notes = Vec::new();
        let clean = |s: &str| text::sentence(self.report, s);
        let mut parts = Vec::new();
        let who = access.principal.as_deref().map(clean).unwrap_or_default();
        let what = clean(&access.actions.join(", "));
        match (who.is_empty(), what.is_empty()) {
            (false, false) => parts.push(format!("{who} may {what}")),
            _ => parts.extend([who, what].into_iter().filter(|p| !p.is_empty())),
        }
        let object = access.object.as_deref().map(clean);
        match (access.records, object) {
            (Some(n), Some(object)) => {
                parts.push(format!("up to {} records of {object}", text::thousands(n)));
            }
            (Some(n), None) => parts.push(format!("up to {} records", text::thousands(n))),
            (None, object) => parts.extend(object),
        }
        if !parts.is_empty() {
            notes.push(("access", vec![parts.join("; ")]));
        }
        if !access.categories.is_empty() {
            let widest = access
                .categories
                .keys()
                .map(|c| text::width(&clean(c)))
                .max();
            let lines = access.categories.iter().map(|(category, fields)| {
                let category = clean(category);
                // A no-break space is no place to break a line: the columns stay.
                let gap = widest.unwrap_or(0).saturating_sub(text::width(&category)) + 2;
                format!(
                    "{category}{} {}",
                    NO_BREAK.repeat(gap - 1),
                    self.fields(fields)
                )
            });
            notes.push(("data", lines.collect()));
        } else if !access.fields.is_empty() {
            notes.push(("fields", vec![self.fields(&access.fields)]));
        }
        notes
    }

    fn fields(&self, fields: &[String]) -> String {
        let limit = if self.style.verbose {
            usize::MAX
        } else {
            FIELDS
        };
        let shown: Vec<&str> = fields.iter().take(limit).map(String::as_str).collect();
        let shown = text::sentence(self.report, &shown.join(", "));
        match fields.len().saturating_sub(limit) {
            0 => shown,
            more => format!("{shown} and {} more", text::thousands(more as u64)),
        }
    }

    /// What to do, and on request what else is known.
    fn advice(&self, finding: &Finding, rule: Option<&RuleInfo>) -> Vec<Note> {
        let clean = |s: &str| text::sentence(self.report, s);
        let mut notes = Vec::new();
        let remediation = rule.map(|r| r.remediation.as_str());
        let help = finding.help.as_deref().or(remediation);
        if let Some(help) = help.filter(|h| !h.trim().is_empty()) {
            notes.push(("help", vec![clean(help.trim())]));
        }
        notes.extend(finding.fixes.iter().map(|f| self.fix(f)));
        if !self.style.verbose {
            return notes;
        }
        if !finding.primary.path.0.is_empty() {
            notes.push(("path", vec![clean(&finding.primary.path.to_string())]));
        }
        if !finding.details.is_empty() {
            let details = serde_json::json!(finding.details);
            let details = text::clean_value(self.report, &details).to_string();
            notes.push(("details", vec![clean(&details)]));
        }
        let references = rule.map_or(&[][..], |r| &r.references);
        if !references.is_empty() {
            let pages = references.iter().map(|r| clean(&r.url));
            notes.push(("see", pages.collect()));
        }
        notes.push(("fingerprint", vec![finding.fingerprint.to_string()]));
        notes
    }

    fn fix(&self, fix: &Fix) -> Note {
        let caution = match fix.safe {
            true => String::new(),
            false => format!(" ({})", super::proposed::caution(fix)),
        };
        let title = text::sentence(self.report, &fix.title);
        ("fix", vec![format!("{title}{caution}")])
    }

    /// Draws labels and writes remarks below them, under one gutter.
    pub(super) fn diagram(&mut self, labels: Vec<Label>, tint: Tint, notes: Vec<Note>) {
        let diagram = self.canvas.draw(labels, tint);
        let drawn = !diagram.lines.is_empty();
        diagram.lines.iter().for_each(|l| self.line(l));
        if drawn {
            let end = if notes.is_empty() {
                self.canvas.foot(diagram.gutter)
            } else {
                self.canvas.bar(diagram.gutter)
            };
            self.line(&end);
        }
        for (word, lines) in notes {
            self.note(diagram.gutter, word, &lines);
        }
        self.line("");
    }

    /// `= help: ...` with its further lines below its first.
    fn note(&mut self, gutter: usize, word: &str, lines: &[String]) {
        let indent = gutter + word.len() + 4;
        let room = self.width.saturating_sub(indent).max(20);
        let mut first = true;
        for line in lines {
            for part in text::wrap(line, room) {
                let line = if first {
                    let word = self.paint.tint(Tint::Note, &format!("{word}:"));
                    format!("{:gutter$}= {word} {part}", "")
                } else {
                    format!("{:indent$}{part}", "")
                };
                self.line(&line);
                first = false;
            }
        }
    }

    /// What was not evaluated: a gap that several rules have is told once, the others by rule.
    fn not_evaluated(&mut self) {
        let report = self.report;
        let gaps = report.shown_gaps(self.style);
        let mut having: BTreeMap<_, BTreeSet<&str>> = BTreeMap::new();
        for n in &gaps {
            having.entry(words(n)).or_default().insert(&n.rule);
        }
        let shared = |n: &&NotEvaluated| having[&words(n)].len() > 1;
        let most = if self.style.verbose { usize::MAX } else { GAPS };
        let mut told = BTreeSet::new();
        let mut untold = BTreeSet::new();
        for n in gaps.iter().copied().filter(shared) {
            if told.len() >= most && !told.contains(&words(n)) {
                untold.insert(&*n.rule);
                continue;
            }
            if !told.insert(words(n)) {
                continue;
            }
            let rules = &having[&words(n)];
            let count = text::count(rules.len(), "rule");
            self.head("unknown", &count, Tint::Unknown, None, &n.message);
            let ids: Vec<_> = rules.iter().map(|id| text::escape(id)).collect();
            let place = self.shown_place(n);
            self.item(&ids.join(", "), place.as_deref());
            self.line("");
        }
        let mut by_rule: BTreeMap<_, Vec<&NotEvaluated>> = BTreeMap::new();
        for n in gaps.iter().copied().filter(|n| !shared(n)) {
            let worst_first = (std::cmp::Reverse(n.severity), &*n.rule);
            by_rule.entry(worst_first).or_default().push(n);
        }
        for (number, ((_, id), items)) in by_rule.into_iter().enumerate() {
            if told.len() + number >= most {
                untold.insert(id);
                continue;
            }
            let title = self.report.rule(id).map_or("", |r| r.title.as_str());
            self.head("unknown", id, Tint::Unknown, None, title);
            let limit = if self.style.verbose {
                usize::MAX
            } else {
                UNKNOWNS
            };
            for item in items.iter().take(limit) {
                let place = self.shown_place(item);
                let message = text::sentence(self.report, &item.message);
                self.item(&message, place.as_deref());
            }
            let more = items.len().saturating_sub(limit);
            if more > 0 {
                let more = format!(
                    "and {} more (--verbose lists them)",
                    text::thousands(more as u64)
                );
                self.item(&more, None);
            }
            self.line("");
        }
        if !untold.is_empty() {
            let rules = text::count(untold.len(), "rule");
            let more = format!("and {rules} more with gaps (--verbose lists them)");
            self.item(&more, None);
            self.line("");
        }
        if !gaps.is_empty() {
            let help = "`tenantlint manifest` with the same paths prints what to retrieve for the rules that could not be evaluated";
            for line in text::wrap(help, self.width) {
                self.line(&line);
            }
            self.line("");
        }
    }

    fn shown_place(&self, gap: &NotEvaluated) -> Option<String> {
        let place = gap.place.as_ref()?;
        Some(self.canvas.place(place.file, place.span.start))
    }

    pub(super) fn notices(&mut self, notices: &[Notice]) {
        for notice in notices {
            let place = notice
                .place
                .map(|(file, span)| self.canvas.place(file, span.start));
            let message = text::sentence(self.report, &notice.message);
            let word = self.paint.tint(Tint::Note, "note:");
            let lines = text::wrap(&message, self.width.saturating_sub(6));
            for (i, line) in lines.iter().enumerate() {
                let start = if i == 0 { word.as_str() } else { "     " };
                self.line(&format!("{start} {line}"));
            }
            if let Some(place) = place {
                self.line(&format!("      {}", self.paint.tint(Tint::Link, &place)));
            }
        }
        if !notices.is_empty() {
            self.line("");
        }
    }

    /// A remark in a list, with its place on a line of its own.
    fn item(&mut self, message: &str, place: Option<&str>) {
        for (i, line) in text::wrap(message, self.width.saturating_sub(4))
            .iter()
            .enumerate()
        {
            let start = if i == 0 { "  - " } else { "    " };
            self.line(&format!("{start}{line}"));
        }
        if let Some(place) = place {
            self.line(&format!("    {}", self.paint.tint(Tint::Link, place)));
        }
    }

    /// Counts by rule and severity, the worst and most frequent first; where two trees were
    /// compared, by what the change does as well.
    fn statistics(&mut self) {
        let mut counts: BTreeMap<(&str, Severity, String), usize> = BTreeMap::new();
        for f in self.report.shown(self.style) {
            let key = (&*f.rule, f.severity, super::standing(f));
            *counts.entry(key).or_default() += 1;
        }
        let mut rows: Vec<_> = counts.into_iter().collect();
        // The sort is stable: rows that are as bad and as frequent stay in order of their ids.
        rows.sort_by_key(|((_, severity, _), n)| std::cmp::Reverse((*severity, *n)));
        if rows.is_empty() {
            return;
        }
        let widest = |head: &str, column: &dyn Fn(&Row<'_>) -> usize| {
            rows.iter().map(column).max().unwrap_or(0).max(head.len())
        };
        let ids = widest("rule", &|r| text::width(&text::escape(r.0.0)));
        let digits = widest("count", &|r| text::thousands(r.1 as u64).len());
        let told = rows.iter().any(|r| !r.0.2.is_empty());
        let standings = widest("change", &|r| r.0.2.len());
        let middle = |words: &str| match told {
            true => format!("{words:<standings$}  "),
            false => String::new(),
        };
        let head = format!(
            "{:<ids$}  severity  {}{:>digits$}  title",
            "rule",
            middle("change"),
            "count"
        );
        self.line(&self.paint.tint(Tint::Bold, &head));
        let indent = text::width(&head) - "title".len();
        for ((id, severity, standing), n) in rows {
            let title = self.report.rule(id).map_or("", |r| r.title.as_str());
            let room = self.width.saturating_sub(indent).max(20);
            let title = text::wrap(&text::sentence(self.report, title), room);
            let word = self
                .paint
                .tint(Tint::Severity(severity), &format!("{severity:<8}"));
            let (id, n) = (text::escape(id), text::thousands(n as u64));
            let middle = middle(&standing);
            let row = format!("{id:<ids$}  {word}  {middle}{n:>digits$}  {}", title[0]);
            self.line(row.trim_end());
            for rest in &title[1..] {
                self.line(&format!("{:indent$}{rest}", ""));
            }
        }
        self.line("");
    }

    /// A wrapped text; `indent` stands before all lines but the first.
    fn paragraph(&mut self, text: &[(Option<Tint>, String)], indent: &str) {
        let plain: String = text.iter().map(|t| t.1.as_str()).collect();
        let mut lines = text::wrap(&plain, self.width.saturating_sub(indent.len()));
        if lines.len() == 1 && self.style.color {
            let colored = text.iter().map(|(tint, part)| match tint {
                Some(tint) => self.paint.tint(*tint, part),
                None => part.clone(),
            });
            lines = vec![colored.collect()];
        }
        for (i, line) in lines.iter().enumerate() {
            self.line(&format!("{}{line}", if i == 0 { "" } else { indent }));
        }
    }

    pub(super) fn line(&mut self, line: &str) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.out, "{}", line.trim_end().replace(NO_BREAK, " "));
    }
}

/// Whether two places point at the same bytes.
fn is_same(one: &Place, other: &Place) -> bool {
    one.file == other.file && one.span == other.span
}

/// Writes a further text beside a label.
fn extend(label: &mut Label, text: &str) {
    if !label.text.is_empty() {
        label.text.push('\n');
    }
    label.text.push_str(text);
}

/// What is said of a gap, and where.
fn words(gap: &NotEvaluated) -> (&str, Option<(FileId, Span)>) {
    let place = gap.place.as_ref();
    (&gap.message, place.map(|p| (p.file, p.span)))
}
