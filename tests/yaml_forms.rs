//! One violation in every form that YAML has for it: each is found at its exact place, or is an
//! error, or is an ambiguity with its place. None is silently passed over.

use tenantlint::check::Check;
use tenantlint::document::{
    Ambiguity, Document, Entry, Error, Kind, Limits, Scalar, decode, encoding_note, parse,
};
use tenantlint::source::{Encoding, SourceMap, Span};

/// What becomes of `objectPermissions.Product__c.viewAllRecords`.
#[derive(Debug, PartialEq)]
enum Outcome {
    /// It is true; the source of its value.
    True(String),
    /// It is the text that spells true, in quotes.
    Quoted(String),
    /// Some readers take it for true.
    Ambiguous(String),
    /// The text is refused: the check, and the source at the place.
    Refused(&'static str, String),
}

fn read(text: &str) -> Result<Document, Vec<Error>> {
    let mut sources = SourceMap::new();
    let file = sources.add("tenant.yaml", text, Encoding::Utf8);
    parse(file, text.into(), &Limits::default())
}

/// The entry in the first document that has it.
fn find(doc: &Document) -> Option<Entry> {
    doc.roots().iter().find_map(|&root| {
        let permissions = doc.get(root, "objectPermissions")?;
        let object = doc.get(permissions.value, "Product__c")?;
        doc.get(object.value, "viewAllRecords")
    })
}

fn outcome(text: &str) -> Outcome {
    let slice = |span: Span| text[span.range()].to_owned();
    let doc = match read(text) {
        Ok(doc) => doc,
        Err(errors) => return Outcome::Refused(errors[0].check.id(), slice(errors[0].span)),
    };
    let value = find(&doc).expect("the setting is there").value;
    let place = slice(doc.span(doc.resolve(value)));
    match (doc.scalar(value), doc.ambiguity(value)) {
        (Some(Scalar::Bool(true)), None) => Outcome::True(place),
        (Some(Scalar::Str("true")), None) => Outcome::Quoted(place),
        (Some(Scalar::Str(_)), Some(Ambiguity::Boolean(true))) => Outcome::Ambiguous(place),
        other => panic!("{other:?} in {text:?}"),
    }
}

fn entry(entry: &str) -> String {
    format!("objectPermissions:\n  Product__c:\n    {entry}\n")
}

fn is_true(text: &str) {
    assert_eq!(outcome(text), Outcome::True("true".into()), "{text:?}");
}

#[test]
fn booleans_of_the_core_schema() {
    is_true(&entry("viewAllRecords: true"));
    let title = outcome(&entry("viewAllRecords: True"));
    assert_eq!(title, Outcome::True("True".into()));
}

#[test]
fn booleans_of_older_readers() {
    for word in ["yes", "on", "y"] {
        let got = outcome(&entry(&format!("viewAllRecords: {word}")));
        assert_eq!(got, Outcome::Ambiguous(word.into()));
    }
}

#[test]
fn quotes_and_tags() {
    let quoted = outcome(&entry("viewAllRecords: \"true\""));
    assert_eq!(quoted, Outcome::Quoted("\"true\"".into()));
    let tagged = outcome(&entry("viewAllRecords: !!bool \"true\""));
    assert_eq!(tagged, Outcome::True("\"true\"".into()));
    is_true(&entry("viewAllRecords: !!bool true"));
    let wrong = outcome(&entry("viewAllRecords: !!bool yes"));
    assert_eq!(wrong, Outcome::Refused("TL-YAML-001", "yes".into()));
}

#[test]
fn flow_and_keys() {
    is_true("objectPermissions: {Product__c: {viewAllRecords: true}}");
    is_true(r#"{"objectPermissions":{"Product__c":{"viewAllRecords":true}}}"#);
    is_true(&entry("\"viewAllRecords\": true"));
    is_true(&entry("'viewAllRecords': true"));
    is_true(&entry("\"view\\x41llRecords\": true"));
    is_true(&entry("? viewAllRecords\n    : true"));
    is_true(&entry("? |-\n      viewAllRecords\n    : true"));
}

#[test]
fn aliases_and_merge_keys() {
    is_true("yes_please: &t true\nobjectPermissions: {Product__c: {viewAllRecords: *t}}");
    is_true("x: &e {viewAllRecords: true}\nobjectPermissions: {Product__c: *e}");
    is_true("x: &e {viewAllRecords: true}\nobjectPermissions: {Product__c: {<<: *e, a: b}}");
    is_true("x: &e {viewAllRecords: true}\nobjectPermissions: {Product__c: {<<: [{}, *e]}}");
    is_true("x: &k viewAllRecords\nobjectPermissions: {Product__c: {*k : true}}");
}

#[test]
fn a_value_behind_an_alias_has_its_use_and_its_definition() {
    let text = "t: &t true\nobjectPermissions: {Product__c: {viewAllRecords: *t}}";
    let doc = read(text).expect("a document");
    let value = find(&doc).expect("the setting is there").value;
    assert_eq!(doc.kind(value), Kind::Alias);
    assert_eq!(&text[doc.span(value).range()], "*t");
    assert_eq!(doc.span(doc.resolve(value)), Span::new(6, 10));

    let text = "x: &e {viewAllRecords: true}\nobjectPermissions: {Product__c: {<<: *e}}";
    let doc = read(text).expect("a document");
    let merged = find(&doc).and_then(|e| e.merged).expect("it was merged");
    assert_eq!(&text[doc.span(merged).range()], "*e");
}

#[test]
fn duplicate_keys_in_both_orders() {
    for (first, second) in [("true", "false"), ("false", "true")] {
        for key in [
            "viewAllRecords",
            "\"viewAllRecords\"",
            "? viewAllRecords\n    ",
        ] {
            let text = entry(&format!("viewAllRecords: {first}\n    {key}: {second}"));
            let errors = read(&text).expect_err("one key twice");
            assert_eq!(errors.len(), 1);
            assert_eq!(errors[0].check, Check::YamlDuplicateKey);
            let place = text.rfind(key.trim_start_matches("? ").trim_end());
            assert_eq!(Some(errors[0].span.start as usize), place);
            assert_eq!(
                errors[0].labels[0].0.start as usize,
                text.find("viewAll").expect("a key")
            );
        }
    }
}

#[test]
fn the_second_document_of_a_stream() {
    is_true(&format!(
        "harmless: 1\n---\n{}",
        entry("viewAllRecords: true")
    ));
    is_true(&format!(
        "harmless: 1\n...\n%YAML 1.2\n---\n{}",
        entry("viewAllRecords: true")
    ));
}

#[test]
fn line_ends_and_encodings() {
    let text = entry("viewAllRecords: true");
    is_true(&text.replace('\n', "\r\n"));
    is_true(&text.replace('\n', "\r"));
    is_true(&format!("\u{feff}{text}"));
    let encoded: Vec<u8> = format!("\u{feff}{text}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let (decoded, encoding) = decode(&encoded).expect("UTF-16");
    assert_eq!(
        (decoded.as_str(), encoding),
        (text.as_str(), Encoding::Utf16)
    );
    is_true(&decoded);
    let note = encoding_note(encoding).expect("a note about the encoding");
    assert_eq!(note.check, Check::YamlEncoding);
    assert_eq!(encoding_note(Encoding::Utf8), None);
}

#[test]
fn wide_characters_before_the_value() {
    for label in ["商品 (Product)", "😀👩‍👩‍👧"] {
        let settings = format!("{{label: {label}, \"{label}\": 1, viewAllRecords: true}} # 最後");
        let text = format!("# {label}\nobjectPermissions: {{Product__c: {settings}");
        let text = text.replace(" # 最後", "} # 最後");
        is_true(&text);
        let doc = read(&text).expect("a document");
        let value = find(&doc).expect("the setting is there").value;
        let place = text.rfind("true").expect("the value");
        assert_eq!(doc.span(value).start as usize, place);
    }
}
