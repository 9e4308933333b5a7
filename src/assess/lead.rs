//! What a change does, in a sentence that a reviewer reads first.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::people::{PRINCIPALS, in_words, people, rank};
use crate::finding::{Access, Change, Finding, Status, count, thousands};

/// How many objects a sentence names.
const NAMED: usize = 3;

/// What a sentence is made of.
#[derive(Debug)]
pub struct Told<'f> {
    /// The findings of the base.
    pub before: &'f [Finding],
    /// Those of the head, with what they are beside the base's.
    pub after: &'f [Finding],
    /// The findings of the base that are fixed.
    pub fixed: &'f [Finding],
    /// How many rules can no longer judge something that they judged.
    pub blinded: usize,
    /// Whether something of the head could not be read or evaluated.
    pub failed: bool,
    /// How many findings of the base are gone for which that may be why.
    pub unclear: usize,
}

/// Who can do what to one object.
#[derive(Debug, Default)]
struct Reach<'f> {
    actions: BTreeSet<&'f str>,
    fields: BTreeSet<&'f str>,
    categories: BTreeSet<&'f str>,
    records: Option<u64>,
}

type Reaches<'f> = BTreeMap<(&'f str, &'f str), Reach<'f>>;

/// The sentence.
pub fn lead(told: &Told<'_>) -> String {
    let made = |f: &&Finding| {
        f.status == Status::Open && matches!(f.change, Some(Change::New | Change::Widened))
    };
    let before = reaches(told.before.iter());
    let after = reaches(told.after.iter().filter(made));
    let opened = opened(&before, &after);
    let made = told.after.iter().filter(made).count();
    let narrowed = |f: &&Finding| f.change == Some(Change::Narrowed);
    let narrowed = told.after.iter().filter(narrowed).count();
    let mut clauses = Vec::new();
    if !opened.is_empty() {
        clauses.push(format!("This change {}", in_a_row(&opened)));
    } else if made > 0 {
        let of_change = |f: &&Finding| {
            matches!(f.change, Some(Change::New | Change::Widened)) && f.status == Status::Open
        };
        let worst = told
            .after
            .iter()
            .filter(of_change)
            .map(|f| f.severity)
            .max();
        let worst = worst.map_or_else(String::new, |worst| format!(" ({worst} at worst)"));
        clauses.push(format!("This change makes {}{worst}", findings(made)));
    } else {
        let all = reaches(told.after.iter());
        let closed = closed(&reaches(told.fixed.iter()), &all);
        match closed.is_empty() {
            false => clauses.push(format!("After this change {}", in_a_row(&closed))),
            true if told.failed => clauses.push("Not all of this change can be judged".to_owned()),
            true => clauses.push("This change makes nothing worse".to_owned()),
        }
    }
    if narrowed > 0 {
        clauses.push(format!("{} {} narrower", findings(narrowed), are(narrowed)));
    }
    let fixed = told.fixed.len();
    if fixed > 0 {
        clauses.push(format!("{} {} fixed", findings(fixed), are(fixed)));
    }
    if told.unclear > 0 {
        clauses.push(format!("{} may be fixed or not", findings(told.unclear)));
    }
    if told.blinded > 0 {
        let rules = count(told.blinded, "rule");
        clauses.push(format!(
            "{rules} can no longer judge all that could be judged before"
        ));
    }
    format!("{}.", clauses.join("; "))
}

fn reaches<'f>(findings: impl Iterator<Item = &'f Finding>) -> Reaches<'f> {
    let mut all = Reaches::new();
    for access in findings.filter_map(|f| f.access.as_ref()) {
        let (Some(who), Some(object)) = (&access.principal, &access.object) else {
            continue;
        };
        let reach = all.entry((who, object)).or_default();
        reach.add(access);
    }
    all
}

impl<'f> Reach<'f> {
    fn add(&mut self, access: &'f Access) {
        self.actions
            .extend(access.actions.iter().map(String::as_str));
        let by_category = access.categories.values().flatten();
        let fields = access.fields.iter().chain(by_category);
        self.fields.extend(fields.map(String::as_str));
        self.categories
            .extend(access.categories.keys().map(String::as_str));
        self.records = self.records.max(access.records);
    }

    /// `(8 data categories, up to 1,381,735 records)`
    fn extent(&self) -> String {
        let categories = match self.categories.len() {
            0 => None,
            1 => Some("1 data category".to_owned()),
            n => Some(format!("{n} data categories")),
        };
        let records = self
            .records
            .map(|n| format!("up to {} records", thousands(n)));
        let parts: Vec<String> = categories.into_iter().chain(records).collect();
        match parts.is_empty() {
            true => String::new(),
            false => format!(" ({})", parts.join(", ")),
        }
    }
}

/// What is open that was not, the worst first, each in a clause that goes on after "This change".
fn opened(before: &Reaches<'_>, after: &Reaches<'_>) -> Vec<String> {
    let none = Reach::default();
    let mut clauses = Vec::new();
    for (&(who, object), reach) in after {
        let old = before.get(&(who, object)).unwrap_or(&none);
        let actions: Vec<&str> = reach.actions.difference(&old.actions).copied().collect();
        let fields: Vec<&str> = reach.fields.difference(&old.fields).copied().collect();
        let people = people(who);
        let clause = match (actions.is_empty(), fields.len()) {
            (false, _) => {
                let also = if old.actions.is_empty() { "" } else { "also " };
                let actions = in_words(&actions);
                format!("lets {people} {also}{actions} {object}{}", reach.extent())
            }
            (true, 0) => continue,
            (true, 1) => format!(
                "lets {people} reach one more field of {object}, {}",
                fields[0]
            ),
            (true, n) => {
                format!(
                    "lets {people} reach {n} more fields of {object}{}",
                    reach.extent()
                )
            }
        };
        clauses.push((
            rank(&PRINCIPALS, who),
            Reverse(reach.records),
            object,
            clause,
        ));
    }
    clauses.sort();
    clauses.into_iter().map(|(.., clause)| clause).collect()
}

/// What is closed that was open, each in a clause that goes on after "After this change".
fn closed(before: &Reaches<'_>, after: &Reaches<'_>) -> Vec<String> {
    let none = Reach::default();
    let mut clauses = Vec::new();
    for (&(who, object), reach) in before {
        let new = after.get(&(who, object)).unwrap_or(&none);
        let actions: Vec<&str> = reach.actions.difference(&new.actions).copied().collect();
        if !actions.is_empty() {
            let clause = format!(
                "{} can no longer {} {object}{}",
                people(who),
                in_words(&actions),
                reach.extent()
            );
            clauses.push((
                rank(&PRINCIPALS, who),
                Reverse(reach.records),
                object,
                clause,
            ));
        }
    }
    clauses.sort();
    clauses.into_iter().map(|(.., clause)| clause).collect()
}

/// The first few clauses, and how many more there are.
fn in_a_row(clauses: &[String]) -> String {
    let mut shown: Vec<String> = clauses.iter().take(NAMED).cloned().collect();
    match clauses.len().saturating_sub(NAMED) {
        0 => {}
        1 => shown.push("the like for 1 more object".to_owned()),
        n => shown.push(format!("the like for {n} more objects")),
    }
    match shown.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{}, and {last}", rest.join(", ")),
        _ => shown.concat(),
    }
}

fn findings(n: usize) -> String {
    count(n, "finding")
}

fn are(n: usize) -> &'static str {
    if n == 1 { "is" } else { "are" }
}
