//! Several edits of one text, each by itself, without reading the text anew for each.
//!
//! Edits that are apart from each other are proven together: where the text after all of them says
//! what was meant at every node, each of them does what it says. Where it does not, each half is
//! proven by itself, down to single edits, as long as what is read for it stays within a limit that
//! the text sets and no clock.

use std::collections::BTreeMap;

use super::plan::Plan;
use super::{Change, Look, Refusal, Splice, proven};
use crate::document::{Document, Limits};
use crate::source::Span;

/// How many bytes may be read again of any text.
const MOST_READ: usize = 16 << 20;

/// How often a text may be read again, however long it is.
const LEAST_TIMES: usize = 4;

/// Makes several edits of one text, each as if it were the only one. Splices that touch each other
/// come as one.
///
/// Of a text that too many edits change in the same places, not all can be proven; those that are
/// left are refused.
pub fn each(
    document: &Document,
    edits: &[Vec<Change>],
    limits: &Limits,
) -> Vec<Result<Vec<Splice>, Refusal>> {
    let look = Look::of(document);
    let mut results: Vec<Option<Result<Vec<Splice>, Refusal>>> = Vec::with_capacity(edits.len());
    // Edits that do the same are proven once.
    let mut drafts: BTreeMap<Vec<Splice>, Vec<usize>> = BTreeMap::new();
    for (number, changes) in edits.iter().enumerate() {
        let plan = Plan::of(document, changes);
        let splices = plan.and_then(|plan| look.splices(document, &plan));
        results.push(match splices {
            Ok(splices) if splices.is_empty() => Some(Ok(splices)),
            Ok(splices) => {
                drafts.entry(splices).or_default().push(number);
                None
            }
            Err(refusal) => Some(Err(refusal)),
        });
    }
    let mut drafts: Vec<Draft<'_>> = drafts
        .into_iter()
        .flat_map(|(splices, numbers)| drafts_of(splices, numbers, edits))
        .collect();
    let mut prover = Prover {
        document,
        limits,
        left: document.source().len() * LEAST_TIMES + MOST_READ,
    };
    for group in groups(document, &drafts) {
        prover.prove(&mut drafts, &group);
    }
    for draft in drafts {
        let result = draft
            .result
            .unwrap_or_else(|| Err(unproven(&draft.splices)));
        let result = result.map(|()| joined(&draft.splices));
        for number in draft.numbers {
            results[number] = Some(result.clone());
        }
    }
    let missing = || Err(unproven(&[]));
    results
        .into_iter()
        .map(|result| result.unwrap_or_else(missing))
        .collect()
}

/// An edit that is written and not proven yet.
struct Draft<'c> {
    splices: Vec<Splice>,
    changes: &'c [Change],
    /// Which edits it is.
    numbers: Vec<usize>,
    result: Option<Result<(), Refusal>>,
}

impl Draft<'_> {
    /// From the first byte that it touches to the last.
    fn hull(&self) -> Span {
        let first = self.splices.first().map_or(Span::default(), |s| s.span);
        self.splices.iter().fold(first, |hull, s| hull.to(s.span))
    }
}

/// Edits with the same splices: one draft for all that mean the same by them.
fn drafts_of(splices: Vec<Splice>, numbers: Vec<usize>, edits: &[Vec<Change>]) -> Vec<Draft<'_>> {
    let mut drafts: Vec<Draft<'_>> = Vec::new();
    for number in numbers {
        let changes = &edits[number][..];
        match drafts.iter_mut().find(|draft| draft.changes == changes) {
            Some(draft) => draft.numbers.push(number),
            None => drafts.push(Draft {
                splices: splices.clone(),
                changes,
                numbers: vec![number],
                result: None,
            }),
        }
    }
    drafts
}

/// Drafts, by their numbers, that can be proven together: with something between them, or all put
/// at one place. One that takes an alias away stands alone: another one could take its anchor away,
/// which only the two together may.
fn groups(document: &Document, drafts: &[Draft<'_>]) -> Vec<Vec<usize>> {
    let aliases: Vec<u32> = document.alias_spans().map(|span| span.start).collect();
    let takes_alias = |splice: &Splice| {
        let first = aliases.partition_point(|at| *at < splice.span.start);
        aliases.get(first).is_some_and(|at| *at < splice.span.end)
    };
    let mut order: Vec<usize> = (0..drafts.len()).collect();
    order.sort_by_key(|&number| (drafts[number].hull(), number));
    let mut alone = Vec::new();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    // The groups by where they end so far.
    let mut open: BTreeMap<(u32, usize), Span> = BTreeMap::new();
    for number in order {
        if drafts[number].splices.iter().any(takes_alias) {
            alone.push(vec![number]);
            continue;
        }
        let hull = drafts[number].hull();
        let before = open.range(..(hull.start, 0)).next_back().map(|(k, _)| *k);
        let beside = || {
            let mut here = open.range((hull.end, 0)..=(hull.end, usize::MAX));
            let same = here.find(|(_, last)| hull.is_empty() && **last == hull);
            same.map(|(key, _)| *key)
        };
        let group = match beside().or(before) {
            Some(key) => {
                open.remove(&key);
                groups[key.1].push(number);
                key.1
            }
            None => {
                groups.push(vec![number]);
                groups.len() - 1
            }
        };
        open.insert((hull.end, group), hull);
    }
    groups.extend(alone);
    groups
}

struct Prover<'d> {
    document: &'d Document,
    limits: &'d Limits,
    /// How many bytes may still be read.
    left: usize,
}

impl Prover<'_> {
    fn prove(&mut self, drafts: &mut [Draft<'_>], group: &[usize]) {
        let length = self.document.source().len();
        if self.left < length {
            return;
        }
        self.left -= length;
        let proof = self.check(drafts, group);
        match group {
            [one] => drafts[*one].result = Some(proof),
            several if proof.is_err() => {
                let (first, second) = several.split_at(several.len() / 2);
                self.prove(drafts, first);
                self.prove(drafts, second);
            }
            several => {
                for number in several {
                    drafts[*number].result = Some(Ok(()));
                }
            }
        }
    }

    fn check(&self, drafts: &[Draft<'_>], group: &[usize]) -> Result<(), Refusal> {
        let all = group.iter().map(|number| &drafts[*number]);
        let changes: Vec<Change> = all
            .clone()
            .flat_map(|d| d.changes.iter().cloned())
            .collect();
        let splices: Vec<Splice> = all.flat_map(|d| d.splices.iter().cloned()).collect();
        let plan = Plan::of(self.document, &changes)?;
        proven(self.document, &plan, &splices, self.limits).map(|_| ())
    }
}

fn unproven(splices: &[Splice]) -> Refusal {
    let at = splices.first().map_or(Span::default(), |s| s.span);
    Refusal::new(
        at,
        "too much else is to be changed in this text to prove it",
    )
}

/// Splices of a text without two that touch.
fn joined(splices: &[Splice]) -> Vec<Splice> {
    let mut all: Vec<Splice> = Vec::with_capacity(splices.len());
    for splice in splices {
        match all.last_mut() {
            Some(last) if last.span.end == splice.span.start => {
                last.span.end = splice.span.end;
                last.text.push_str(&splice.text);
            }
            _ => all.push(splice.clone()),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::document::{Kind, parse};
    use crate::fix::{Op, edit, spliced};
    use crate::source::{Encoding, SourceMap};

    fn parsed(text: &str) -> Document {
        let file = SourceMap::new().add("t", text, Encoding::Utf8);
        parse(file, text.into(), &Limits::default()).expect("a document")
    }

    /// All that could be done to any one node.
    fn possible(document: &Document) -> Vec<Vec<Change>> {
        let mut edits = Vec::new();
        let mut open = document.roots().to_vec();
        while let Some(node) = open.pop() {
            let mut ops = vec![Op::Set(json!(false)), Op::Set(json!({"z": 1})), Op::Remove];
            if document.kind(node) == Kind::Map {
                open.extend(document.written_entries(node).map(|(_, value)| value));
                ops.push(Op::Insert("k".to_owned(), json!(1)));
                ops.push(Op::Insert("zz".to_owned(), json!({"l": [1]})));
            } else if document.kind(node) == Kind::Seq {
                open.extend(document.items(node));
                ops.push(Op::Push(json!("i")));
            }
            edits.extend(ops.into_iter().map(|op| vec![Change { node, op }]));
        }
        edits
    }

    const TEXTS: &[&str] = &[
        "a: 1\nb: 2\nc:\n  - x\n  - y: 1\n    z: 2\n# end\n",
        "c: 1\na: {b: 1, c: [1, 2], d: {}}\n",
        "a: &x {b: 1}\nb: *x\nc:\n  d: *x\n",
        "{\"a\":true,\"b\":[1,{\"c\":null}]}",
        "\u{feff}a: |+\r\n  x\r\n\r\nb:\r\n  c: \"1\" # why\r\n",
        "<r>\n  <a>1</a>\n  <b/>\n  <c><d>x</d></c>\n</r>\n",
        "- 1\n- - 2\n  - 3\n- a:\n  b: {}\n",
    ];

    /// Whatever is asked for beside it, an edit does what it does alone, or is refused as it is
    /// alone.
    #[test]
    fn each_edit_is_the_one_that_it_is_alone() {
        let (mut done, mut refused) = (0, 0);
        for text in TEXTS {
            let document = parsed(text);
            let edits = possible(&document);
            let all = each(&document, &edits, &Limits::default());
            for (changes, splices) in edits.iter().zip(all) {
                let alone = edit(&document, changes, &Limits::default());
                let got = splices.map(|s| spliced(text, &s));
                assert_eq!(
                    got.as_ref().ok().map(String::as_str),
                    alone.as_ref().ok().map(|edited| &*edited.text),
                    "{changes:?} of {text:?}"
                );
                match got {
                    Ok(_) => done += 1,
                    Err(_) => refused += 1,
                }
            }
        }
        assert!(done > 150 && refused > 8, "{done} done, {refused} refused");
    }

    #[test]
    fn what_is_apart_is_proven_together() {
        let text: String = (0..500).map(|n| format!("k{n:03}:\n  a: true\n")).collect();
        let document = parsed(&text);
        let root = document.roots()[0];
        let maps = document.written_entries(root).map(|(_, value)| value);
        let values = maps.filter_map(|map| document.written_entries(map).next());
        let op = Op::Set(json!(false));
        let edits: Vec<Vec<Change>> = values
            .map(|(_, node)| {
                vec![Change {
                    node,
                    op: op.clone(),
                }]
            })
            .collect();
        let drafts: Vec<Draft<'_>> = edits
            .iter()
            .map(|changes| Draft {
                splices: vec![Splice {
                    span: document.span(changes[0].node),
                    text: "false".to_owned(),
                }],
                changes,
                numbers: Vec::new(),
                result: None,
            })
            .collect();
        assert_eq!(groups(&document, &drafts).len(), 1);
        let all = each(&document, &edits, &Limits::default());
        assert!(all.iter().all(Result::is_ok) && all.len() == 500);
    }

    /// Of many edits in one place, as many are proven as the limit lets be.
    #[test]
    fn what_cannot_be_proven_in_time_is_refused() {
        let items = "x".repeat(2 << 20);
        let text = format!("a: [1]\nb: {items}\n");
        let document = parsed(&text);
        let root = document.roots()[0];
        let (_, node) = document.written_entries(root).next().expect("an entry");
        let set = |n| {
            vec![Change {
                node,
                op: Op::Set(json!(n)),
            }]
        };
        let edits: Vec<Vec<Change>> = (0..40).map(set).collect();
        let all = each(&document, &edits, &Limits::default());
        let done = all.iter().filter(|result| result.is_ok()).count();
        assert!((4..20).contains(&done), "{done}");
    }
}
