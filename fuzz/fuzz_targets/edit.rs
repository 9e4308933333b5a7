//! Edits of whatever text: none panics or hangs, and one that is made changes what it says it does,
//! takes nothing away where something is added, and is done once.
//!
//! The first line says what is changed, a byte each for the place, what is done and the value, and
//! so on for further changes; the rest is the text.

#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::{Value as Json, json};
use tenantlint::document::{Document, Kind, Limits, NodeId, parse};
use tenantlint::fix::{Change, Edited, Op, edit};
use tenantlint::source::{Encoding, SourceMap};

/// What is set, inserted or pushed: the words of YAML, XML and JSON that have a meaning.
const TEXTS: &[&str] = &[
    "x",
    "yes",
    "",
    "a: b",
    "# x",
    "two\nlines",
    "it's",
    "\"",
    "日本🚲",
    "\\",
    "- x",
    "1",
    "]",
    "}, {",
    "*x",
    "&x",
    "!x",
    "%x",
    "\t",
    "<b>&",
    "]]>",
    "\r\n",
    " x ",
    "\u{85}\u{2028}",
    "\u{1b}",
    "--- x",
    "...",
    "<<",
    "~",
];

fuzz_target!(|data: &[u8]| {
    let Some((head, text)) = std::str::from_utf8(data)
        .ok()
        .and_then(|t| t.split_once('\n'))
    else {
        return;
    };
    let limits = Limits {
        max_bytes: 8 << 10,
        ..Limits::default()
    };
    let file = SourceMap::new().add("t", "", Encoding::Utf8);
    let Ok(document) = parse(file, text.into(), &limits) else {
        return;
    };
    let places = places(&document);
    if places.is_empty() {
        return;
    }
    let changes: Vec<Change> = head
        .as_bytes()
        .chunks_exact(3)
        .take(4)
        .map(|bytes| change(&document, &places, bytes))
        .collect();
    let limits = Limits {
        max_bytes: 1 << 20,
        ..limits
    };
    let Ok(edited) = edit(&document, &changes, &limits) else {
        return;
    };
    tells_what_changed(text, &edited);
    let Ok(new) = parse(file, edited.text.clone(), &limits) else {
        panic!("the new text is not read");
    };
    let [change] = changes.as_slice() else {
        return;
    };
    let empty = children(&document, change.node).is_empty();
    match &change.op {
        Op::Set(_) => is_done_once(&document, change, &new, &limits),
        Op::Insert(..) | Op::Push(_) if !empty => {
            assert!(edited.splices.iter().all(|s| s.span.is_empty()));
        }
        _ => {}
    }
});

/// A change of one of the places.
fn change(document: &Document, places: &[NodeId], bytes: &[u8]) -> Change {
    let node = places[usize::from(bytes[0]) % places.len()];
    let value = value(bytes[2]);
    let op = match (bytes[1] % 4, document.kind(node)) {
        (0, _) => Op::Remove,
        (1 | 2, Kind::Seq) => Op::Push(value),
        (1 | 2, Kind::Map) => {
            let key = TEXTS[usize::from(bytes[1]) % TEXTS.len()];
            let key = if document.is_markup() { "m" } else { key };
            Op::Insert(key.to_owned(), value)
        }
        _ => Op::Set(value),
    };
    Change { node, op }
}

fn value(byte: u8) -> Json {
    let text = TEXTS[usize::from(byte) % TEXTS.len()];
    match byte / 29 {
        0 => json!(true),
        1 => json!({ text: byte, "b": [text, {}] }),
        2 => json!([text, [1.5, { text: null }]]),
        3 => json!({}),
        4 => json!(1e300),
        _ => json!(text),
    }
}

/// All values and items in the order of the text.
fn places(document: &Document) -> Vec<NodeId> {
    let mut out = document.roots().to_vec();
    let mut at = 0;
    while at < out.len() {
        out.extend(children(document, out[at]));
        at += 1;
    }
    out
}

fn children(document: &Document, node: NodeId) -> Vec<NodeId> {
    match document.kind(node) {
        Kind::Map => document.written_entries(node).map(|(_, v)| v).collect(),
        Kind::Seq => document.items(node).collect(),
        Kind::Scalar | Kind::Alias => Vec::new(),
    }
}

/// The new text is the old one but for the splices.
fn tells_what_changed(old: &str, edited: &Edited) {
    let mut rest = &*edited.text;
    let mut from = 0;
    for splice in &edited.splices {
        let kept = &old[from..splice.span.start as usize];
        let behind = rest
            .strip_prefix(kept)
            .and_then(|r| r.strip_prefix(splice.text.as_str()));
        let Some(behind) = behind else {
            panic!("the splices do not tell what changed");
        };
        rest = behind;
        from = splice.span.end as usize;
    }
    assert_eq!(rest, &old[from..]);
}

/// What is set stands at the same place of the new text, and is not set a second time.
fn is_done_once(old: &Document, change: &Change, new: &Document, limits: &Limits) {
    let numbers = places(old).into_iter().position(|node| node == change.node);
    // A value that was set has the number of the old one unless others stood before and were inside
    // of what went; those come later in the order of depths.
    let Some(node) = numbers.and_then(|at| places(new).get(at).copied()) else {
        panic!("what was set is gone");
    };
    let op = change.op.clone();
    match edit(new, &[Change { node, op }], limits) {
        Ok(again) => assert!(again.splices.is_empty(), "it is done twice"),
        Err(refusal) => panic!("refused the second time: {refusal}"),
    }
}
