//! Edits of a hundred thousand texts from seeds, in every style that people and programs write: each
//! says what was meant, and keeps all else as it was. What was meant is worked out here, not by the
//! program, and of YAML another reader has to agree.
//!
//! `TENANTLINT_EDITS=COUNT cargo test --test fix_edits -- --nocapture` prints so many edits of each
//! kind of text, and why edits were refused.

#![expect(
    clippy::print_stdout,
    reason = "what was counted is what the test has to show"
)]

#[path = "fix_edits/change.rs"]
mod change;
#[path = "fix_edits/kept.rs"]
mod kept;
#[path = "fix_edits/mutant.rs"]
mod mutant;
#[path = "oracle/random.rs"]
mod random;
#[path = "fix_edits/tree.rs"]
mod tree;
#[path = "fix_edits/xml.rs"]
mod xml;
#[path = "fix_edits/yaml.rs"]
mod yaml;

use std::collections::{BTreeMap, HashMap};

use change::{Place, places};
use random::Random;
use tenantlint::document::{Document, Limits, NodeId, parse};
use tenantlint::fix::{Change, Edited, Op, Splice, edit};
use tenantlint::source::{Encoding, FileId, SourceMap};
use tree::{Sides, by_node, changed, changed_there, read, read_there};

/// How many edits each kind of text gets.
const YAML: usize = 27_000;
const JSON: usize = 13_000;
const XML: usize = 23_000;
const MUTANTS: usize = 10_000;

const _: () = assert!(2 * YAML + JSON + XML + MUTANTS == 100_000);

/// How many edits are made of one text.
const EDITS: usize = 5;

#[test]
fn edits_of_yaml() {
    run("YAML", 0, YAML, yaml::yaml);
}

#[test]
fn edits_of_more_yaml() {
    run("YAML", 1 << 32, YAML, yaml::yaml);
}

#[test]
fn edits_of_json() {
    run("JSON", 2 << 32, JSON, yaml::json);
}

#[test]
fn edits_of_xml() {
    run("XML", 3 << 32, XML, xml::xml);
}

#[test]
fn edits_of_what_nobody_wrote() {
    run("mutants", 4 << 32, MUTANTS, mutant::mutant);
}

/// What became of edits of one kind.
#[derive(Default)]
struct Count {
    made: usize,
    refused: usize,
}

fn run(what: &str, first: u64, edits: usize, text: fn(&mut Random) -> String) {
    let file = SourceMap::new().add("t", "", Encoding::Utf8);
    let shown = std::env::var("TENANTLINT_EDITS").ok();
    let shown: usize = shown.and_then(|n| n.parse().ok()).unwrap_or(0);
    let mut counts: BTreeMap<&str, Count> = BTreeMap::new();
    let mut refusals: BTreeMap<(&str, String), (usize, String)> = BTreeMap::new();
    let mut failures: BTreeMap<String, (usize, String)> = BTreeMap::new();
    let (mut done, mut unread, mut seed, mut compared) = (0, 0, first, 0);
    while done < edits {
        seed += 1;
        let random = &mut Random::new(seed);
        let text = text(random);
        let Ok(document) = parse(file, text.as_str().into(), &Limits::default()) else {
            unread += 1;
            continue;
        };
        let places = places(&document);
        let there = (!document.is_markup() && what != "mutants" && !has_aliases(&document))
            .then(|| read_there(&text))
            .flatten();
        for _ in 0..EDITS.min(edits - done) {
            let changes = change::changes(random, &document, &places);
            let Some(first) = changes.first() else {
                continue;
            };
            done += 1;
            let kind = match (changes.len(), &first.op) {
                (1, Op::Set(value)) if value.is_array() || value.is_object() => "set collection",
                (1, Op::Set(_)) => "set scalar",
                (1, Op::Remove) => "remove",
                (1, Op::Insert(..)) => "insert",
                (1, Op::Push(_)) => "push",
                _ => "several",
            };
            let count = counts.entry(kind).or_default();
            let asked = change::shown(&document, &places, &changes);
            let edited = match edit(&document, &changes, &Limits::default()) {
                Ok(edited) => edited,
                Err(refusal) => {
                    count.refused += 1;
                    let why = refusal
                        .why
                        .split(['`', ':'])
                        .next()
                        .unwrap_or("")
                        .to_owned();
                    let sample = || (0, format!("seed {seed}: {asked}\n{text}"));
                    let entry = refusals.entry((kind, why)).or_insert_with(sample);
                    entry.0 += 1;
                    if entry.1.len() > text.len() + asked.len() + 30 {
                        entry.1 = sample().1;
                    }
                    continue;
                }
            };
            count.made += 1;
            let case = Case {
                file,
                old: &document,
                there: there.as_deref(),
                places: &places,
                changes: &changes,
                edited: &edited,
            };
            let shows = || {
                format!(
                    "seed {seed}: {asked}\n--- before\n{text}\n--- after\n{}\n",
                    edited.text
                )
            };
            match case.check() {
                Ok(by_both) => compared += usize::from(by_both),
                Err(why) => {
                    let failed = failures.entry(why).or_insert_with(|| (0, shows()));
                    failed.0 += 1;
                    if shows().len() < failed.1.len() {
                        failed.1 = shows();
                    }
                }
            }
            if done % (edits / shown.clamp(1, edits)).max(1) == 0 && shown > 0 {
                println!("===== {what} {}", shows());
            }
        }
    }
    println!(
        "{what}: {done} edits, {compared} read by another reader too, {unread} texts not read"
    );
    for (kind, count) in &counts {
        println!("  {kind}: {} made, {} refused", count.made, count.refused);
    }
    if shown > 0 {
        for ((kind, why), (times, sample)) in &refusals {
            println!("===== {kind} refused {times} times, {why}: {sample}");
        }
    }
    for (why, (times, sample)) in &failures {
        println!("===== FAILED {times} times: {why}: {sample}");
    }
    assert!(failures.is_empty(), "{} kinds of failures", failures.len());
    for (kind, count) in &counts {
        let most = match *kind {
            _ if what == "mutants" => 8,
            "insert" | "push" => 0,
            "several" => 8,
            _ => 5,
        };
        let all = count.made + count.refused;
        assert!(
            count.refused * 100 <= most * all,
            "{kind}: {} refused",
            count.refused
        );
    }
    assert_eq!(done, edits);
    assert_eq!(
        counts.values().map(|c| c.made + c.refused).sum::<usize>(),
        edits
    );
    let most = match what {
        "mutants" => edits / 2,
        _ => edits / EDITS / 10,
    };
    assert!(unread < most, "{unread} texts were not read");
}

fn has_aliases(document: &Document) -> bool {
    document.source().contains(['&', '*'])
}

/// The first line break of a text.
fn line_break(text: &str) -> &str {
    match text.find(['\n', '\r']) {
        Some(at) if text[at..].starts_with("\r\n") => "\r\n",
        Some(at) => &text[at..=at],
        None => "\n",
    }
}

/// One edit that was made.
struct Case<'c> {
    file: FileId,
    old: &'c Document,
    /// What another reader takes the text for.
    there: Option<&'c [yaml_serde::Value]>,
    places: &'c [Place],
    changes: &'c [Change],
    edited: &'c Edited,
}

impl Case<'_> {
    /// Checks all that is promised; true where another reader had a say.
    fn check(&self) -> Result<bool, String> {
        let text = &self.edited.text;
        self.says_where_it_changed()?;
        let new = parse(self.file, text.clone(), &Limits::default())
            .map_err(|e| format!("not read: {e:?}"))?;
        let became = self.says_what_was_meant(&new)?;
        let by_both = self.is_read_by_another()?;
        self.breaks_lines_alike()?;
        self.keeps_comments(&new)?;
        self.keeps_comments_in_place(&new, &became)?;
        if let [change] = self.changes {
            self.touches_little(change)?;
            self.is_done_once(change, &new)?;
        }
        Ok(by_both)
    }

    /// The new text is the old one but for the splices, and the other way round.
    fn says_where_it_changed(&self) -> Result<(), String> {
        let (old, new) = (self.old.source(), &self.edited.text);
        let (mut from, mut to) = (0, 0);
        for Splice { span, text } in &self.edited.splices {
            let kept = span.start as usize - from;
            if old[from..from + kept] != new[to..to + kept]
                || new[to + kept..][..text.len()] != **text
            {
                return Err("the splices do not tell what changed".into());
            }
            from = span.end as usize;
            to += kept + text.len();
        }
        match old[from..] == new[to..] {
            true => Ok(()),
            false => Err("the splices do not tell what changed at the end".into()),
        }
    }

    fn says_what_was_meant(&self, new: &Document) -> Result<Vec<(NodeId, NodeId)>, String> {
        let wanted = self.old.roots().iter();
        let wanted: Vec<_> = wanted
            .map(|root| changed(self.old, *root, self.changes))
            .collect();
        let found: Vec<_> = new.roots().iter().map(|root| read(new, *root)).collect();
        let mut sides = Sides {
            old: self.old,
            new,
            wanted: HashMap::new(),
            found: HashMap::new(),
            became: Vec::new(),
        };
        by_node(&wanted, &mut sides.wanted);
        by_node(&found, &mut sides.found);
        let alike =
            wanted.len() == found.len() && wanted.iter().zip(&found).all(|(a, b)| sides.same(a, b));
        match alike {
            true => Ok(sides.became),
            false => Err("the text says something else".into()),
        }
    }

    fn is_read_by_another(&self) -> Result<bool, String> {
        let Some(there) = self.there.filter(|t| t.len() == self.old.roots().len()) else {
            return Ok(false);
        };
        let mut wanted = Vec::new();
        for (root, value) in self.old.roots().iter().zip(there) {
            let Some(value) = changed_there(self.old, *root, value, self.changes) else {
                return Ok(false);
            };
            wanted.push(value);
        }
        match read_there(&self.edited.text) {
            Some(found) if found == wanted => Ok(true),
            Some(_) => Err("another reader takes the text for something else".into()),
            None => Err("another reader refuses the text".into()),
        }
    }

    fn breaks_lines_alike(&self) -> Result<(), String> {
        let first = line_break(self.old.source());
        for splice in &self.edited.splices {
            if splice.text.replace(first, "").contains(['\n', '\r']) {
                return Err("a line break of another kind".into());
            }
        }
        Ok(())
    }
}
