//! What was open when, as bytes: for people, for programs, for spreadsheets and as a page; and the draft
//! of a notice of it.

mod csv;
mod html;
mod human;
mod json;
mod markdown;
mod notice;

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::human::Page;
use super::{Format, Report, Style, text};
use crate::assess::date::day;
use crate::assess::exposure::Unknown;
use crate::assess::past::{Chronicle, Edge, Key, Line, Standing, Thing, Unsure, Why, Window};
use crate::assess::people::{PRINCIPALS, in_words, people};
use crate::assess::seen::{Commit, Seen, Spot};

pub use notice::write as write_notice;

/// The formats that a history has.
pub const FORMATS: [Format; 5] = [
    Format::Human,
    Format::Json,
    Format::Csv,
    Format::Markdown,
    Format::Html,
];

/// The digits of a commit's id that are shown.
const DIGITS: usize = 12;

/// What a history is asked for; an empty list asks for nothing in particular.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// Only what was true on this day.
    pub on: Option<String>,
    /// Rules, by their ids.
    pub rules: Vec<String>,
    /// Objects, compared without case.
    pub objects: Vec<String>,
    /// Principals.
    pub principals: Vec<String>,
    /// Whether what ended is left out.
    pub open: bool,
}

/// A history with what is asked of it.
#[derive(Debug, Default)]
pub struct PastReport {
    /// What was true when.
    pub chronicle: Chronicle,
    /// What a reader needs to know of the rules, the warnings, and how the tip was judged.
    pub report: Report,
    /// The exposures that are shown, what matters most first.
    pub exposures: Vec<(Key, Line)>,
    /// The findings that are shown, what matters most first.
    pub findings: Vec<(String, Line)>,
    /// How many there are of both that nobody asked for.
    pub hidden: usize,
    /// The day that was asked about.
    pub on: Option<String>,
}

impl PastReport {
    /// Chooses what is asked for; and gives the words that nothing in the history has, since an answer
    /// that is empty for a slip must not look like one that is.
    pub fn new(chronicle: Chronicle, report: Report, asked: &Asked) -> (Self, Vec<Unknown>) {
        let unknown = asked.unknown(&chronicle, &report);
        let mut past = Self {
            report,
            on: asked.on.clone(),
            ..Self::default()
        };
        for (thing, line) in &chronicle.past.lines {
            if !asked.shows(thing, line) {
                past.hidden += 1;
                continue;
            }
            match thing {
                Thing::Finding(id) => past.findings.push((id.clone(), line.clone())),
                Thing::Exposure(key) => past.exposures.push((key.clone(), line.clone())),
            }
        }
        past.chronicle = chronicle;
        past.exposures
            .sort_by(|a, b| (weight(&a.1), &a.0).cmp(&(weight(&b.1), &b.0)));
        past.findings.sort_by(|a, b| {
            let rule = |line: &Line| line.seen.first().map(|seen| seen.rule.clone());
            (weight(&a.1), rule(&a.1), &a.0).cmp(&(weight(&b.1), rule(&b.1), &b.0))
        });
        (past, unknown)
    }

    /// 2 where something could not be judged at all, so that windows may be missing or too long; else
    /// 0: what was open is an answer and no failure.
    pub fn exit_code(&self) -> u8 {
        match self.report.failures.is_empty() && self.chronicle.failures.is_empty() {
            true => 0,
            false => 2,
        }
    }

    /// The day of the first commit, and the last day that is told of.
    fn span(&self) -> (&str, &str) {
        let first = self.chronicle.commits.first();
        let today = &*self.chronicle.today;
        (first.map_or(today, |commit| &commit.date), today)
    }

    fn clean(&self, words: &str) -> String {
        text::sentence(&self.report, words)
    }

    fn has_tenants(&self) -> bool {
        let exposures = self.exposures.iter().map(|(key, _)| &*key.tenant);
        let findings = self
            .findings
            .iter()
            .filter_map(|(_, line)| line.seen.first());
        let names: BTreeSet<&str> = exposures
            .chain(findings.map(|seen| &*seen.tenant))
            .collect();
        names.len() > 1
    }

    /// A commit as `1a2b3c4d5e6f (Ada: Open the portal)`.
    fn commit(&self, commit: &Commit) -> String {
        let id = commit.id.get(..DIGITS).unwrap_or(&commit.id);
        let words = format!("{}: {}", commit.author, commit.subject);
        format!("{id} ({})", self.clean(&words))
    }

    fn cause(&self, edge: &Edge) -> String {
        match &edge.why {
            Why::Commit(commit, None) => self.commit(commit),
            Why::Commit(commit, Some(merge)) => {
                let id = merge.id.get(..DIGITS).unwrap_or(&merge.id);
                format!("{} of {}, merged by {id}", self.commit(commit), commit.date)
            }
            Why::Day => {
                "the platform, whose rules changed on that day; no commit did it".to_owned()
            }
        }
    }

    /// What is told of a window below its dates: by what it began, and by what it ended.
    fn told(&self, window: &Window) -> Vec<String> {
        let older = match (window.from_start, self.chronicle.cut) {
            (false, _) => "",
            (true, false) => ", with which this history begins: it may be older",
            (true, true) => ", where this clone ends: it is older unless that commit made it",
        };
        let mut told = vec![format!("opened by {}{older}", self.cause(&window.opened))];
        if let Some(edge) = &window.closed {
            told.push(format!("closed by {}", self.cause(edge)));
        }
        if let Some((edge, why)) = window.unseen.as_ref().filter(|_| window.closed.is_none()) {
            told.push(format!(
                "last seen in {}, and not since {}: {}",
                self.commit(&window.last),
                self.cause(edge),
                self.unsure(why)
            ));
        }
        told
    }

    fn unsure(&self, why: &Unsure) -> String {
        let words = match why {
            Unsure::Lost(name) => format!("{name} is no longer in the export, and may live on"),
            Unsure::Failed(message) => format!("something could not be judged: {message}"),
            Unsure::Gap(message) => format!("its rule can no longer judge: {message}"),
        };
        self.clean(&words)
    }

    /// `2016-01-15 to 2020-11-24, 1,775 days, closed`.
    fn period(&self, window: &Window) -> String {
        let (today, until) = (&*self.chronicle.today, window.until(&self.chronicle.today));
        let days = text::count(usize::try_from(window.days(today)).unwrap_or(0), "day");
        let (until, how) = match window.standing() {
            Standing::Open => ("today", "still open"),
            Standing::OutOfSight => (until, "then out of sight"),
            Standing::Closed => (until, "closed"),
        };
        format!("{} to {until}, {days}, {how}", window.opened.date)
    }

    /// Who could do what: `anonymous visitors could read Account, up to 1,381,735 records`.
    fn headline(&self, key: &Key, line: &Line) -> String {
        let actions: Vec<&str> = line.reach.actions.iter().map(String::as_str).collect();
        let object = match key.object.is_empty() {
            true => String::new(),
            false => format!(" {}", key.object),
        };
        let tenant = match self.has_tenants() {
            true => format!(" of {}", key.tenant),
            false => String::new(),
        };
        let records = match line.reach.records {
            Some(n) => format!(", up to {} records", text::thousands(n)),
            None => String::new(),
        };
        let may = match standing(line) {
            Standing::Closed => "could",
            Standing::Open | Standing::OutOfSight => "can",
        };
        let (who, what) = (people(&key.principal), in_words(&actions));
        self.clean(&format!("{who} {may} {what}{object}{tenant}{records}"))
    }

    /// A place as `file:line:column`.
    fn spot(&self, spot: &Spot) -> String {
        format!("{}:{}:{}", self.clean(&spot.file), spot.line, spot.column)
    }

    /// The findings that are ways into an exposure, whenever they were.
    fn ways(&self, key: &Key) -> Vec<(&Arc<Seen>, &Line)> {
        let lines = self.chronicle.past.lines.iter();
        let findings = lines.filter(|(thing, _)| matches!(thing, Thing::Finding(_)));
        let mut ways: Vec<(&Arc<Seen>, &Line)> = findings
            .filter_map(|(_, line)| {
                let seen = line.seen.first()?;
                (Key::of(seen).as_ref() == Some(key)).then_some((seen, line))
            })
            .collect();
        ways.sort_by_key(|(seen, line)| {
            let opened = line
                .windows
                .first()
                .map(|window| window.opened.date.clone());
            (
                opened,
                Reverse(seen.severity),
                seen.rule.clone(),
                seen.fingerprint.clone(),
            )
        });
        ways
    }

    /// How much there is, and what nobody can tell.
    fn summary(&self) -> Vec<String> {
        let chronicle = &self.chronicle;
        let (from, to) = self.span();
        let open = |lines: &mut dyn Iterator<Item = &Line>| {
            lines
                .filter(|line| standing(line) == Standing::Open)
                .count()
        };
        let of = match &self.on {
            Some(day) => format!("open on {day}"),
            None => "open at some time".to_owned(),
        };
        let judged = match &chronicle.as_of {
            Some(date) => format!("as of {date}"),
            None => "each as of its own day".to_owned(),
        };
        let today = (
            open(&mut self.exposures.iter().map(|(_, line)| line)),
            open(&mut self.findings.iter().map(|(_, line)| line)),
        );
        let today = match today {
            (0, 0) => "none of them today".to_owned(),
            (exposures, findings) => format!(
                "{} and {} of them today",
                text::count(exposures, "exposure"),
                text::count(findings, "finding")
            ),
        };
        let mut said = vec![format!(
            "{} and {} {of}, {today}; {} from {from} to {to}, judged {judged}{}",
            text::count(self.exposures.len(), "exposure"),
            text::count(self.findings.len(), "finding"),
            text::count(chronicle.commits.len(), "commit"),
            match self.hidden {
                0 => String::new(),
                n => format!("; {n} not asked for"),
            },
        )];
        said.extend(self.doubts());
        said
    }

    /// What keeps a history from being whole.
    fn doubts(&self) -> Vec<String> {
        let chronicle = &self.chronicle;
        let mut said = Vec::new();
        if chronicle.cut {
            said.push("this clone is shallow, so that its first commit is not where it all began: `git fetch --unshallow` fetches the rest".to_owned());
        }
        if let Some((commit, failure)) = chronicle.failures.first() {
            let count = text::count(chronicle.failures.len(), "commit");
            said.push(self.clean(&format!(
                "in {count} something could not be judged, so that windows may be missing or too long; the first is {}: {failure}",
                commit.id.get(..DIGITS).unwrap_or(&commit.id)
            )));
        }
        said
    }
}

impl Asked {
    fn unknown(&self, chronicle: &Chronicle, report: &Report) -> Vec<Unknown> {
        let keys = chronicle.past.lines.keys().filter_map(|thing| match thing {
            Thing::Exposure(key) => Some(key),
            Thing::Finding(_) => None,
        });
        let (mut objects, mut principals) = (BTreeSet::new(), BTreeSet::new());
        for key in keys {
            objects.insert(key.object.clone());
            principals.insert(key.principal.clone());
        }
        objects.remove("");
        principals.extend(PRINCIPALS.map(str::to_owned));
        principals.remove("");
        let rules = report
            .rules
            .iter()
            .map(|rule| rule.id.to_string())
            .collect();
        let kinds = [
            ("object", &self.objects, objects),
            ("principal", &self.principals, principals),
            ("rule", &self.rules, rules),
        ];
        let kinds = kinds.iter();
        kinds
            .flat_map(|(kind, asked, known)| Unknown::among(kind, asked, known))
            .collect()
    }

    fn shows(&self, thing: &Thing, line: &Line) -> bool {
        let among = |asked: &[String], given: &[&str]| {
            let is = |asked: &String| given.iter().any(|given| asked.eq_ignore_ascii_case(given));
            asked.is_empty() || asked.iter().any(is)
        };
        let accesses = || line.seen.iter().filter_map(|seen| seen.access.as_ref());
        let rules: Vec<&str> = line.seen.iter().map(|seen| &*seen.rule).collect();
        let objects: Vec<&str> = accesses()
            .filter_map(|access| access.object.as_deref())
            .collect();
        let principals: Vec<&str> = accesses()
            .filter_map(|access| access.principal.as_deref())
            .collect();
        let day = |day: &String| line.windows.iter().any(|window| window.covers(day));
        // A rule asks for findings: an exposure may have ways of several.
        let rule = match thing {
            Thing::Finding(_) => among(&self.rules, &rules),
            Thing::Exposure(_) => self.rules.is_empty(),
        };
        rule && among(&self.objects, &objects)
            && among(&self.principals, &principals)
            && self.on.as_ref().is_none_or(day)
            && (!self.open || standing(line) == Standing::Open)
    }
}

/// How the last window of a line stands.
fn standing(line: &Line) -> Standing {
    line.windows
        .last()
        .map_or(Standing::Closed, Window::standing)
}

/// What matters most comes first: the worst, what is still open, what began first.
fn weight(line: &Line) -> impl Ord {
    let opened = line
        .windows
        .first()
        .map(|window| window.opened.date.clone());
    (Reverse(line.severity), standing(line), opened)
}

/// A history in one of [`FORMATS`]; in any other it is the one for people.
pub fn render(past: &PastReport, format: Format, style: &Style) -> String {
    match format {
        Format::Json => json::render(past),
        Format::Csv => csv::render(past),
        Format::Markdown => markdown::render(past),
        Format::Html => html::render(past),
        _ => human::render(past, style),
    }
}

/// The remarks that nobody should miss, for where no format for people shows them.
pub fn warnings(past: &PastReport, style: &Style) -> String {
    let mut page = Page::new(&past.report, style);
    page.notices(&past.report.warnings);
    for said in past.doubts() {
        for line in text::wrap(&said, page.width) {
            page.line(&line);
        }
    }
    page.finish()
}

/// How a stretch of time stands in a timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cell {
    Shut,
    Open,
    Unsure,
}

/// Windows between two days as a number of cells, each of which is open where any part of it is.
fn cells(windows: &[Window], (from, to): (&str, &str), width: usize) -> Vec<Cell> {
    let (Some(from), Some(to)) = (day(from), day(to)) else {
        return vec![Cell::Shut; width];
    };
    let length = (to - from + 1).max(1);
    let cells = i64::try_from(width).unwrap_or(1).max(1);
    let cell = |day: i64| {
        usize::try_from(((day - from) * cells / length).clamp(0, cells - 1)).unwrap_or(0)
    };
    let mut all = vec![Cell::Shut; width];
    for window in windows {
        let open = day(&window.opened.date).unwrap_or(from);
        let end = window.end().and_then(|edge| day(&edge.date)).unwrap_or(to);
        all[cell(open)..=cell(end.max(open))].fill(Cell::Open);
        if window.standing() == Standing::OutOfSight {
            all[cell(end)..].fill(Cell::Unsure);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(opened: &str, closed: Option<&str>) -> Window {
        let edge = |date: &str| Edge {
            date: date.to_owned(),
            why: Why::Day,
        };
        Window {
            opened: edge(opened),
            from_start: false,
            closed: closed.map(edge),
            unseen: None,
            last: Arc::new(Commit {
                id: String::new(),
                date: String::new(),
                author: String::new(),
                subject: String::new(),
            }),
        }
    }

    fn drawn(windows: &[Window]) -> String {
        let cells = cells(windows, ("2020-01-01", "2020-01-10"), 10);
        let sign = |cell: Cell| match cell {
            Cell::Shut => '.',
            Cell::Open => '#',
            Cell::Unsure => '?',
        };
        cells.into_iter().map(sign).collect()
    }

    #[test]
    fn a_timeline_shows_when_something_was_open() {
        assert_eq!(
            drawn(&[window("2020-01-03", Some("2020-01-05"))]),
            "..###....."
        );
        assert_eq!(drawn(&[window("2020-01-09", None)]), "........##");
        let twice = [
            window("2020-01-01", Some("2020-01-01")),
            window("2020-01-10", None),
        ];
        assert_eq!(drawn(&twice), "#........#");
        // What ended before, or begins after, stands at the edge.
        assert_eq!(
            drawn(&[window("2019-01-01", Some("2021-01-01"))]),
            "##########"
        );
        let unsure = Window {
            unseen: Some((
                window("2020-01-05", None).opened,
                Unsure::Lost(String::new()),
            )),
            ..window("2020-01-02", None)
        };
        assert_eq!(drawn(&[unsure]), ".###??????");
    }
}
