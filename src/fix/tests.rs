//! Edits as they are asked for, and the texts that they give.

use serde_json::json;

use super::*;
use crate::document::Kind;
use crate::source::{Encoding, SourceMap};

fn parsed(text: &str) -> Document {
    let file = SourceMap::new().add("t", text, Encoding::Utf8);
    parse(file, text.into(), &Limits::default()).expect("a document")
}

/// The node at a path of the first document, written without the root element in XML.
fn at(document: &Document, path: &Json) -> NodeId {
    let mut node = document.roots()[0];
    if document.is_markup() {
        node = document.written_entries(node).next().expect("a root").1;
    }
    for step in path.as_array().expect("a path") {
        let number = step.as_u64().and_then(|n| usize::try_from(n).ok());
        node = match document.kind(node) {
            Kind::Seq => document.items(node).nth(number.expect("a number")),
            _ => document
                .written_entries(node)
                .find(|(key, _)| Some(document.text(*key)) == step.as_str())
                .map(|(_, value)| value),
        }
        .expect("a node");
    }
    node
}

fn edited(text: &str, changes: &[(Json, Op)]) -> Result<String, String> {
    let document = parsed(text);
    let changes: Vec<Change> = changes
        .iter()
        .map(|(path, op)| Change {
            node: at(&document, path),
            op: op.clone(),
        })
        .collect();
    edit(&document, &changes, &Limits::default())
        .map(|edited| edited.text.to_string())
        .map_err(|refusal| refusal.why)
}

fn becomes(text: &str, path: Json, op: Op, want: &str) {
    assert_eq!(edited(text, &[(path, op)]).as_deref(), Ok(want), "{text}");
}

#[test]
fn a_scalar_is_set_in_its_own_style() {
    let no = || Op::Set(json!(false));
    becomes("a: true # why\n", json!(["a"]), no(), "a: false # why\n");
    becomes(
        "a: &x !!bool true\nb: *x\n",
        json!(["a"]),
        no(),
        "a: &x !!bool false\nb: *x\n",
    );
    becomes(
        "\u{feff}a:   True\r\nb: 1",
        json!(["a"]),
        no(),
        "\u{feff}a:   false\r\nb: 1",
    );
    becomes("a:\nb: 1\n", json!(["a"]), no(), "a: false\nb: 1\n");
    becomes("a: # c\nb: 1\n", json!(["a"]), no(), "a: false # c\nb: 1\n");
    becomes(
        "{\"a\":true,\"b\":1}",
        json!(["a"]),
        no(),
        "{\"a\":false,\"b\":1}",
    );
    becomes("{a, b: 1}", json!(["a"]), no(), "{a: false, b: 1}");
    becomes(
        "a: |+ # c\n  x\n  y\n\nb: 1\n",
        json!(["a"]),
        no(),
        "a: false # c\n\nb: 1\n",
    );
    becomes("a: >\n x\n", json!(["a"]), no(), "a: false\n");
    let text = |s: &str| Op::Set(json!(s));
    becomes("a: 'x'\n", json!(["a"]), text("y"), "a: 'y'\n");
    becomes("a: 'x'\n", json!(["a"]), text("it's"), "a: 'it''s'\n");
    becomes("a: \"x\"\n", json!(["a"]), text("y"), "a: \"y\"\n");
    becomes("a: x\n", json!(["a"]), text("yes"), "a: \"yes\"\n");
    becomes("a: x\n", json!(["a"]), text("Private"), "a: Private\n");
    becomes("a: 'x'\n", json!(["a"]), text("\u{1b}"), "a: \"\\x1B\"\n");
    becomes(
        "- a\n- [b, c]\n",
        json!([1, 0]),
        text("d"),
        "- a\n- [d, c]\n",
    );
    becomes(
        "a: *x\n".replace("*x", "&y 1\nb: *y").as_str(),
        json!(["b"]),
        no(),
        "a: &y 1\nb: false\n",
    );
}

#[test]
fn a_collection_is_set_and_emptied() {
    let set = |v: Json| Op::Set(v);
    becomes(
        "a:\n  # c\n  b: 1\n  d: 2 # e\nf: 1\n",
        json!(["a"]),
        set(json!(false)),
        "a: false\nf: 1\n",
    );
    becomes(
        "a: &x # c\n  - 1\nf: 1\n",
        json!(["a"]),
        set(json!([])),
        "a: &x [] # c\nf: 1\n",
    );
    becomes(
        "a: 1 # c\nf: 1\n",
        json!(["a"]),
        set(json!({"b": {"c": [1, {"x": 2, "y": []}]}})),
        "a: # c\n  b:\n    c:\n      - 1\n      - x: 2\n        \"y\": []\nf: 1\n",
    );
    becomes(
        "- 1\n- 2\n",
        json!([0]),
        set(json!({"a": 1, "b": 2})),
        "- a: 1\n  b: 2\n- 2\n",
    );
    becomes(
        "x:\n  a: {b: 1}\n",
        json!(["x", "a"]),
        set(json!({"c": [1]})),
        "x:\n  a:\n    c:\n      - 1\n",
    );
    becomes(
        "x: [{b: 1}]\n",
        json!(["x", 0]),
        set(json!({"c": [1]})),
        "x: [{c: [1]}]\n",
    );
}

#[test]
fn an_entry_goes_with_what_belongs_to_it() {
    let text =
        "# head\na: 1\n\n# about b\n# more\nb: # c\n  - x\n  # inside\n  - y\n# about d\nd: 1\n";
    becomes(
        text,
        json!(["b"]),
        Op::Remove,
        "# head\na: 1\n\n# about d\nd: 1\n",
    );
    becomes(
        text,
        json!(["a"]),
        Op::Remove,
        "# head\n\n# about b\n# more\nb: # c\n  - x\n  # inside\n  - y\n# about d\nd: 1\n",
    );
    becomes(
        text,
        json!(["b", 1]),
        Op::Remove,
        "# head\na: 1\n\n# about b\n# more\nb: # c\n  - x\n# about d\nd: 1\n",
    );
    becomes(
        "{a: 1, b: 2, c: 3}",
        json!(["b"]),
        Op::Remove,
        "{a: 1, c: 3}",
    );
    becomes(
        "{a: 1, b: 2, c: 3 }",
        json!(["c"]),
        Op::Remove,
        "{a: 1, b: 2 }",
    );
    becomes("[a,]", json!([0]), Op::Remove, "[]");
    becomes(
        "{\n  \"a\": 1,\n  \"b\": 2\n}\n",
        json!(["a"]),
        Op::Remove,
        "{\n  \"b\": 2\n}\n",
    );
    becomes("- a: 1\n  b: 2\n", json!([0, "a"]), Op::Remove, "- b: 2\n");
    becomes("- a: 1\n", json!([0, "a"]), Op::Remove, "- {}\n");
    becomes(
        "- a: 1\n  # about b\n  b: 2\n",
        json!([0, "a"]),
        Op::Remove,
        "-\n  # about b\n  b: 2\n",
    );
    becomes(
        "k:\n  a: 1\nb: 2\n",
        json!(["k", "a"]),
        Op::Remove,
        "k: {}\nb: 2\n",
    );
    becomes("k:\n- a\n", json!(["k", 0]), Op::Remove, "k: []\n");
    becomes("a: 1\nb: 2", json!(["b"]), Op::Remove, "a: 1\n");
    becomes(
        "? a\n: 1\n? b\n: 2\n",
        json!(["a"]),
        Op::Remove,
        "? b\n: 2\n",
    );
    let text = "a:\n  b:\n    c: 1\n    # d: 2\n\n  # e: 3\nf: 1\n";
    becomes(text, json!(["a"]), Op::Remove, "f: 1\n");
    becomes(
        text,
        json!(["a", "b"]),
        Op::Set(json!(1)),
        "a:\n  b: 1\n\n  # e: 3\nf: 1\n",
    );
    becomes(
        "- g:\n  - one\n  # about k\n  k: 1\n",
        json!([0, "g"]),
        Op::Set(json!(1)),
        "- g: 1\n  # about k\n  k: 1\n",
    );
    let all = [(json!(["a"]), Op::Remove), (json!(["b"]), Op::Remove)];
    assert_eq!(edited("{a: 1, b: 2, c: 3}", &all).as_deref(), Ok("{c: 3}"));
    assert_eq!(edited("a: 1\nb: 2\nc: 3\n", &all).as_deref(), Ok("c: 3\n"));
    assert_eq!(
        edited(
            "- a: 1\n  b: 2\n  c: 3\n",
            &[(json!([0, "a"]), Op::Remove), (json!([0, "b"]), Op::Remove)]
        )
        .as_deref(),
        Ok("- c: 3\n")
    );
}

#[test]
fn an_entry_comes_where_it_belongs() {
    let put = |k: &str, v: Json| Op::Insert(k.to_owned(), v);
    becomes(
        "a: 1\nc: 3 # c\n# end\n",
        json!([]),
        put("b", json!(true)),
        "a: 1\nb: true\nc: 3 # c\n# end\n",
    );
    becomes(
        "c: 1\na: 3 # c\n# end",
        json!([]),
        put("b", json!(true)),
        "c: 1\na: 3 # c\nb: true\n# end",
    );
    becomes(
        "c: 1",
        json!([]),
        put("d", json!({"e": "f"})),
        "c: 1\nd:\n  e: f",
    );
    becomes(
        "# head\n\n# about c\nc: 1\n",
        json!([]),
        put("b", json!(2)),
        "# head\n\nb: 2\n# about c\nc: 1\n",
    );
    becomes(
        "x:\n    - c: 1\n      d: 2\n",
        json!(["x", 0]),
        put("b", json!(2)),
        "x:\n    - b: 2\n      c: 1\n      d: 2\n",
    );
    becomes("{a: 1}", json!([]), put("b", json!(2)), "{a: 1, b: 2}");
    becomes("{}", json!([]), put("b", json!(2)), "{\"b\": 2}");
    becomes(
        "{\"a\":1}",
        json!([]),
        put("b", json!("x")),
        "{\"a\":1,\"b\":\"x\"}",
    );
    becomes(
        "{\n  \"a\": 1,\n  \"c\": [\n  ]\n}\n",
        json!([]),
        put("b", json!([1])),
        "{\n  \"a\": 1,\n  \"b\": [1],\n  \"c\": [\n  ]\n}\n",
    );
    becomes(
        "s:\nt: 1\n",
        json!(["s"]),
        put("b", json!(2)),
        "s:\n  b: 2\nt: 1\n",
    );
    becomes(
        "a: |+\n  x\n\n",
        json!([]),
        put("b", json!(2)),
        "a: |+\n  x\n\nb: 2\n",
    );
    becomes(
        "a:\r\n    b: 1\r\n",
        json!(["a"]),
        put("c", json!({"d": 1})),
        "a:\r\n    b: 1\r\n    c:\r\n        d: 1\r\n",
    );
    becomes(
        "a:\n- 1\n",
        json!(["a"]),
        Op::Push(json!({"x": 1, "z": 2})),
        "a:\n- 1\n- x: 1\n  z: 2\n",
    );
    becomes("[]", json!([]), Op::Push(json!(1)), "[1]");
    let twice = [
        (json!([]), put("b", json!({"c": 1}))),
        (json!([]), put("b", json!({"d": 2}))),
        (json!([]), put("e", json!(1))),
    ];
    assert_eq!(
        edited("a: 1\n", &twice).as_deref(),
        Ok("a: 1\nb:\n  c: 1\n  d: 2\ne: 1\n")
    );
    becomes(
        "- \n    # c\n# d\n",
        json!([]),
        Op::Push(json!([1])),
        "- \n    # c\n- - 1\n# d\n",
    );
    becomes(
        "{\n a: 1\n, }",
        json!([]),
        put("b", json!(2)),
        "{\n a: 1\n,\n b: 2, }",
    );
    becomes(
        "a:\n  b:\n    c: 1\n    # d: 2\n  # e: 3\n",
        json!(["a"]),
        put("f", json!(4)),
        "a:\n  b:\n    c: 1\n    # d: 2\n  f: 4\n  # e: 3\n",
    );
    assert!(edited("a: 1\n", &[(json!([]), put("a", json!(2)))]).is_err());
}

#[test]
fn xml_is_edited_by_its_elements() {
    let text = "<?xml version=\"1.0\"?>\n<P xmlns=\"x>y\">\n    <!-- about a -->\n    <a>true</a>\n    <c>\n        <d/>\n    </c> <!-- c -->\n    <e></e>\n</P>\n";
    let change = |from: &str, to: &str| text.replace(from, to);
    becomes(
        text,
        json!(["a"]),
        Op::Set(json!(false)),
        &change("true", "false"),
    );
    becomes(
        text,
        json!(["c", "d"]),
        Op::Set(json!("<&")),
        &change("<d/>", "<d>&lt;&amp;</d>"),
    );
    becomes(
        text,
        json!(["a"]),
        Op::Remove,
        &change("    <!-- about a -->\n    <a>true</a>\n", ""),
    );
    becomes(
        text,
        json!(["c", "d"]),
        Op::Remove,
        &change("        <d/>\n", ""),
    );
    let put = |k: &str, v: Json| Op::Insert(k.to_owned(), v);
    becomes(
        text,
        json!([]),
        put("d", json!({"x": 1})),
        &change(
            "<!-- c -->\n",
            "<!-- c -->\n    <d>\n        <x>1</x>\n    </d>\n",
        ),
    );
    becomes(
        text,
        json!([]),
        put("Z", json!(true)),
        &change("x>y\">\n", "x>y\">\n    <Z>true</Z>\n"),
    );
    becomes(
        text,
        json!(["e"]),
        put("x", json!(true)),
        &change("<e></e>", "<e>\n        <x>true</x>\n    </e>"),
    );
    becomes(
        text,
        json!(["c"]),
        put("d", json!([1, 2])),
        &change("<d/>\n", "<d/>\n        <d>1</d>\n        <d>2</d>\n"),
    );
    becomes(
        "<r><a>1</a></r>",
        json!([]),
        put("b", json!(2)),
        "<r><a>1</a><b>2</b></r>",
    );
    becomes(
        "<m:r><m:a/></m:r>",
        json!([]),
        put("b", json!({"c": [1, 2]})),
        "<m:r><m:a/><m:b><m:c>1</m:c><m:c>2</m:c></m:b></m:r>",
    );
    becomes(
        "<r>\r\n  <a><![CDATA[x]]></a> <!-- a -->\r\n</r>",
        json!(["a"]),
        Op::Set(json!("1\n2")),
        "<r>\r\n  <a>1\r\n2</a> <!-- a -->\r\n</r>",
    );
    becomes(
        "<r>\n  <a>1</a> <!-- a -->\n  <b/>\n</r>",
        json!(["a"]),
        Op::Remove,
        "<r>\n  <b/>\n</r>",
    );
    let refused = |text: &str, path: Json| {
        assert!(
            edited(text, &[(path, Op::Set(json!(1)))]).is_err(),
            "{text}"
        );
    };
    refused("<r><b><!-- c --></b></r>", json!(["b"]));
    refused("<r><a><?p i?>x</a></r>", json!(["a"]));
    assert!(
        edited(
            "<r><a>t<!-- c -->rue</a></r>",
            &[(json!(["a"]), Op::Set(json!(1)))]
        )
        .is_err()
    );
}

#[test]
fn what_is_said_already_stays_as_it_is() {
    for (text, value) in [
        ("a: 0x1F # c\n", json!(31)),
        ("a: 'x'\n", json!("x")),
        ("a: &x\n  b: ~ # c\n", json!({"b": null})),
        ("<r><a>true</a></r>", json!(true)),
    ] {
        becomes(text, json!(["a"]), Op::Set(value), text);
    }
}

#[test]
fn a_whole_text_is_set() {
    let root = |text: &str, value: Json, want: &str| {
        becomes(text, json!([]), Op::Set(value), want);
    };
    root("# c\na: 1 # d\n", json!(false), "# c\nfalse # d\n");
    root("- 1\n", json!({}), "{}\n");
    root("x\n", json!({"p": [1]}), "p:\n  - 1\n");
    root("x # c\n", json!([1]), "# c\n- 1\n");
    root("--- &x x # c\n", json!([1]), "--- &x # c\n- 1\n");
    root("{}\n", json!([{}]), "[{}]\n");
    root("{a: 1}\n", json!([1]), "[1]\n");
    root("|+ # c\n x\n\n...\n", json!(1), "1 # c\n\n...\n");
}

#[test]
fn a_value_comes_where_none_was() {
    let yes = || Op::Set(json!(true));
    let map = || Op::Set(json!({"b": 1, "c": 2}));
    becomes("? a\n", json!(["a"]), yes(), "? a\n: true\n");
    becomes(
        "? a # c\n",
        json!(["a"]),
        map(),
        "? a # c\n: b: 1\n  c: 2\n",
    );
    becomes("a: &x\n", json!(["a"]), yes(), "a: &x true\n");
    becomes(
        "a: &x # c\n",
        json!(["a"]),
        map(),
        "a: &x # c\n  b: 1\n  c: 2\n",
    );
    becomes("-\n- 1\n", json!([0]), map(), "- b: 1\n  c: 2\n- 1\n");
    becomes("-\t# c\n", json!([0]), map(), "- # c\n  b: 1\n  c: 2\n");
}

#[test]
fn a_value_is_nested_beside_its_dash_or_below() {
    let map = || Op::Set(json!({"b": 1, "c": 2}));
    becomes("-   x\n", json!([0]), map(), "-   b: 1\n    c: 2\n");
    becomes("-\tx\n", json!([0]), map(), "- b: 1\n  c: 2\n");
    becomes("- &x 1\n", json!([0]), map(), "- &x\n  b: 1\n  c: 2\n");
    becomes("- x # c\n", json!([0]), map(), "- # c\n  b: 1\n  c: 2\n");
    becomes(
        "a: > # c\n  x \n",
        json!(["a"]),
        map(),
        "a: # c\n  b: 1\n  c: 2\n",
    );
    becomes(
        "a: # c\n   x: 1\n",
        json!(["a"]),
        map(),
        "a: # c\n   b: 1\n   c: 2\n",
    );
    becomes("[k: v]", json!([0]), map(), "[{b: 1, c: 2}]");
    // Lists stand where the text's own do, and so do their items.
    let put = Op::Insert("b".to_owned(), json!([1]));
    becomes("a:\n- x\n", json!([]), put, "a:\n- x\nb:\n- 1\n");
    becomes(
        "-   x\n",
        json!([]),
        Op::Push(json!("y")),
        "-   x\n-   \"y\"\n",
    );
}

#[test]
fn comments_in_brackets_stay_beside_what_they_are_about() {
    let text = "[\n  a, # about a\n  # about b\n  b # more\n]\n";
    becomes(
        text,
        json!([]),
        Op::Push(json!("c")),
        "[\n  a, # about a\n  # about b\n  b, # more\n  c\n]\n",
    );
    becomes(text, json!([1]), Op::Remove, "[\n  a # about a\n]\n");
    becomes(
        text,
        json!([0]),
        Op::Remove,
        "[\n  # about b\n  b # more\n]\n",
    );
    becomes(
        "{\n  a: 1, # about a\n  # about c\n  c: 3,\n}\n",
        json!([]),
        Op::Insert("b".to_owned(), json!(2)),
        "{\n  a: 1, # about a\n  b: 2,\n  # about c\n  c: 3,\n}\n",
    );
    becomes("[\n # all\n  a\n]", json!([0]), Op::Remove, "[\n # all\n]");
    becomes("[a , b , ]", json!([1]), Op::Remove, "[a , ]");
    becomes(
        "[a , b , ]",
        json!([]),
        Op::Push(json!("c")),
        "[a , b , c, ]",
    );
    let put = || Op::Insert("z".to_owned(), json!(1));
    becomes("[k: v, w]", json!([0]), put(), "[{k: v, z: 1}, w]");
    becomes("[k: v]", json!([0, "k"]), Op::Remove, "[{}]");
    becomes(
        "{\"a\":1}",
        json!(["a"]),
        Op::Set(json!("\u{85}\u{e0001}")),
        "{\"a\":\"\\u0085\\udb40\\udc01\"}",
    );
}

#[test]
fn changes_of_one_place_come_together() {
    let all = |text: &str, changes: &[(Json, Op)], want: &str| {
        assert_eq!(edited(text, changes).as_deref(), Ok(want), "{text}");
    };
    let gone = |path: Json| (path, Op::Remove);
    let push = |path: Json, value: Json| (path, Op::Push(value));
    let both = [push(json!([]), json!(1)), push(json!([]), json!(2))];
    all("[]", &both, "[1, 2]");
    let replaced = [gone(json!([0])), push(json!([]), json!("b"))];
    all("[a]", &replaced, "[b]");
    all("[a, c]", &replaced, "[c, b]");
    all("[\n  a\n]\n", &replaced, "[\n  b\n]\n");
    all("- a\n", &replaced, "- b\n");
    let replaced = [gone(json!([1])), push(json!([]), json!("b"))];
    all("[\n  c,\n  a\n]\n", &replaced, "[\n  c,\n  b\n]\n");
    all("[\n  c, # d\n  a\n]\n", &replaced, "[\n  c, # d\n  b\n]\n");
    all("[c, a]", &replaced, "[c, b]");
    let inner = [push(json!([]), json!("c")), push(json!([0]), json!("b"))];
    all("- - a\n", &inner, "- - a\n  - b\n- c\n");
    let put = |path: Json, key: &str| (path, Op::Insert(key.to_owned(), json!(1)));
    let moved = [gone(json!([0, "a"])), put(json!([0]), "b")];
    all("- a: 1 # c\n", &moved, "- b: 1 # c\n");
    all("- a: 1\n  c: 2\n", &moved, "- b: 1\n  c: 2\n");
    let moved = [gone(json!(["a"])), put(json!([]), "b")];
    all("<r>\n  <a/>\n</r>", &moved, "<r>\n  <b>1</b>\n</r>");
    becomes(
        "a: |+\n  x\n\nb: 1\n\nc: 2\n",
        json!(["b"]),
        Op::Remove,
        "a: |+\n  x\n\nc: 2\n",
    );
}

#[test]
fn what_is_meant_otherwise_is_refused() {
    let refused = |text: &str, path: Json, op: Op| edited(text, &[(path, op)]).expect_err(text);
    // The alias would mean another anchor, or none.
    refused("a: &x 1\nb: &x 2\nc: *x\n", json!(["b"]), Op::Remove);
    refused("a: &x 1\nc: *x\n", json!(["a"]), Op::Remove);
    refused("a: !!str true\n", json!(["a"]), Op::Set(json!(false)));
    refused("? a\n::\n", json!([":"]), Op::Remove);
    refused("{a: 1,\n # about b\n b: 2}", json!(["a"]), Op::Remove);
    let set = |v| (json!(["a"]), Op::Set(json!(v)));
    assert!(edited("a: 1\n", &[set(2), set(3)]).is_err());
    assert!(edited("a: 1\n", &[set(2), set(2)]).is_ok());
}
