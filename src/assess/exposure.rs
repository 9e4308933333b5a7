//! Who can do what to which data: the accesses that findings tell of, as one table.
//!
//! A rule says of each violation whom it lets do what (its `access`). Findings of the same principal
//! and object are one row here, with each finding a way in, so that a table of any platform is
//! filled by that platform's rules alone.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::people::{PRINCIPALS, rank};
use super::reach::Reach;
use crate::check::Severity;
use crate::finding::{Access, Finding};

/// What one kind of principal can do to one object of a tenant.
#[derive(Debug, Clone, PartialEq)]
pub struct Exposure {
    /// The platform; empty for a file of none.
    pub platform: String,
    /// The tenant's name.
    pub tenant: String,
    /// Who: one of [`PRINCIPALS`], or a policy's own word. Empty where no rule says.
    pub principal: String,
    /// The object; empty where it is about none, such as the right to call an API.
    pub object: String,
    /// That of the worst way in.
    pub severity: Severity,
    /// What they reach by all ways in together.
    pub reach: Reach,
    /// The ways in, the worst first.
    pub ways: Vec<Way>,
}

/// One finding that gives access.
#[derive(Debug, Clone, PartialEq)]
pub struct Way {
    /// The index of the finding among those that the table was made of.
    pub finding: usize,
    /// What opens it, in the rule's words.
    pub via: Vec<String>,
    /// What it lets them do.
    pub actions: Vec<String>,
}

/// What a table shows of all exposures; an empty list asks for nothing in particular.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// Objects, compared without case.
    pub objects: Vec<String>,
    /// Principals.
    pub principals: Vec<String>,
    /// Data categories, compared without case.
    pub categories: Vec<String>,
}

/// A word that was asked for and that nothing has, with those that there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// What it was to name: `object`, `principal`, `category` or `rule`.
    pub kind: &'static str,
    /// The word.
    pub word: String,
    /// The words of that kind that there are.
    pub known: BTreeSet<String>,
}

impl Asked {
    /// The exposures that are asked for, and the words that none of all has: an answer that is empty
    /// for a slip must not look like one that is.
    pub fn choose(&self, all: Vec<Exposure>) -> (Vec<Exposure>, Vec<Unknown>) {
        let unknown = self.unknown(&all);
        let rows = all.into_iter().filter(|row| self.shows(row)).collect();
        (rows, unknown)
    }

    fn shows(&self, exposure: &Exposure) -> bool {
        let mut categories = exposure.reach.categories.keys();
        among(&self.objects, &exposure.object)
            && among(&self.principals, &exposure.principal)
            && (self.categories.is_empty() || categories.any(|c| among(&self.categories, c)))
    }

    fn unknown(&self, all: &[Exposure]) -> Vec<Unknown> {
        let words = |of: fn(&Exposure) -> Vec<&String>| -> BTreeSet<String> {
            let words = all.iter().flat_map(of).filter(|word| !word.is_empty());
            words.cloned().collect()
        };
        let kinds = [
            ("object", &self.objects, words(|e| vec![&e.object])),
            ("principal", &self.principals, words(|e| vec![&e.principal])),
            (
                "category",
                &self.categories,
                words(|e| e.reach.categories.keys().collect()),
            ),
        ];
        let kinds = kinds.iter();
        kinds
            .flat_map(|(kind, asked, known)| Unknown::among(kind, asked, known))
            .collect()
    }
}

impl Unknown {
    /// Those of the words that were asked for that are not known, whatever their case.
    pub fn among(kind: &'static str, asked: &[String], known: &BTreeSet<String>) -> Vec<Self> {
        let has = |word: &&String| known.iter().any(|k| k.eq_ignore_ascii_case(word));
        let unknown = asked.iter().filter(|word| !has(word)).map(|word| Self {
            kind,
            word: word.clone(),
            known: known.clone(),
        });
        unknown.collect()
    }
}

fn among(asked: &[String], given: &str) -> bool {
    asked.is_empty() || asked.iter().any(|a| a.eq_ignore_ascii_case(given))
}

/// The exposures that findings tell of, whatever was decided about them: a waived one is as open.
/// What matters most comes first: the worst, then who needs the least, then the most kinds of data,
/// the most records, and names.
pub fn table(findings: &[Finding]) -> Vec<Exposure> {
    let mut rows: BTreeMap<Key<'_>, Exposure> = BTreeMap::new();
    for (number, finding) in findings.iter().enumerate() {
        let Some(access) = &finding.access else {
            continue;
        };
        let row = rows.entry(Key::of(finding, access));
        row.or_insert_with(|| empty(finding, access))
            .add(number, finding, access);
    }
    let mut rows: Vec<Exposure> = rows.into_values().collect();
    for row in &mut rows {
        row.ways
            .sort_by_key(|way| (Reverse(findings[way.finding].severity), way.finding));
    }
    rows.sort_by(|a, b| a.weight().cmp(&b.weight()));
    rows
}

/// What makes two findings tell of one exposure.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key<'a> {
    platform: &'a str,
    tenant: &'a str,
    principal: Option<&'a str>,
    object: Option<&'a str>,
    /// What is about no object is told apart by its rule.
    rule: Option<&'a Arc<str>>,
}

impl<'a> Key<'a> {
    fn of(finding: &'a Finding, access: &'a Access) -> Self {
        Self {
            platform: &finding.subject.platform,
            tenant: &finding.subject.tenant,
            principal: access.principal.as_deref(),
            object: access.object.as_deref(),
            rule: access.object.is_none().then_some(&finding.rule),
        }
    }
}

fn empty(finding: &Finding, access: &Access) -> Exposure {
    Exposure {
        platform: finding.subject.platform.clone(),
        tenant: finding.subject.tenant.clone(),
        principal: access.principal.clone().unwrap_or_default(),
        object: access.object.clone().unwrap_or_default(),
        severity: finding.severity,
        reach: Reach::default(),
        ways: Vec::new(),
    }
}

impl Exposure {
    fn add(&mut self, number: usize, finding: &Finding, access: &Access) {
        self.severity = self.severity.max(finding.severity);
        self.reach.add(access);
        self.ways.push(Way {
            finding: number,
            via: access.via.clone(),
            actions: access.actions.clone(),
        });
    }

    fn weight(&self) -> impl Ord + '_ {
        (
            Reverse(self.severity),
            rank(&PRINCIPALS, &self.principal),
            Reverse(self.reach.categories.len()),
            Reverse(self.reach.records),
            (&self.object, &self.principal, &self.reach.actions),
            (&self.tenant, &self.platform),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Place, Subject};
    use crate::source::{Encoding, SourceMap};

    fn finding(rule: &str, severity: Severity, access: Access) -> Finding {
        let mut sources = SourceMap::new();
        let file = sources.add("a.yaml", "a: 1", Encoding::Utf8);
        let subject = Subject {
            tenant: "shop".to_owned(),
            identity: [("rule".to_owned(), rule.into())].into(),
            ..Subject::default()
        };
        let mut finding = Finding::new(rule, severity, "m", Place::of_file(file), subject);
        finding.access = Some(access);
        finding
    }

    fn access(principal: &str, action: &str, object: &str) -> Access {
        Access {
            principal: Some(principal.to_owned()),
            actions: vec![action.to_owned()],
            object: (!object.is_empty()).then(|| object.to_owned()),
            ..Access::default()
        }
    }

    fn told(rows: &[Exposure]) -> Vec<String> {
        let row = |e: &Exposure| {
            let ways: Vec<String> = e.ways.iter().map(|w| w.finding.to_string()).collect();
            let (who, what) = (&e.principal, e.reach.actions.join("+"));
            format!("{who} {what} {} by {}", e.object, ways.join(","))
        };
        rows.iter().map(row).collect()
    }

    #[test]
    fn findings_of_one_principal_and_object_are_one_row() {
        let mut richer = access("anonymous", "read", "Order");
        richer.records = Some(7);
        richer.categories = [("phone".to_owned(), vec!["Phone".to_owned()])].into();
        let all = [
            finding("A", Severity::Low, access("anonymous", "delete", "Order")),
            finding("B", Severity::High, richer),
            finding("C", Severity::High, access("guest", "read", "Order")),
        ];
        let rows = table(&all);
        assert_eq!(
            told(&rows),
            [
                "anonymous read+delete Order by 1,0",
                "guest read Order by 2"
            ]
        );
        assert_eq!(rows[0].severity, Severity::High);
        assert_eq!(rows[0].reach.records, Some(7));
        assert_eq!(rows[0].reach.fields, ["Phone".to_owned()].into());
    }

    #[test]
    fn what_matters_most_comes_first() {
        let mut counted = access("guest", "read", "Case");
        counted.records = Some(9);
        let all = [
            finding("A", Severity::High, access("any-member", "read", "A")),
            finding("B", Severity::High, access("guest", "read", "B")),
            finding("C", Severity::High, counted),
            finding("D", Severity::High, access("robots", "read", "D")),
            finding("E", Severity::Critical, access("admin", "read", "E")),
        ];
        let rows = table(&all);
        let objects: Vec<&str> = rows.iter().map(|r| &*r.object).collect();
        assert_eq!(objects, ["E", "Case", "B", "A", "D"]);
    }

    #[test]
    fn what_is_about_no_object_is_told_apart_by_its_rule() {
        let all = [
            finding("A", Severity::High, access("guest", "call APIs", "")),
            finding("B", Severity::High, access("guest", "upload files", "")),
        ];
        assert_eq!(table(&all).len(), 2);
    }

    #[test]
    fn a_table_shows_what_is_asked_for() {
        let mut phones = access("guest", "read", "Case");
        phones.categories = [("phone".to_owned(), Vec::new())].into();
        let all = [
            finding("A", Severity::High, phones),
            finding("B", Severity::High, access("anonymous", "read", "Order")),
        ];
        let some = |objects: &[&str], principals: &[&str], categories: &[&str]| {
            let texts = |t: &[&str]| t.iter().map(|&t| t.to_owned()).collect();
            let asked = Asked {
                objects: texts(objects),
                principals: texts(principals),
                categories: texts(categories),
            };
            asked.choose(table(&all)).0.len()
        };
        assert_eq!(some(&[], &[], &[]), 2);
        assert_eq!(some(&["ORDER"], &[], &[]), 1);
        assert_eq!(some(&["order", "case"], &["guest"], &[]), 1);
        assert_eq!(some(&[], &[], &["Phone"]), 1);
        assert_eq!(some(&["Order"], &[], &["phone"]), 0);
        let asked = Asked {
            objects: vec!["ORDER".to_owned(), "Ordr".to_owned()],
            principals: vec!["gest".to_owned()],
            ..Asked::default()
        };
        let unknown = asked.choose(table(&all)).1;
        let words: Vec<(&str, &str)> = unknown.iter().map(|u| (u.kind, &*u.word)).collect();
        assert_eq!(words, [("object", "Ordr"), ("principal", "gest")]);
        let known = ["anonymous".to_owned(), "guest".to_owned()];
        assert_eq!(unknown[1].known, known.into());
    }
}
