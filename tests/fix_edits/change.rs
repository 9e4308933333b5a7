//! Changes of a text from a stream of numbers.

use serde_json::{Value as Json, json};
use tenantlint::document::{Document, Kind, NodeId, Style};
use tenantlint::fix::{Change, Op};

use super::random::Random;

/// A node that changes may name, and how it is come by.
pub(crate) struct Place {
    pub(crate) node: NodeId,
    /// The number of the document, then of an entry or item in each collection.
    pub(crate) path: Vec<usize>,
    /// The collection that it is an entry or item of.
    pub(crate) parent: Option<NodeId>,
}

/// All values and items of a text, in its order.
pub(crate) fn places(document: &Document) -> Vec<Place> {
    let mut out = Vec::new();
    for (number, root) in document.roots().iter().enumerate() {
        walk(document, *root, None, vec![number], &mut out);
    }
    if document.is_markup() {
        // What holds the root element has no place in the text.
        out.retain(|place| place.path.len() > 1);
    }
    out
}

fn walk(
    document: &Document,
    node: NodeId,
    parent: Option<NodeId>,
    path: Vec<usize>,
    out: &mut Vec<Place>,
) {
    for (number, child) in children(document, node).into_iter().enumerate() {
        let path = [path.as_slice(), &[number]].concat();
        walk(document, child, Some(node), path, out);
    }
    out.push(Place { node, path, parent });
}

/// The values or items of a collection as it is written.
pub(crate) fn children(document: &Document, node: NodeId) -> Vec<NodeId> {
    match document.kind(node) {
        Kind::Map => document.written_entries(node).map(|(_, v)| v).collect(),
        Kind::Seq => document.items(node).collect(),
        Kind::Scalar | Kind::Alias => Vec::new(),
    }
}

/// One change, or several that are not in each other's way.
pub(crate) fn changes(random: &mut Random, document: &Document, places: &[Place]) -> Vec<Change> {
    if places.is_empty() {
        return Vec::new();
    }
    let several = random.chance(15);
    let count = if several { 2 + random.below(3) } else { 1 };
    let mut chosen: Vec<(&Place, Op)> = Vec::new();
    for _ in 0..count {
        let place = &places[random.below(places.len())];
        let op = op(random, document, place);
        let whole = |op: &Op| matches!(op, Op::Set(_) | Op::Remove);
        let clash = chosen.iter().any(|(other, asked)| {
            let inside = place.path.starts_with(&other.path) && whole(asked);
            let around = other.path.starts_with(&place.path) && whole(&op);
            let twice = match (asked, &op) {
                (Op::Insert(a, _), Op::Insert(b, _)) => a == b && other.node == place.node,
                _ => false,
            };
            inside || around || twice
        });
        if !clash {
            chosen.push((place, op));
        }
    }
    let chosen = chosen.into_iter();
    chosen
        .map(|(place, op)| Change {
            node: place.node,
            op,
        })
        .collect()
}

fn op(random: &mut Random, document: &Document, place: &Place) -> Op {
    let node = place.node;
    let markup = document.is_markup();
    let removable = place.parent.is_some() && (!markup || place.path.len() > 2);
    let nothing = document.kind(node) == Kind::Scalar
        && document.style(node) == Style::Plain
        && document.tag(node).is_none()
        && matches!(document.text(node), "" | "~" | "null");
    let nothing = nothing && (!markup || document.text(node).is_empty());
    let kind = document.kind(node);
    match random.below(6) {
        0 if removable => return Op::Remove,
        1..=4 if kind == Kind::Map => {
            let names: &[&str] = match markup {
                true => &["a", "b", "bb", "n", "x_1", "Z"],
                false => &["aa", "bb", "m", "zz", "Z", "it's: new", "yes", "新"],
            };
            let name = random.pick(names);
            let there = |(key, _)| document.text(document.resolve(key)) == name;
            if markup || !document.written_entries(node).any(there) {
                return Op::Insert(name.to_owned(), inserted(random, markup));
            }
        }
        1..=4 if kind == Kind::Seq => return Op::Push(value(random, markup, 2)),
        5 if nothing => return Op::Insert("n".to_owned(), inserted(random, markup)),
        _ => {}
    }
    Op::Set(value(random, markup, 2))
}

fn inserted(random: &mut Random, markup: bool) -> Json {
    match random.below(12) {
        0 if markup => json!(["1", "2"]),
        _ => value(random, markup, 2),
    }
}

const TEXTS: &[&str] = &[
    "x",
    "Private",
    "yes",
    "true",
    "null",
    "",
    "a: b",
    "# x",
    "two\nlines",
    "it's",
    "\"q\"",
    "日本",
    "🚲",
    "a\\b",
    "- x",
    "12",
    "a b c",
    "a,b",
    "{x}",
    "*x",
    "&x",
    "!x",
    "%x",
    "@x",
    "tab\tx",
    "<b>&",
    "]]>",
    "é",
    "a\r\nb",
    " x ",
];

fn value(random: &mut Random, markup: bool, depth: usize) -> Json {
    match random.below(16) {
        0..=2 => json!(true),
        3 | 4 => json!(false),
        5 => json!(null),
        6 => json!(42),
        7 => json!(-1.5),
        8 => json!(1e300),
        9..=11 => json!(random.pick(TEXTS)),
        12 if !markup => {
            let count = if depth == 0 { 0 } else { random.below(3) };
            (0..count)
                .map(|_| value(random, markup, depth - 1))
                .collect()
        }
        13 | 14 => {
            let mut map = serde_json::Map::new();
            let count = if depth == 0 { 0 } else { random.below(3) };
            for _ in 0..count {
                let key = match markup {
                    true => random.pick(&["p", "q", "r"]),
                    false => random.pick(&["p", "q", "no", "r s", "日"]),
                };
                map.insert(key.to_owned(), value(random, markup, depth - 1));
            }
            Json::Object(map)
        }
        _ if !markup && random.chance(10) => json!("\u{1b}\u{85}"),
        _ => json!("x"),
    }
}

/// Changes as a person reads them.
pub(crate) fn shown(document: &Document, places: &[Place], changes: &[Change]) -> String {
    let each = changes.iter().map(|change| {
        let place = places.iter().find(|p| p.node == change.node);
        let path = place.map_or(&[][..], |p| &p.path);
        let said = &document.source()[document.span(change.node).range()];
        let said: String = said.chars().take(20).collect();
        let op = match &change.op {
            Op::Set(value) => format!("set {value}"),
            Op::Remove => "remove".to_owned(),
            Op::Insert(key, value) => format!("insert {key:?}: {value}"),
            Op::Push(value) => format!("push {value}"),
        };
        format!("at {path:?} ({said:?}) {op}")
    });
    each.collect::<Vec<_>>().join("; ")
}
