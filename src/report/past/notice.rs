//! The draft of a notice of what was open to people from outside: what the files tell, marked as such,
//! and what they cannot tell. Markdown; one draft for all that a history was asked for.

use std::collections::{BTreeMap, BTreeSet};

use super::{PastReport, standing};
use crate::assess::date::day;
use crate::assess::past::{Edge, Key, Line, Standing, Why, Window};
use crate::assess::people::{PRINCIPALS, in_words, people, rank};
use crate::assess::seen::Seen;
use crate::report::markdown_text::{inline, prose};
use crate::report::text;

/// Those who reach data from outside: anybody, and anybody who registers. What the guest user of a
/// site may do is a setting on the way, and reaches nothing alone.
const OUTSIDERS: usize = 2;

/// The months as they are written.
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The draft, of those principals, or of people from outside where none is named; none where they
/// could reach nothing.
pub fn write(past: &PastReport, principals: &[String]) -> Option<String> {
    let outside = |(key, _): &&(Key, Line)| {
        !principals.is_empty() || rank(&PRINCIPALS, &key.principal) < OUTSIDERS
    };
    let exposures: Vec<&(Key, Line)> = past.exposures.iter().filter(outside).collect();
    if exposures.is_empty() {
        return None;
    }
    let notice = Notice {
        periods: periods(&exposures, &past.chronicle.today),
        past,
        exposures,
    };
    let mut out = String::new();
    notice.overview(&mut out);
    notice.period(&mut out);
    notice.data(&mut out);
    notice.causes(&mut out);
    notice.repair(&mut out);
    notice.unknown(&mut out);
    Some(format!("{}\n", out.trim_end()))
}

/// A time during which something was open without a gap.
struct Period {
    from: String,
    to: String,
    standing: Standing,
}

/// The windows of exposures as times without gaps, in their order.
fn periods(exposures: &[&(Key, Line)], today: &str) -> Vec<Period> {
    let windows = exposures.iter().flat_map(|(_, line)| &line.windows);
    let mut all: Vec<Period> = windows
        .map(|window| Period {
            from: window.opened.date.clone(),
            to: window.until(today).to_owned(),
            standing: window.standing(),
        })
        .collect();
    all.sort_by(|a, b| (&a.from, &a.to).cmp(&(&b.from, &b.to)));
    let mut periods: Vec<Period> = Vec::new();
    for next in all {
        match periods.last_mut().filter(|last| next.from <= last.to) {
            None => periods.push(next),
            Some(last) => {
                if next.to > last.to {
                    last.to = next.to;
                }
                last.standing = last.standing.min(next.standing);
            }
        }
    }
    periods
}

struct Notice<'p> {
    past: &'p PastReport,
    exposures: Vec<&'p (Key, Line)>,
    periods: Vec<Period>,
}

impl Notice<'_> {
    fn words(&self, words: &str) -> String {
        inline(&self.past.clean(words))
    }

    /// The most records of each object whose number the files tell.
    fn counts(&self) -> BTreeMap<(&str, &str), u64> {
        let mut counts = BTreeMap::new();
        for (key, line) in &self.exposures {
            if let Some(records) = line.reach.records {
                let count = counts.entry((&*key.tenant, &*key.object)).or_insert(0);
                *count = records.max(*count);
            }
        }
        counts
    }

    fn in_words(&self, period: &Period) -> String {
        let from = long(&period.from);
        match period.standing {
            Standing::Open => format!("{from} to today ({}); it is still open", long(&period.to)),
            Standing::OutOfSight => format!(
                "{from} to {}, after which nobody can tell from the files",
                long(&period.to)
            ),
            Standing::Closed => format!("{from} to {}", long(&period.to)),
        }
    }

    /// `up to 1,381,735 records`, of all objects together.
    fn records(&self) -> String {
        let counts = self.counts();
        let objects: BTreeSet<(&str, &str)> = self
            .exposures
            .iter()
            .map(|(key, _)| (&*key.tenant, &*key.object))
            .collect();
        let sum = counts
            .values()
            .fold(0_u64, |sum, count| sum.saturating_add(*count));
        match (counts.len(), objects.len() - counts.len()) {
            (0, _) => "a number of records that the files do not tell".to_owned(),
            (1, 0) => {
                let object = counts.keys().next().map_or("", |(_, object)| object);
                format!(
                    "up to {} records of {}",
                    text::thousands(sum),
                    self.words(object)
                )
            }
            (_, 0) => format!("up to {} records", text::thousands(sum)),
            (_, more) => format!(
                "up to {} records, and those of {} whose number the files do not tell",
                text::thousands(sum),
                text::count(more, "more object")
            ),
        }
    }

    fn overview(&self, out: &mut String) {
        let past = self.past;
        let tenants: BTreeSet<&str> = self.exposures.iter().map(|(key, _)| &*key.tenant).collect();
        let tenants: Vec<String> = tenants
            .into_iter()
            .map(|name| format!("**{}**", self.words(name)))
            .collect();
        let mut who: Vec<&str> = self
            .exposures
            .iter()
            .map(|(key, _)| &*key.principal)
            .collect();
        who.sort_by_key(|word| rank(&PRINCIPALS, word));
        who.dedup();
        let who: Vec<&str> = who.into_iter().map(people).collect();
        let mut actions: Vec<&str> = self
            .exposures
            .iter()
            .flat_map(|(_, line)| line.reach.actions.iter().map(String::as_str))
            .collect();
        actions.sort_unstable();
        actions.dedup();
        let periods: Vec<String> = self
            .periods
            .iter()
            .map(|p| format!("from {}", self.in_words(p)))
            .collect();
        out.push_str(&format!(
            "# Draft of a notice: records that could be reached from outside\n\n\
             > **A draft.** Made on {} from the settings in {} of the repository alone. \
             **[known]** marks what the files tell, **[not known]** what they cannot: fill it in, or take it out.\n\n\
             ## Overview\n\n\
             **[known]** Settings of the tenant {} let {} {} {}: {}.\n\n",
            long(&past.chronicle.today),
            text::count(past.chronicle.commits.len(), "commit"),
            tenants.join(", "),
            self.words(&listed(&who)),
            self.words(&in_words(&actions)),
            self.records(),
            self.words(&periods.join("; ")),
        ));
        out.push_str("**[not known]** Whether anybody did. Settings do not tell who came; the platform's logs may.\n\n");
    }

    fn period(&self, out: &mut String) {
        out.push_str("## Accessible period\n\n");
        for period in &self.periods {
            let days = day(&period.to)
                .zip(day(&period.from))
                .map_or(0, |(to, from)| to - from);
            let days = text::count(usize::try_from(days).unwrap_or(0), "day");
            out.push_str(&format!(
                "- **[known]** {} ({days})\n",
                self.words(&self.in_words(period))
            ));
        }
        out.push_str("\nThe days are those of the commits, each in its committer's time zone");
        out.push_str(", and of the platform's changes where no commit did it.\n\n");
        let from_start = self
            .exposures
            .iter()
            .flat_map(|(_, line)| &line.windows)
            .any(|window| window.from_start);
        if from_start {
            let begins = match self.past.chronicle.cut {
                true => "This clone ends at its first commit",
                false => "The history begins with its first commit",
            };
            out.push_str(&format!("**[not known]** {begins}, in which it was open already: since when before that.\n\n"));
        }
        out.push_str("**[not known]** When each change reached the tenant: the files tell when it was committed.\n\n");
    }

    fn data(&self, out: &mut String) {
        let mut categories: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for (key, line) in &self.exposures {
            for (category, fields) in &line.reach.categories {
                let all = categories.entry(category).or_default();
                all.extend(fields.iter().map(|field| format!("{}.{field}", key.object)));
            }
        }
        out.push_str("## Data\n\n");
        if categories.is_empty() {
            out.push_str("**[not known]** Which categories: the files name none of the fields that were open.\n\n");
        } else {
            out.push_str(&format!(
                "**[known]** {}, by the fields that were open:\n\n",
                match categories.len() {
                    1 => "1 category".to_owned(),
                    n => format!("{n} categories"),
                }
            ));
            for (category, fields) in &categories {
                let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
                out.push_str(&format!(
                    "- **{}**: {}\n",
                    self.words(category),
                    self.words(&fields.join(", "))
                ));
            }
            out.push('\n');
        }
        out.push_str("| Object | Records | Who | May |\n|---|--:|---|---|\n");
        for (key, line) in &self.exposures {
            let records = match line.reach.records {
                Some(records) => format!("up to {}", text::thousands(records)),
                None => "not known".to_owned(),
            };
            let actions: Vec<&str> = line.reach.actions.iter().map(String::as_str).collect();
            out.push_str(&format!(
                "| {} | {records} | {} | {} |\n",
                self.words(&key.object),
                self.words(people(&key.principal)),
                self.words(&in_words(&actions))
            ));
        }
        out.push_str("\nNumbers of records are those that the files state, at most, of any time; how many of them were reached is **[not known]**.\n\n");
    }

    fn causes(&self, out: &mut String) {
        out.push_str("## The settings that caused it\n\n");
        let mut told = BTreeSet::new();
        for (key, _) in &self.exposures {
            for (seen, line) in self.past.ways(key) {
                if told.insert(&seen.fingerprint) {
                    self.cause(seen, line, true, out);
                }
            }
        }
        // What is told of others and the same objects is a part of the same settings.
        let others = self.past.exposures.iter().filter(|(key, _)| {
            let same =
                |(own, _): &&(Key, Line)| (&own.tenant, &own.object) == (&key.tenant, &key.object);
            rank(&PRINCIPALS, &key.principal) <= OUTSIDERS && self.exposures.iter().any(same)
        });
        for (key, _) in others {
            for (seen, line) in self.past.ways(key) {
                if told.insert(&seen.fingerprint) {
                    self.cause(seen, line, false, out);
                }
            }
        }
        out.push('\n');
    }

    /// One finding: when it was true and where, with its chain or without.
    fn cause(&self, seen: &Seen, line: &Line, whole: bool, out: &mut String) {
        let (Some(first), Some(last)) = (line.windows.first(), line.windows.last()) else {
            return;
        };
        let days: Vec<String> = line
            .windows
            .iter()
            .map(|window| self.past.period(window))
            .collect();
        out.push_str(&format!(
            "- **[known]** {} ({}): {}\n  - {} at commit {}\n",
            self.words(&seen.message),
            self.words(&seen.rule),
            self.words(&days.join("; ")),
            self.words(&self.past.spot(&seen.place)),
            self.words(&self.past.commit(&last.last)),
        ));
        for step in seen.chain.iter().filter(|_| whole) {
            let place = step
                .place
                .as_ref()
                .map(|spot| format!(" ({})", self.past.spot(spot)));
            let words = format!("{}{}", step.message, place.unwrap_or_default());
            out.push_str(&format!("  - {}\n", self.words(&words)));
        }
        out.push_str(&format!(
            "  - opened by {}\n",
            self.words(&self.past.cause(&first.opened))
        ));
    }

    fn repair(&self, out: &mut String) {
        out.push_str("## The change that closes it\n\n");
        let mut closed: Vec<(&Edge, &Key)> = Vec::new();
        let mut open = BTreeSet::new();
        for (key, line) in &self.exposures {
            let ends = line
                .windows
                .iter()
                .filter_map(|window| window.closed.as_ref());
            closed.extend(ends.map(|edge| (edge, key)));
            if standing(line) != Standing::Closed {
                let ways = self.past.ways(key).into_iter();
                let ways = ways.filter(|(_, line)| standing(line) != Standing::Closed);
                open.extend(ways.map(|(seen, _)| &*seen.rule));
            }
        }
        closed.sort_by(|a, b| (&a.0.date, a.1).cmp(&(&b.0.date, b.1)));
        for edges in closed.chunk_by(|a, b| a.0 == b.0) {
            let (edge, _) = edges[0];
            let objects: BTreeSet<&str> = edges.iter().map(|(_, key)| &*key.object).collect();
            let objects: Vec<&str> = objects
                .into_iter()
                .filter(|object| !object.is_empty())
                .collect();
            let of = match objects.is_empty() {
                true => String::new(),
                false => format!(" ({})", self.words(&objects.join(", "))),
            };
            let cause = match &edge.why {
                Why::Commit(..) => format!("commit {}", self.past.cause(edge)),
                Why::Day => self.past.cause(edge),
            };
            out.push_str(&format!(
                "- **[known]** closed on {}{} by {}\n",
                long(&edge.date),
                of,
                self.words(&cause)
            ));
        }
        for rule in open {
            let Some(info) = self.past.report.rule(rule) else {
                continue;
            };
            out.push_str(&format!(
                "- **[known]** still to do, for {}: {}\n",
                self.words(rule),
                prose(&self.past.clean(&info.remediation))
            ));
        }
        out.push('\n');
    }

    fn unknown(&self, out: &mut String) {
        out.push_str("## What the files cannot tell\n\n");
        for line in [
            "whether anybody used the access, who, and what was taken",
            "whose records they were, and how many people they are about",
            "settings that were changed in the tenant and never committed",
            "who was told, when it was noticed, and what was done about it",
        ] {
            out.push_str(&format!("- **[not known]** {line}\n"));
        }
        for said in self.past.doubts() {
            out.push_str(&format!("- **[not known]** {}\n", inline(&said)));
        }
        let unseen = self
            .exposures
            .iter()
            .flat_map(|(_, line)| line.windows.last());
        for (_, why) in unseen
            .filter(|window| window.standing() == Standing::OutOfSight)
            .filter_map(|w: &Window| w.unseen.as_ref())
        {
            out.push_str(&format!(
                "- **[not known]** {}\n",
                inline(&self.past.unsure(why))
            ));
        }
    }
}

fn listed(words: &[&str]) -> String {
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => words.concat(),
    }
}

/// A date `YYYY-MM-DD` as it is written: `November 24, 2020`.
fn long(date: &str) -> String {
    let mut parts = date.split('-').map(str::parse::<usize>);
    let parts = (parts.next(), parts.next(), parts.next());
    match parts {
        (Some(Ok(year)), Some(Ok(month @ 1..=12)), Some(Ok(day))) => {
            format!("{} {day}, {year}", MONTHS[month - 1])
        }
        _ => date.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_as_people_write_them() {
        assert_eq!(long("2016-01-15"), "January 15, 2016");
        assert_eq!(long("2020-11-04"), "November 4, 2020");
        assert_eq!(long("someday"), "someday");
    }
}
