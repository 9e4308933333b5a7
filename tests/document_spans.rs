//! The text at a node's span is that node, exactly, in every style.

use proptest::prelude::*;
use tenantlint::check::Check;
use tenantlint::document::{Document, Error, Kind, Limits, NodeId, Scalar, Style, parse};
use tenantlint::source::{Encoding, SourceMap};

fn read(text: &str) -> Result<Document, Vec<Error>> {
    read_within(text, &Limits::default())
}

fn read_within(text: &str, limits: &Limits) -> Result<Document, Vec<Error>> {
    let mut sources = SourceMap::new();
    let file = sources.add("tenant.yaml", text, Encoding::Utf8);
    parse(file, text.into(), limits)
}

/// All nodes in source order.
fn nodes(doc: &Document) -> Vec<NodeId> {
    fn walk(doc: &Document, id: NodeId, out: &mut Vec<NodeId>) {
        out.push(id);
        match doc.kind(id) {
            Kind::Map => {
                for (key, value) in doc.written_entries(id) {
                    walk(doc, key, out);
                    walk(doc, value, out);
                }
            }
            Kind::Seq => doc.items(id).for_each(|item| walk(doc, item, out)),
            Kind::Scalar | Kind::Alias => {}
        }
    }
    let mut out = Vec::new();
    doc.roots()
        .iter()
        .for_each(|&root| walk(doc, root, &mut out));
    assert_eq!(out.len(), doc.len());
    out
}

/// Checks the sources of all nodes in order; an empty one is given as `@` and its offset.
fn spans(text: &str, want: &[&str]) {
    let doc = read(text).expect("a document");
    let got: Vec<String> = nodes(&doc)
        .into_iter()
        .map(|id| match doc.span(id) {
            span if span.is_empty() => format!("@{}", span.start),
            span => text[span.range()].to_owned(),
        })
        .collect();
    assert_eq!(got, want, "{text:?}");
}

#[test]
fn collections_end_with_their_last_child() {
    spans(
        "a: b # c\n\nd:   \n\n",
        &["a: b # c\n\nd:", "a", "b", "d", "@12"],
    );
    spans(
        "- a\n- - b\n\n  - c\n\n",
        &["- a\n- - b\n\n  - c", "a", "- b\n\n  - c", "b", "c"],
    );
    spans(
        "- a: b\n  c: d\n- e\n",
        &[
            "- a: b\n  c: d\n- e",
            "a: b\n  c: d",
            "a",
            "b",
            "c",
            "d",
            "e",
        ],
    );
    spans(
        "{a: [b, c] }  \n",
        &["{a: [b, c] }", "a", "[b, c]", "b", "c"],
    );
    spans(
        "[a: b, ? c : d, e: ]",
        &[
            "[a: b, ? c : d, e: ]",
            "a: b",
            "a",
            "b",
            "? c : d",
            "c",
            "d",
            "e:",
            "e",
            "@18",
        ],
    );
}

#[test]
fn sequences_begin_at_their_first_dash() {
    spans(
        "k:\n- a\n- b\n",
        &["k:\n- a\n- b", "k", "- a\n- b", "a", "b"],
    );
    spans(
        "k: # - x\n\n-   - a\n",
        &["k: # - x\n\n-   - a", "k", "-   - a", "- a", "a"],
    );
    spans(
        "k: &x !!seq # - n\n- a\n",
        &["k: &x !!seq # - n\n- a", "k", "- a", "a"],
    );
    spans("? k\n: - a\n", &["? k\n: - a", "k", "- a", "a"]);
    spans(
        "\"k: -\": !<tag:a-b>\r\n- a",
        &["\"k: -\": !<tag:a-b>\r\n- a", "\"k: -\"", "- a", "a"],
    );
}

#[test]
fn absent_values_stand_after_their_indicator() {
    spans("a:\nb:  # c\n", &["a:\nb:", "a", "@2", "b", "@5"]);
    spans("? a\n? b\n:\n", &["? a\n? b\n:", "a", "@3", "b", "@9"]);
    spans(
        "- \n-   # - x\n- a",
        &["- \n-   # - x\n- a", "@1", "@4", "a"],
    );
    spans(
        "{a, b: , \"c\"}",
        &["{a, b: , \"c\"}", "a", "@2", "b", "@6", "\"c\"", "@12"],
    );
    spans(
        "a: &x\nb: !!str\nc: d",
        &["a: &x\nb: !!str\nc: d", "a", "@5", "b", "@14", "c", "d"],
    );
    spans("---\n---\n", &["@3", "@7"]);
    spans(
        "k:\n-\n- - \n",
        &["k:\n-\n- -", "k", "-\n- -", "@4", "-", "@8"],
    );
    spans("", &[]);
    spans("# nothing\n", &[]);
}

#[test]
fn block_scalars_begin_with_their_header() {
    spans(
        "- |\n  a\n   \n  \n\n- b",
        &["- |\n  a\n   \n  \n\n- b", "|\n  a\n   ", "b"],
    );
    spans(
        "- |2\r\n     \r\n- b",
        &["- |2\r\n     \r\n- b", "|2\r\n     ", "b"],
    );
    spans(
        "a: |\n  x\n  y\n\n\nb: >2- # |\n    z\n",
        &[
            "a: |\n  x\n  y\n\n\nb: >2- # |\n    z",
            "a",
            "|\n  x\n  y",
            "b",
            ">2- # |\n    z",
        ],
    );
    spans(
        "a: |+\n  x\n\n\nb: c",
        &["a: |+\n  x\n\n\nb: c", "a", "|+\n  x\n\n\n", "b", "c"],
    );
    spans(
        "- |\n  x \n  \n   \n   \n  # y\n # z\n- |\n- b",
        &[
            "- |\n  x \n  \n   \n   \n  # y\n # z\n- |\n- b",
            "|\n  x \n  \n   \n   \n  # y",
            "|",
            "b",
        ],
    );
    spans(
        "\"a | # x\": &b|c !t |  # d\n  e\n",
        &[
            "\"a | # x\": &b|c !t |  # d\n  e",
            "\"a | # x\"",
            "|  # d\n  e",
        ],
    );
    spans(
        "k: |\n# no | text\nl: >",
        &["k: |\n# no | text\nl: >", "k", "|", "l", ">"],
    );
    spans(
        "%YAML 1.2\n--- |1-\n x\n--- # |\n>+\r\n y\r\n\r\n",
        &["|1-\n x", ">+\r\n y\r\n\r\n"],
    );
    spans("\u{feff}|\n x", &["|\n x"]);
    spans(
        "k:\n  - |-2\n      x\n  - |\n\n   y\n",
        &[
            "k:\n  - |-2\n      x\n  - |\n\n   y",
            "k",
            "- |-2\n      x\n  - |\n\n   y",
            "|-2\n      x",
            "|\n\n   y",
        ],
    );
}

#[test]
fn anchors_and_tags_are_outside_of_their_node() {
    spans(
        "&a a: !!str &b b\nc: *b\n*b : &m\n  *a : d\n",
        &[
            "&a a: !!str &b b\nc: *b\n*b : &m\n  *a : d",
            "a",
            "b",
            "c",
            "*b",
            "*b",
            "*a : d",
            "*a",
            "d",
        ],
    );
}

#[test]
fn values_are_those_of_the_core_schema() {
    let text = "[~, null, True, 0x10, 1.5, .inf, 'true', !!str 1, !!int '1', !x y, ! 1, !!float 1]";
    let doc = read(text).expect("a document");
    let values: Vec<_> = doc.items(doc.roots()[0]).map(|id| doc.scalar(id)).collect();
    let want = [
        Scalar::Null,
        Scalar::Null,
        Scalar::Bool(true),
        Scalar::Int(16),
        Scalar::Float(1.5),
        Scalar::Float(f64::INFINITY),
        Scalar::Str("true"),
        Scalar::Str("1"),
        Scalar::Int(1),
        Scalar::Str("y"),
        Scalar::Str("1"),
        Scalar::Float(1.0),
    ];
    assert_eq!(values, want.map(Some));
}

/// The entries of the last root's key `m`, as text.
fn merged(text: &str) -> Vec<String> {
    let doc = read(text).expect("a document");
    let map = doc.get(doc.roots()[0], "m").expect("a map").value;
    doc.entries(map)
        .into_iter()
        .map(|e| {
            let through = e.merged.map_or("", |m| doc.text(m));
            format!("{}={}{through}", doc.text(e.key), doc.text(e.value))
        })
        .collect()
}

#[test]
fn merge_keys_yield_to_written_ones_and_earlier_to_later() {
    let base = "a: &a {x: 1, y: 1}\nb: &b {<<: *a, y: 2, z: 2}\n";
    let of = |map: &str| merged(&format!("{base}m: {map}"));
    assert_eq!(of("{<<: *a}"), ["x=1*a", "y=1*a"]);
    assert_eq!(of("{x: 0, <<: *a}"), ["x=0", "y=1*a"]);
    assert_eq!(of("{<<: *b}"), ["y=2*b", "z=2*b", "x=1*b"]);
    assert_eq!(of("{<<: [*a, *b]}"), ["x=1*a", "y=1*a", "z=2*b"]);
    assert_eq!(of("{<<: [*b, *a]}"), ["y=2*b", "z=2*b", "x=1*b"]);
    let nested = "c: &c {<<: [*b, {z: 9, q: 1}, {q: 2}]}\nm: {<<: *c}";
    assert_eq!(
        merged(&format!("{base}{nested}")),
        ["y=2*c", "z=2*c", "x=1*c", "q=1*c"]
    );
    assert_eq!(of("{<<: {x: 9}, w: 0}"), ["w=0", "x=9{x: 9}"]);
    assert_eq!(of("{\"<<\": 1}"), ["<<=1"], "a quoted key merges nothing");
    assert_eq!(
        merged("a: &a {1: x}\nm: {0x1: y, <<: *a}"),
        ["0x1=y"],
        "one key in two forms"
    );
}

/// The places and messages of what a text is refused for.
fn refused(text: &str) -> Vec<(Check, String, String)> {
    read(text)
        .expect_err("no document")
        .into_iter()
        .map(|e| (e.check, text[e.span.range()].to_owned(), e.message))
        .collect()
}

#[test]
fn all_duplicate_keys_are_collected() {
    let text = "a: {b: 1, b: 2}\nc: &c 7\n*c : 1\n0x7: 2\n\"7\": 3\na: 4\n<<: {x: 1}\n<<: {y: 1}\n";
    let got: Vec<_> = refused(text)
        .into_iter()
        .map(|(check, place, _)| (check, place))
        .collect();
    let want = ["b", "0x7", "a", "<<"].map(|k| (Check::YamlDuplicateKey, k.to_owned()));
    assert_eq!(got, want);
    for (a, b) in [
        ("True", "true"),
        ("~", "null"),
        ("", "~"),
        ("1.0", "1.00"),
        ("é", "\"\\xe9\""),
    ] {
        let text = format!("? {a}\n: 1\n? {b}\n: 2\n");
        assert_eq!(refused(&text)[0].0, Check::YamlDuplicateKey, "{text:?}");
    }
    for text in [
        "a: 1\nA: 2",
        "1: a\n2: b",
        "[{a: 1}, {a: 1}]",
        "a: {a: {a: 1}}",
        "a: 1\n---\na: 1",
    ] {
        assert!(read(text).is_ok(), "{text:?}");
    }
}

#[test]
fn of_very_many_errors_and_notes_the_first_thousand_are_kept() {
    let text: String = (0..3000).map(|i| format!("k{}: 1\n", i % 1500)).collect();
    let got: Vec<_> = refused(&text)
        .into_iter()
        .map(|(_, place, _)| place)
        .collect();
    let want: Vec<_> = (0..1000).map(|i| format!("k{i}")).collect();
    assert_eq!(got, want);
    let doc = read(&"- 010\n- -0\n".repeat(1500)).expect("a document");
    assert_eq!(doc.notes().len(), 2002);
    let last = &doc.notes()[2000].message;
    assert!(last.starts_with("500 more places"), "{last}");
}

#[test]
fn depth_is_a_setting() {
    let limits = Limits {
        max_depth: 50_000,
        ..Limits::default()
    };
    let (open, close) = ("[".repeat(40_000), "]".repeat(40_000));
    for text in [format!("{open}{close}"), "- ".repeat(40_000)] {
        let doc = read_within(&text, &limits).expect("a document");
        assert!(doc.len() >= 40_000);
    }
}

#[test]
fn what_cannot_be_trusted_is_refused_at_its_place() {
    for (text, check, place) in [
        ("a: *b", Check::YamlAlias, "*b"),
        ("a: &a x\n---\nb: *a", Check::YamlAlias, "*a"),
        ("a: &a [b, *a]", Check::YamlAlias, "*a"),
        ("a: &a {b: {<<: *a}}", Check::YamlAlias, "*a"),
        ("a: &a x\nb: {<<: *a}", Check::YamlAlias, "*a"),
        ("<<: [{a: 1}, b]", Check::YamlAlias, "b"),
        ("{{ x }}: 1", Check::YamlSyntax, "{{ x }}"),
        ("? [a]\n: b", Check::YamlSyntax, "[a]"),
        ("a: &a [x]\n*a : b", Check::YamlSyntax, "*a"),
        ("a: !!bool yes", Check::YamlSyntax, "yes"),
        ("a: \"x\nb: 1", Check::YamlSyntax, "\""),
        ("a: b: c", Check::YamlSyntax, ":"),
        ("a: 'b' c", Check::YamlSyntax, "c"),
        ("a: \u{1b}[0m", Check::YamlSyntax, "\u{1b}"),
        ("a: 'b\u{8}' # c", Check::YamlSyntax, "\u{8}"),
        ("a: b # \u{1b}", Check::YamlSyntax, "\u{1b}"),
        ("a: \"b\0\"", Check::YamlSyntax, "\0"),
    ] {
        let got = refused(text);
        assert_eq!(got.len(), 1, "{got:?}");
        assert_eq!(
            (got[0].0, got[0].1.as_str()),
            (check, place),
            "{text:?}: {}",
            got[0].2
        );
    }
}

#[test]
fn control_characters_are_refused_by_their_number() {
    for text in ["a: \u{1b}[0m", "a: 'b\u{8}'", "a: b # \u{1b}", "\u{b}"] {
        let message = &refused(text)[0].2;
        assert!(message.contains("control character U+00"), "{message}");
    }
}

#[test]
fn errors_speak_of_what_is_open() {
    let errors = read("a: [1, 2\nb: 3").expect_err("a bracket is open");
    let labels: Vec<_> = errors[0]
        .labels
        .iter()
        .map(|(s, l)| (s.start, l.as_str()))
        .collect();
    assert_eq!(labels, [(3, "this bracket is still open")]);
}

/// The checks and places of the notes of a text.
fn notes(text: &str) -> Vec<(Check, String)> {
    let doc = read(text).expect("a document");
    doc.notes()
        .iter()
        .map(|n| (n.check, text[n.span.range()].to_owned()))
        .collect()
}

#[test]
fn doubts_are_noted_at_their_place() {
    let ambiguous = |t: &str| (Check::YamlAmbiguousScalar, t.to_owned());
    let number = |t: &str| (Check::YamlNumber, t.to_owned());
    assert_eq!(
        notes("a: 010\nb: '010'\nc: yes\n012: !!str 1_0"),
        [ambiguous("010"), ambiguous("012")]
    );
    assert_eq!(
        notes("[-0, .nan, 9007199254740993, '-0', -1]"),
        [number("-0"), number(".nan"), number("9007199254740993")]
    );
    let hidden = "\u{feff}a: x\u{202e}y # \u{2028}\nb: \"\u{85}\u{feff}\"";
    let want = ["\u{202e}", "\u{2028}", "\u{85}", "\u{feff}"];
    assert_eq!(
        notes(hidden),
        want.map(|c| (Check::YamlHiddenCharacter, c.to_owned()))
    );
    assert_eq!(notes("家族: 👩\u{200d}👩 é ü \t# ok"), []);
}

#[test]
fn comments_are_kept_in_order() {
    let text = "# a\nk: | # b\n  x # not\n# c\nl: &x # d\n  # e\nm: 'x#y' # f";
    let doc = read(text).expect("a document");
    let got: Vec<_> = doc
        .comments()
        .iter()
        .map(|c| &text[c.span.range()])
        .collect();
    assert_eq!(got, ["# a", "# b", "# c", "# d", "# e", "# f"]);
}

#[test]
fn every_limit_is_named_with_its_value() {
    let small = Limits {
        max_bytes: 60,
        max_depth: 3,
        max_nodes: 9,
        max_expanded_nodes: 12,
        max_scalar_bytes: 8,
    };
    for (text, words) in [
        ("a: bbbbbbbbb", "`max-scalar-bytes` is 8"),
        ("[[[[a]]]]", "`max-depth` is 3"),
        ("- - - - a", "`max-depth` is 3"),
        ("a: &a [&b [b]]\nc: [*a]", "`max-depth` is 3"),
        ("[1, 2, 3, 4, 5, 6, 7, 8, 9]", "`max-nodes` is 9"),
        (
            "- &a [1, 2, 3, 4]\n- *a\n- *a",
            "`max-expanded-nodes` is 12",
        ),
        (&"#".repeat(61), "`max-bytes` is 60"),
    ] {
        let errors = read_within(text, &small).expect_err("beyond a limit");
        assert_eq!(errors[0].check, Check::YamlLimit, "{text:?}");
        assert!(
            errors[0].message.contains(words),
            "{text:?}: {}",
            errors[0].message
        );
    }
    for text in [
        "a: bbbbbbbb",
        "[[[a]]]",
        "a: &a [b]\nc: [*a]",
        "[1, 2, 3, 4, 5, 6, 7, 8]",
        "- &a [1, 2, 3]\n- *a",
    ] {
        assert!(read_within(text, &small).is_ok(), "{text:?}");
    }
}

// ---- Documents made at random, with the place of every node known from the making. ----

/// A document in the making, with digits that choose how it is written.
#[derive(Debug, Clone)]
enum Tree {
    Scalar(String, u8),
    /// A plain scalar that is not a text.
    Value(&'static str),
    Absent,
    Alias,
    Map(Vec<(String, Tree)>, u8),
    Seq(Vec<Tree>, u8),
}

const VALUES: [&str; 9] = [
    "true", "FALSE", "null", "~", "12", "-3", "1.5", "0x1F", "-2e3",
];

fn tree() -> impl Strategy<Value = Tree> {
    let text = "[a-zé名😀 #:,'\"\\\\-]{0,9}";
    let leaf = prop_oneof![
        6 => (text, any::<u8>()).prop_map(|(t, s)| Tree::Scalar(t, s)),
        3 => proptest::sample::select(VALUES.to_vec()).prop_map(Tree::Value),
        1 => Just(Tree::Absent),
        1 => Just(Tree::Alias),
    ];
    leaf.prop_recursive(5, 48, 5, move |inner| {
        let entries = proptest::collection::vec((text, inner.clone()), 1..5);
        prop_oneof![
            (entries, any::<u8>()).prop_map(|(e, s)| Tree::Map(e, s)),
            (proptest::collection::vec(inner, 1..5), any::<u8>())
                .prop_map(|(i, s)| Tree::Seq(i, s)),
        ]
    })
}

/// What a node of the made text has to be.
#[derive(Debug, Clone, PartialEq)]
struct Want {
    start: usize,
    end: usize,
    kind: Kind,
    /// The decoded text of scalars.
    text: Option<String>,
}

struct Writer {
    out: String,
    line_break: &'static str,
    want: Vec<Want>,
    anchors: usize,
    last_end: usize,
}

impl Writer {
    fn new(line_break: &'static str, mark: bool) -> Self {
        let out = if mark { "\u{feff}" } else { "" }.to_owned();
        Self {
            out,
            line_break,
            want: Vec::new(),
            anchors: 0,
            last_end: 0,
        }
    }

    fn end_line(&mut self) {
        self.out.push_str(self.line_break);
    }

    fn indent(&mut self, width: usize) {
        self.out.push_str(&" ".repeat(width));
    }

    fn token(&mut self, source: &str, kind: Kind, text: Option<&str>) {
        let start = self.out.len();
        self.out.push_str(source);
        self.last_end = self.out.len();
        let text = text.map(str::to_owned);
        self.want.push(Want {
            start,
            end: self.last_end,
            kind,
            text,
        });
    }

    fn open(&mut self, kind: Kind) -> usize {
        let start = self.out.len();
        self.want.push(Want {
            start,
            end: start,
            kind,
            text: None,
        });
        self.want.len() - 1
    }

    fn close(&mut self, id: usize) {
        self.want[id].end = self.last_end;
    }

    /// A document at the left margin.
    fn root(&mut self, tree: &Tree) {
        match tree {
            Tree::Map(entries, style) if style % 4 != 0 => self.map(entries, *style, 0),
            Tree::Seq(items, style) if style % 4 != 0 => self.seq(items, *style, 0),
            other => {
                self.out.push_str("---");
                self.last_end = self.out.len();
                self.value(other, 0, true);
            }
        }
    }

    fn map(&mut self, entries: &[(String, Tree)], style: u8, indent: usize) {
        let id = self.open(Kind::Map);
        for (i, (key, value)) in entries.iter().enumerate() {
            if i > 0 {
                self.indent(indent);
            }
            let explicit = (style as usize + i).is_multiple_of(7);
            if explicit {
                self.out.push_str("? ");
            }
            self.flow_scalar(&unique(key, i), style.wrapping_add(i as u8), indent, true);
            if explicit {
                self.end_line();
                self.indent(indent);
            }
            self.out.push(':');
            let key_end = self.out.len();
            let is_block_seq = matches!(value, Tree::Seq(_, s) if s % 4 != 0);
            if matches!(value, Tree::Absent) {
                self.last_end = key_end;
            }
            let margin = if is_block_seq && style.is_multiple_of(3) {
                indent
            } else {
                indent + 1 + style as usize % 3
            };
            self.value(value, margin, true);
        }
        self.close(id);
    }

    fn seq(&mut self, items: &[Tree], style: u8, indent: usize) {
        let id = self.open(Kind::Seq);
        for (i, item) in items.iter().enumerate() {
            if i > 0 {
                self.indent(indent);
            }
            self.out.push('-');
            if matches!(item, Tree::Absent) {
                self.last_end = self.out.len();
            }
            // The content of an item may begin in its line.
            match item {
                Tree::Map(entries, s) if s % 4 != 0 && style.is_multiple_of(2) => {
                    self.out.push_str("  ");
                    self.map(entries, *s, indent + 3);
                }
                Tree::Seq(items, s) if s % 4 != 0 && style.is_multiple_of(2) => {
                    self.out.push(' ');
                    self.seq(items, *s, indent + 2);
                }
                other => self.value(other, indent + 1 + style as usize % 2, true),
            }
        }
        self.close(id);
    }

    /// What follows `:` or `-`, to the end of its line; collections go to lines of their own.
    fn value(&mut self, tree: &Tree, indent: usize, mut comment: bool) {
        match tree {
            Tree::Absent => self.token("", Kind::Scalar, Some("")),
            Tree::Map(entries, style) if style % 4 != 0 => {
                self.comment(*style);
                self.indent(indent);
                return self.map(entries, *style, indent);
            }
            Tree::Seq(items, style) if style % 4 != 0 => {
                self.comment(*style);
                self.indent(indent);
                return self.seq(items, *style, indent);
            }
            Tree::Scalar(text, style) if style % 5 > 2 && is_block_text(text) => {
                self.out.push(' ');
                self.block_scalar(text, *style, indent.max(1));
                comment = false;
            }
            other => {
                self.out.push(' ');
                self.flow(other, indent);
            }
        }
        if comment {
            self.comment(self.want.len() as u8);
        }
    }

    /// The end of a line, with a comment or not, and perhaps an empty line.
    fn comment(&mut self, style: u8) {
        if style.is_multiple_of(5) {
            self.out.push_str("  # it's: \"- | & 名");
        }
        self.end_line();
        if style.is_multiple_of(11) {
            self.end_line();
            self.out.push_str("# |");
            self.end_line();
        }
    }

    fn block_scalar(&mut self, text: &str, style: u8, indent: usize) {
        let header = ["|", "|-", "|+", ">-", ">", ">+"][style as usize % 6];
        let (start, id) = (self.out.len(), self.want.len());
        self.want.push(Want {
            start,
            end: start,
            kind: Kind::Scalar,
            text: None,
        });
        self.out.push_str(header);
        if style.is_multiple_of(7) {
            self.out.push_str(" # |");
        }
        self.end_line();
        self.indent(indent);
        self.out.push_str(text);
        let mut end = self.out.len();
        self.end_line();
        let blank = style as usize / 16 % 3;
        (0..blank).for_each(|_| self.end_line());
        let tail = match header.as_bytes().get(1) {
            Some(b'-') => 0,
            Some(_) => 1 + blank,
            None => 1,
        };
        if header.ends_with('+') {
            end = self.out.len();
        }
        self.want[id].end = end;
        self.want[id].text = Some(text.to_owned() + &"\n".repeat(tail));
        self.last_end = end;
    }

    /// A node in flow style.
    fn flow(&mut self, tree: &Tree, indent: usize) {
        match tree {
            Tree::Absent => self.token("null", Kind::Scalar, Some("null")),
            Tree::Value(text) => self.token(text, Kind::Scalar, Some(text)),
            Tree::Alias if self.anchors > 0 => {
                let name = format!("*a{}", self.anchors - 1);
                self.token(&name, Kind::Alias, None);
                // A name may hold a colon or a comma.
                self.out.push(' ');
            }
            Tree::Alias => self.token("x", Kind::Scalar, Some("x")),
            Tree::Scalar(text, style) => {
                if style % 9 == 0 {
                    self.out.push_str(&format!("&a{} ", self.anchors));
                    self.anchors += 1;
                }
                self.flow_scalar(text, *style, indent, false);
            }
            Tree::Map(entries, style) => {
                let id = self.open(Kind::Map);
                self.out.push('{');
                for (i, (key, value)) in entries.iter().enumerate() {
                    self.flow_scalar(
                        &unique(key, i),
                        style.wrapping_add(i as u8) | 1,
                        indent,
                        true,
                    );
                    self.out.push_str(": ");
                    self.flow(value, indent);
                    self.separator(*style, indent);
                }
                self.bracket('}');
                self.close(id);
            }
            Tree::Seq(items, style) => {
                let id = self.open(Kind::Seq);
                self.out.push('[');
                for item in items {
                    self.flow(item, indent);
                    self.separator(*style, indent);
                }
                self.bracket(']');
                self.close(id);
            }
        }
    }

    fn separator(&mut self, style: u8, indent: usize) {
        self.out.push_str(" , ");
        if style.is_multiple_of(3) {
            self.end_line();
            self.indent(indent + 1);
        }
    }

    fn bracket(&mut self, bracket: char) {
        self.out.push(bracket);
        self.last_end = self.out.len();
    }

    /// A scalar on one line, or in quotes on two.
    fn flow_scalar(&mut self, text: &str, style: u8, indent: usize, key: bool) {
        let source = match style % 3 {
            0 if is_plain(text) => text.to_owned(),
            1 => format!("'{}'", text.replace('\'', "''")),
            _ => {
                let escaped = text
                    .replace('\\', "\\\\")
                    .replace('"', "\\\"")
                    .replace('é', "\\xe9");
                format!("\"{escaped}\"")
            }
        };
        let margin = format!("{}{}", self.line_break, " ".repeat(indent + 1));
        let inner = source.get(1..source.len().saturating_sub(1)).unwrap_or("");
        let can_fold = !key
            && style.is_multiple_of(4)
            && source.matches("a b").count() == 1
            && !inner.contains("  ");
        let source = if can_fold {
            source.replace("a b", &format!("a{margin}b"))
        } else {
            source
        };
        self.token(&source, Kind::Scalar, Some(text));
    }
}

fn unique(key: &str, i: usize) -> String {
    format!("k{i}{key}")
}

/// Whether a text may stand without quotes, in brackets too.
fn is_plain(text: &str) -> bool {
    let start = text.starts_with(|c: char| c.is_alphabetic());
    start
        && !text.ends_with(' ')
        && !text.contains(['#', ':', ',', '"', '\'', '\\', '-'])
        && !matches!(
            text,
            "y" | "n" | "on" | "no" | "yes" | "off" | "true" | "false" | "null"
        )
}

fn is_block_text(text: &str) -> bool {
    !text.is_empty() && !text.starts_with(' ') && !text.trim().is_empty()
}

fn written(tree: &Tree, style: u8) -> Writer {
    let line_break = ["\n", "\r\n", "\r"][style as usize % 3];
    let mut writer = Writer::new(line_break, style.is_multiple_of(5));
    writer.root(tree);
    writer
}

/// The nodes below one, with texts, styles of collections and scalars left out.
fn shape(doc: &Document, id: NodeId) -> String {
    match doc.kind(id) {
        Kind::Scalar => format!("{:?}", (doc.text(id), doc.scalar(id))),
        Kind::Alias => doc.text(id).to_owned(),
        Kind::Map => {
            let entries = doc.written_entries(id);
            let entries: Vec<_> = entries
                .map(|(k, v)| shape(doc, k) + ": " + &shape(doc, v))
                .collect();
            format!("{{{}}}", entries.join(", "))
        }
        Kind::Seq => {
            let items: Vec<_> = doc.items(id).map(|i| shape(doc, i)).collect();
            format!("[{}]", items.join(", "))
        }
    }
}

/// The text of a node for itself, at the column that it had.
fn alone(text: &str, range: std::ops::Range<usize>) -> String {
    let before = &text[..range.start];
    let line = before.rfind(['\n', '\r']).map_or(0, |n| n + 1);
    let column = before[line..]
        .trim_start_matches('\u{feff}')
        .chars()
        .count();
    format!("{}{}", " ".repeat(column), &text[range])
}

/// The same tree as an independent reader has it; `None` where the two schemas differ.
fn to_yaml_serde(doc: &Document, id: NodeId) -> yaml_serde::Value {
    use yaml_serde::Value;
    let id = doc.resolve(id);
    match (doc.kind(id), doc.scalar(id)) {
        (Kind::Map, _) => doc
            .written_entries(id)
            .map(|(k, v)| (to_yaml_serde(doc, k), to_yaml_serde(doc, v)))
            .collect::<yaml_serde::Mapping>()
            .into(),
        (Kind::Seq, _) => doc.items(id).map(|i| to_yaml_serde(doc, i)).collect(),
        (_, Some(Scalar::Bool(b))) => b.into(),
        (_, Some(Scalar::Int(n))) => n.into(),
        (_, Some(Scalar::Float(f))) => f.into(),
        (_, Some(Scalar::Str(s))) => s.into(),
        _ => Value::Null,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_node_is_where_it_was_written(tree in tree(), style in any::<u8>()) {
        let writer = written(&tree, style);
        let doc = read(&writer.out).map_err(|e| TestCaseError::fail(format!("{e:?}\n{}", writer.out)))?;
        let got: Vec<Want> = nodes(&doc)
            .into_iter()
            .map(|id| Want {
                start: doc.span(id).start as usize,
                end: doc.span(id).end as usize,
                kind: doc.kind(id),
                text: (doc.kind(id) == Kind::Scalar).then(|| doc.text(id).to_owned()),
            })
            .collect();
        prop_assert_eq!(got, writer.want, "{}", writer.out);
    }

    #[test]
    fn the_text_of_a_node_parses_to_that_node(tree in tree(), style in any::<u8>()) {
        let text = written(&tree, style).out;
        let doc = read(&text).map_err(|e| TestCaseError::fail(format!("{e:?}\n{text}")))?;
        for id in nodes(&doc) {
            let range = doc.span(id).range();
            // An alias needs its anchor; an absent value has no text.
            if range.is_empty() || text[range.clone()].contains("*a") {
                continue;
            }
            let source = alone(&text, range);
            let again = read(&source).map_err(|e| TestCaseError::fail(format!("{e:?}\n{source}\n--- in\n{text}")))?;
            prop_assert_eq!(shape(&doc, id), shape(&again, again.roots()[0]), "{}\n--- in\n{}", source, text);
        }
    }

    #[test]
    fn an_independent_reader_sees_the_same_values(tree in tree(), style in any::<u8>()) {
        // The other reader takes neither a lone carriage return nor `---` after a byte order mark.
        let mut writer = Writer::new(["\n", "\r\n"][style as usize % 2], false);
        writer.root(&tree);
        let text = writer.out;
        let doc = read(&text).map_err(|e| TestCaseError::fail(format!("{e:?}\n{text}")))?;
        let Ok(want) = yaml_serde::from_str::<yaml_serde::Value>(&text) else {
            return Err(TestCaseError::reject("the other reader refuses it"));
        };
        let got = doc.roots().first().map_or(yaml_serde::Value::Null, |&r| to_yaml_serde(&doc, r));
        prop_assert_eq!(got, want, "{}", text);
    }

    #[test]
    fn no_text_is_too_odd(text in "[a-c\\n :,\\[\\]{}#&*!|>'\"%@?\\-<~\\r\\t1é\u{feff}]{0,40}") {
        // Whatever it is, it ends, and its places are within the text and on characters.
        match read(&text) {
            Ok(doc) => for id in nodes(&doc) {
                prop_assert!(text.get(doc.span(id).range()).is_some(), "{:?}", text);
                prop_assert!(doc.style(id) != Style::Literal || text[doc.span(id).range()].starts_with('|'), "{:?}", text);
                prop_assert!(doc.style(id) != Style::Folded || text[doc.span(id).range()].starts_with('>'), "{:?}", text);
            },
            Err(errors) => for error in errors {
                prop_assert!(text.get(error.span.range()).is_some(), "{:?} {:?}", text, error);
                prop_assert!(!error.message.is_empty() && !error.help.is_empty());
            },
        }
    }
}
