//! Facts of an Apex class: how it shares, what can be called from outside, what it queries and
//! changes. The source itself never becomes part of a tenant.
//!
//! Comments and texts are skipped, brackets counted, keywords compared without case; nothing is
//! compiled. What is read follows the language's reference
//! (<https://developer.salesforce.com/docs/atlas.en-us.apexcode.meta/apexcode/>): the chapters on
//! sharing keywords, annotations, SOQL, DML and access modes.
//!
//! The canonical form of a class, where everything but `sharing` is left out if it is not there:
//!
//! ```yaml
//! sharing: with | without | inherited | none     # absent only where the source is hidden
//! kind: interface | enum
//! access: global | public
//! extends: Base
//! isTest: true
//! hidden: true                                   # the source belongs to a managed package
//! restResource: /orders/*
//! methods:                                       # public and global ones, and those with an annotation
//!   find: {access: public, static: true, auraEnabled: true, parameters: [{name: id, type: Id}]}
//! queries: [{object: Account, mode: user | system | enforced}, {dynamic: true}]
//! changes: [{operation: insert, mode: user | system}]
//! classes: {Inner: {sharing: none}}
//! ```

mod tokens;

use std::collections::HashMap;
use std::sync::Arc;

use crate::check::Check;
use crate::document::{Document, NodeId};
use crate::finding::Failure;
use crate::source::Span;
use crate::tenant::Sink;
use crate::tenant::value::{Map, Node, Origin, Value};

use tokens::{Kind, Token, tokens};

/// What stands in the place of a managed package's source.
const HIDDEN: &str = "(hidden)";

/// How many tokens of a call are looked at for the rights with which it runs.
const LONGEST_CALL: usize = 1000;

/// How deep classes may stand in classes; the language allows one.
const MAX_CLASSES: usize = 4;

/// Statements that change records.
const CHANGES: &[&str] = &["insert", "update", "upsert", "delete", "undelete", "merge"];

/// Methods of `Database` and `Search` that take a query as text.
const DYNAMIC: &[&str] = &[
    "query",
    "querywithbinds",
    "countquery",
    "countquerywithbinds",
    "getquerylocator",
    "getquerylocatorwithbinds",
];

/// Words of a query that say whose rights count, and what they are in the canonical form.
const MODES: &[(&str, &str)] = &[
    ("user_mode", "user"),
    ("system_mode", "system"),
    ("security_enforced", "enforced"),
];

/// Annotations of methods, and what they are in the canonical form.
const METHODS: &[(&str, &str)] = &[
    ("auraenabled", "auraEnabled"),
    ("remoteaction", "remoteAction"),
    ("invocablemethod", "invocable"),
    ("namespaceaccessible", "namespaceAccessible"),
];

/// The facts of the class that a text holds, or what keeps them from being told.
pub(super) fn class(document: &Document, root: NodeId, sink: &mut Sink) -> Option<Node> {
    let text = document.text(root);
    let whole = document.span(root);
    let writer = Writer { document };
    if text.trim() == HIDDEN {
        let mut map = Map::new();
        let start = text.len() - text.trim_start().len();
        let at = Span::new(start, start + HIDDEN.len());
        writer.put(&mut map, "hidden", Value::Bool(true), at);
        return Some(writer.node(Value::Map(map), None, whole));
    }
    let mut reader = Reader {
        text,
        tokens: tokens(text),
        at: 0,
        writer,
    };
    let mut outer = Facts::default();
    let ended = reader.members(&mut outer, 0);
    if !ended || outer.classes.len() != 1 {
        sink.failures.push(broken(document, text, ended));
        return None;
    }
    outer.classes.into_iter().next().map(|(_, class)| class)
}

fn broken(document: &Document, text: &str, ended: bool) -> Failure {
    let end = text.trim_end().len();
    Failure {
        id: Check::CodeSyntax.id(),
        rule: None,
        message: match ended {
            true => "this file holds no class".to_owned(),
            false => "the brackets of this class do not close".to_owned(),
        },
        place: Some((document.file(), Span::new(end.saturating_sub(1), end))),
        labels: Vec::new(),
        help: Check::CodeSyntax.remediation().to_owned(),
    }
}

/// Makes nodes of what stands in the text.
#[derive(Clone, Copy)]
struct Writer<'a> {
    document: &'a Document,
}

impl Writer<'_> {
    fn node(self, value: Value, key: Option<Span>, at: Span) -> Node {
        let origin = Origin {
            file: self.document.file(),
            key,
            value: at,
            definition: None,
        };
        Node::new(value, origin)
    }

    fn put(self, map: &mut Map, key: &str, value: Value, at: Span) {
        map.insert(key.into(), self.node(value, None, at));
    }

    fn word(self, map: &mut Map, key: &str, value: &str, at: Span) {
        self.put(map, key, Value::String(value.into()), at);
    }
}

/// What is known of a class so far.
#[derive(Default)]
struct Facts {
    map: Map,
    methods: Map,
    /// How many methods of each name there are.
    names: HashMap<String, usize>,
    queries: Vec<Node>,
    changes: Vec<Node>,
    classes: Map,
}

impl Facts {
    fn into_map(mut self) -> Map {
        let maps = [("methods", self.methods), ("classes", self.classes)];
        for (key, map) in maps.into_iter().filter(|(_, map)| !map.is_empty()) {
            self.map.insert(key.into(), Node::computed(Value::Map(map)));
        }
        let lists = [("queries", self.queries), ("changes", self.changes)];
        for (key, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
            self.map
                .insert(key.into(), Node::computed(Value::List(list.into())));
        }
        self.map
    }
}

/// A query whose bracket is open.
struct Query {
    start: usize,
    /// The brackets around what stands in it.
    depth: usize,
    map: Map,
}

/// What stands before the body of a member.
struct Header {
    /// The annotations, each with what stands in its brackets.
    annotations: Vec<(usize, std::ops::Range<usize>)>,
    /// Tokens outside of brackets.
    words: Vec<usize>,
    /// The tokens in the first round brackets, if there are any.
    parameters: Option<std::ops::Range<usize>>,
    /// What ends it: `{`, `;`, `=`, `}` or nothing.
    end: Option<u8>,
}

struct Reader<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    at: usize,
    writer: Writer<'a>,
}

impl Reader<'_> {
    fn sign(&self, at: usize) -> Option<u8> {
        match self.tokens.get(at)?.kind {
            Kind::Sign(byte) => Some(byte),
            Kind::Word | Kind::Text => None,
        }
    }

    fn text_of(&self, at: usize) -> &str {
        self.tokens
            .get(at)
            .and_then(|t| self.text.get(t.start..t.end))
            .unwrap_or("")
    }

    fn span_of(&self, at: usize) -> Span {
        self.tokens.get(at).map_or(Span::default(), |t| t.span())
    }

    fn is(&self, at: usize, word: &str) -> bool {
        self.tokens.get(at).is_some_and(|t| t.kind == Kind::Word)
            && self.text_of(at).eq_ignore_ascii_case(word)
    }

    /// Reads members up to the `}` of their class, or to the end of the text where `depth` is 0.
    /// False where the text ends before.
    fn members(&mut self, facts: &mut Facts, depth: usize) -> bool {
        loop {
            let Some(header) = self.header() else {
                return false;
            };
            match header.end {
                None => return depth == 0,
                // Words without an end are no member.
                Some(b'}') if depth == 0 || !header.words.is_empty() => return false,
                Some(b'}') => return true,
                _ => {}
            }
            let declares = |word| header.words.iter().position(|&at| self.is(at, word));
            let declared = ["class", "interface", "enum"]
                .into_iter()
                .find_map(|word| Some((word, declares(word)?)));
            let read = match declared {
                Some((word, at)) if header.end == Some(b'{') => {
                    self.class(facts, &header, word, at, depth)
                }
                _ => self.member(facts, &header),
            };
            if !read {
                return false;
            }
        }
    }

    /// Reads up to what begins the body of a member or ends it, and past it. `None` where a
    /// bracket is not closed.
    fn header(&mut self) -> Option<Header> {
        let mut header = Header {
            annotations: Vec::new(),
            words: Vec::new(),
            parameters: None,
            end: None,
        };
        while self.at < self.tokens.len() {
            let at = self.at;
            self.at += 1;
            match self.tokens[at].kind {
                Kind::Sign(end @ (b'{' | b'}' | b';' | b'=')) => {
                    header.end = Some(end);
                    return Some(header);
                }
                Kind::Sign(b'@') => {
                    let name = self.at;
                    self.at += 1;
                    let inner = match self.sign(self.at) {
                        Some(b'(') => self.bracket()?,
                        _ => self.at..self.at,
                    };
                    header.annotations.push((name, inner));
                }
                Kind::Sign(b'(') => {
                    self.at = at;
                    let inner = self.bracket()?;
                    header.parameters.get_or_insert(inner);
                }
                _ => header.words.push(at),
            }
        }
        // Words without an end are no member.
        (header.words.is_empty() && header.annotations.is_empty()).then_some(header)
    }

    /// Reads a bracket with all that is in it. The tokens between, or `None` where it is not
    /// closed.
    fn bracket(&mut self) -> Option<std::ops::Range<usize>> {
        let start = self.at + 1;
        let mut depth = 0_usize;
        while self.at < self.tokens.len() {
            match self.sign(self.at) {
                Some(b'(' | b'{' | b'[') => depth += 1,
                Some(b')' | b'}' | b']') => depth = depth.saturating_sub(1),
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return Some(start..self.at - 1);
            }
        }
        None
    }

    fn class(
        &mut self,
        facts: &mut Facts,
        header: &Header,
        kind: &str,
        at: usize,
        depth: usize,
    ) -> bool {
        let Some(&name) = header.words.get(at + 1) else {
            return false;
        };
        let mut own = Facts::default();
        let writer = self.writer;
        if kind != "class" {
            writer.word(&mut own.map, "kind", kind, self.span_of(header.words[at]));
        }
        self.sharing(&mut own.map, header, name);
        self.access(&mut own.map, header);
        let extends = header.words.iter().position(|&w| self.is(w, "extends"));
        if let Some(&base) = extends.and_then(|w| header.words.get(w + 1)) {
            let end = self.dotted(base);
            let at = Span::new(self.tokens[base].start, self.tokens[end].end);
            let text = self.text.get(self.tokens[base].start..self.tokens[end].end);
            writer.word(&mut own.map, "extends", text.unwrap_or(""), at);
        }
        for (annotation, inner) in &header.annotations {
            if self.is(*annotation, "istest") {
                let at = self.span_of(*annotation);
                writer.put(&mut own.map, "isTest", Value::Bool(true), at);
            } else if self.is(*annotation, "restresource") {
                let url = inner
                    .clone()
                    .find(|&t| self.tokens[t].kind == Kind::Text)
                    .unwrap_or(*annotation);
                let text = self.text_of(url).trim_matches('\'').to_owned();
                writer.word(&mut own.map, "restResource", &text, self.span_of(url));
            }
        }
        let ended = match depth {
            MAX_CLASSES.. => {
                self.at -= 1;
                self.bracket().is_some()
            }
            _ if kind == "class" => self.members(&mut own, depth + 1),
            _ => {
                self.at -= 1;
                self.bracket().is_some()
            }
        };
        let key = self.span_of(name);
        let node = writer.node(Value::Map(own.into_map()), Some(key), key);
        facts.classes.insert(self.text_of(name).into(), node);
        ended
    }

    /// The last token of a name with dots that begins at a token.
    fn dotted(&self, mut at: usize) -> usize {
        while self.sign(at + 1) == Some(b'.')
            && self
                .tokens
                .get(at + 2)
                .is_some_and(|t| t.kind == Kind::Word)
        {
            at += 2;
        }
        at
    }

    fn sharing(&self, map: &mut Map, header: &Header, name: usize) {
        let pair = header
            .words
            .windows(2)
            .find(|pair| self.is(pair[1], "sharing"));
        let (word, at) = match pair {
            Some(pair) => {
                let at = Span::new(self.tokens[pair[0]].start, self.tokens[pair[1]].end);
                (self.text_of(pair[0]).to_ascii_lowercase(), at)
            }
            None => ("none".to_owned(), self.span_of(name)),
        };
        self.writer.word(map, "sharing", &word, at);
    }

    /// True where it can be seen from outside of its class.
    fn access(&self, map: &mut Map, header: &Header) -> bool {
        let seen = ["global", "public"];
        let found = seen
            .into_iter()
            .find_map(|word| Some((word, *header.words.iter().find(|&&w| self.is(w, word))?)));
        if let Some((word, at)) = found {
            self.writer.word(map, "access", word, self.span_of(at));
        }
        found.is_some()
    }

    /// A method, a property or a field.
    fn member(&mut self, facts: &mut Facts, header: &Header) -> bool {
        let body = self.at;
        let ended = match header.end {
            Some(b'{') => {
                self.at -= 1;
                self.bracket().is_some()
            }
            Some(b'=') => self.statement(),
            _ => true,
        };
        self.method(facts, header);
        self.body(facts, body..self.at);
        ended
    }

    /// Reads up to the `;` that ends a statement.
    fn statement(&mut self) -> bool {
        while self.at < self.tokens.len() {
            match self.sign(self.at) {
                Some(b';') => {
                    self.at += 1;
                    return true;
                }
                Some(b'(' | b'{' | b'[') => {
                    if self.bracket().is_none() {
                        return false;
                    }
                }
                _ => self.at += 1,
            }
        }
        false
    }

    fn method(&self, facts: &mut Facts, header: &Header) {
        let Some(parameters) = header.parameters.clone() else {
            return;
        };
        let Some(&name) = header.words.last() else {
            return;
        };
        let mut map = Map::new();
        let mut outside = self.access(&mut map, header);
        for (annotation, inner) in &header.annotations {
            let at = self.span_of(*annotation);
            let word = self.text_of(*annotation).to_ascii_lowercase();
            let known = METHODS.iter().find(|(name, _)| *name == word);
            if let Some((_, key)) = known {
                outside = true;
                self.writer.put(&mut map, key, Value::Bool(true), at);
            } else if let Some(verb) = word.strip_prefix("http") {
                outside = true;
                let verb = verb.to_ascii_uppercase();
                self.writer.word(&mut map, "http", &verb, at);
            }
            let cacheable = inner.clone().find(|&t| self.is(t, "cacheable"));
            if let Some(t) = cacheable.filter(|&t| self.is(t + 2, "true")) {
                let at = self.span_of(t + 2);
                self.writer
                    .put(&mut map, "cacheable", Value::Bool(true), at);
            }
        }
        for (word, key) in [("webservice", "webService"), ("static", "static")] {
            if let Some(&at) = header.words.iter().find(|&&w| self.is(w, word)) {
                outside |= key == "webService";
                let at = self.span_of(at);
                self.writer.put(&mut map, key, Value::Bool(true), at);
            }
        }
        if !outside {
            return;
        }
        let parameters = self.parameters(parameters);
        if !parameters.is_empty() {
            let list = Node::computed(Value::List(parameters.into()));
            map.insert("parameters".into(), list);
        }
        let key = self.span_of(name);
        let node = self.writer.node(Value::Map(map), Some(key), key);
        let name = self.unused_name(facts, name);
        facts.methods.insert(name, node);
    }

    /// The name of a method; of a further one of the same name, with a number behind it.
    fn unused_name(&self, facts: &mut Facts, name: usize) -> Arc<str> {
        let name = self.text_of(name);
        let number = facts.names.entry(name.to_lowercase()).or_default();
        *number += 1;
        match *number {
            1 => name.into(),
            n => format!("{name}#{n}").into(),
        }
    }

    fn parameters(&self, tokens: std::ops::Range<usize>) -> Vec<Node> {
        let mut parameters = Vec::new();
        let mut angles = 0_usize;
        let mut first = tokens.start;
        for at in tokens.start..=tokens.end {
            match self.sign(at) {
                Some(b'<') => angles += 1,
                Some(b'>') => angles = angles.saturating_sub(1),
                _ => {}
            }
            if at < tokens.end && (self.sign(at) != Some(b',') || angles > 0) {
                continue;
            }
            parameters.extend(self.parameter(first, at));
            first = at + 1;
        }
        parameters
    }

    fn parameter(&self, first: usize, end: usize) -> Option<Node> {
        let first = if self.is(first, "final") {
            first + 1
        } else {
            first
        };
        let name = end.checked_sub(1).filter(|name| *name > first)?;
        let kind: String = (first..name).map(|t| self.text_of(t)).collect();
        let at = Span::new(self.tokens[first].start, self.tokens[name - 1].end);
        let mut map = Map::new();
        self.writer.word(&mut map, "type", &kind, at);
        let name_at = self.span_of(name);
        self.writer
            .word(&mut map, "name", self.text_of(name), name_at);
        let whole = Span::new(self.tokens[first].start, self.tokens[name].end);
        Some(self.writer.node(Value::Map(map), None, whole))
    }

    /// Queries and changes in the tokens of a body.
    fn body(&self, facts: &mut Facts, tokens: std::ops::Range<usize>) {
        let mut depth = 0_usize;
        let mut open: Vec<Query> = Vec::new();
        for at in tokens.clone() {
            match self.sign(at) {
                Some(b'[' | b'(' | b'{') => {
                    depth += 1;
                    let first = at + 1;
                    if self.sign(at) == Some(b'[')
                        && (self.is(first, "select") || self.is(first, "find"))
                    {
                        open.push(Query {
                            start: at,
                            depth,
                            map: Map::new(),
                        });
                    }
                }
                Some(b']' | b')' | b'}') => {
                    if open.last().is_some_and(|query| query.depth == depth) {
                        facts
                            .queries
                            .extend(open.pop().map(|query| self.query(query, at)));
                    }
                    depth = depth.saturating_sub(1);
                }
                Some(_) => {}
                None => match open.last_mut() {
                    Some(query) => self.in_query(query, at, depth),
                    None => self.in_code(facts, at, &tokens),
                },
            }
        }
    }

    fn in_code(&self, facts: &mut Facts, at: usize, body: &std::ops::Range<usize>) {
        if self.is(at, "database") || self.is(at, "search") {
            self.by_database(facts, at);
        } else if self.begins(at, body) && CHANGES.iter().any(|c| self.is(at, c)) {
            let mode = self.is(at + 1, "as").then(|| at + 2);
            facts.changes.push(self.change(at, mode));
        }
    }

    /// A word of a query, of which sub-queries stand in brackets of their own.
    fn in_query(&self, query: &mut Query, at: usize, depth: usize) {
        let map = &mut query.map;
        if depth == query.depth && self.is(at, "from") && !map.contains_key("object") {
            self.writer
                .word(map, "object", self.text_of(at + 1), self.span_of(at + 1));
        }
        let mode = MODES.iter().find(|(word, _)| self.is(at, word));
        if let Some((_, mode)) = mode {
            self.writer.word(map, "mode", mode, self.span_of(at));
        }
    }

    fn query(&self, query: Query, end: usize) -> Node {
        let whole = Span::new(self.tokens[query.start].start, self.tokens[end].end);
        self.writer.node(Value::Map(query.map), None, whole)
    }

    /// Whether a statement begins at a token, which a name never follows by a sign.
    fn begins(&self, at: usize, body: &std::ops::Range<usize>) -> bool {
        let before = at.checked_sub(1).filter(|b| *b >= body.start);
        let fresh = before.is_none_or(|b| {
            matches!(self.sign(b), Some(b';' | b'{' | b'}' | b')'))
                || self.is(b, "else")
                || self.is(b, "do")
        });
        let named = self
            .tokens
            .get(at + 1)
            .is_some_and(|t| t.kind == Kind::Word)
            || matches!(self.sign(at + 1), Some(b'[' | b'('));
        fresh && named
    }

    /// `Database.query(...)`, `Search.query(...)`, `Database.insert(...)` and their like.
    fn by_database(&self, facts: &mut Facts, at: usize) {
        if self.sign(at + 1) != Some(b'.') || self.sign(at + 3) != Some(b'(') {
            return;
        }
        let called = |names: &[&str]| names.iter().any(|name| self.is(at + 2, name));
        if CHANGES.iter().any(|c| self.is(at + 2, c)) {
            facts
                .changes
                .push(self.change(at + 2, self.mode_of_call(at + 3)));
        } else if called(DYNAMIC) && self.sign(at + 4) != Some(b'[') {
            let mut map = Map::new();
            let span = Span::new(self.tokens[at].start, self.tokens[at + 2].end);
            self.writer
                .put(&mut map, "dynamic", Value::Bool(true), span);
            if let Some(mode) = self.mode_of_call(at + 3) {
                self.mode(&mut map, mode);
            }
            facts
                .queries
                .push(self.writer.node(Value::Map(map), None, span));
        }
    }

    /// The word of a call's arguments, begun by a bracket, that says whose rights count.
    fn mode_of_call(&self, bracket: usize) -> Option<usize> {
        let mut depth = 0_usize;
        for at in bracket..(bracket + LONGEST_CALL).min(self.tokens.len()) {
            match self.sign(at) {
                Some(b'(' | b'[' | b'{') => depth += 1,
                Some(b')' | b']' | b'}') if depth <= 1 => return None,
                Some(b')' | b']' | b'}') => depth -= 1,
                None if MODES.iter().any(|(word, _)| self.is(at, word)) => return Some(at),
                _ => {}
            }
        }
        None
    }

    fn mode(&self, map: &mut Map, at: usize) {
        let word = self.text_of(at).to_ascii_lowercase();
        let known = MODES.iter().find(|(mode, _)| *mode == word);
        let word = known.map_or(&*word, |(_, mode)| mode);
        self.writer.word(map, "mode", word, self.span_of(at));
    }

    fn change(&self, at: usize, mode: Option<usize>) -> Node {
        let mut map = Map::new();
        let operation = self.text_of(at).to_ascii_lowercase();
        let span = self.span_of(at);
        self.writer.word(&mut map, "operation", &operation, span);
        if let Some(mode) = mode {
            self.mode(&mut map, mode);
        }
        self.writer.node(Value::Map(map), None, span)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::document::{DataPath, Form, Limits, parse_as};
    use crate::source::{Encoding, SourceMap};
    use crate::tenant::{Builder, Platform};

    /// The facts of a source, or the message of what keeps them from being told.
    fn read(source: &str) -> Result<Node, String> {
        let mut sources = SourceMap::new();
        let file = sources.add("A.cls", source, Encoding::Utf8);
        let document = parse_as(Form::Text, file, source.into(), &Limits::default())
            .expect("any text is read");
        let mut builder = Builder::new(Platform::Salesforce, "t".into());
        let facts = class(&document, document.roots()[0], &mut builder.sink);
        match builder.sink.failures.pop() {
            Some(failure) => Err(failure.message),
            None => Ok(facts.expect("facts or a failure")),
        }
    }

    fn facts(source: &str) -> Json {
        read(source).expect(source).to_json()
    }

    #[test]
    fn a_class_says_how_it_shares() {
        for (source, sharing) in [
            ("public with sharing class A {}", "with"),
            ("global WITHOUT  SHARING virtual class A {}", "without"),
            ("public inherited sharing class A {}", "inherited"),
            ("public class A {}", "none"),
            (
                "// with sharing\n/* without sharing */ public class A { String s = 'without sharing class'; }",
                "none",
            ),
            ("public abstract with /* no */ sharing class A {}", "with"),
        ] {
            assert_eq!(facts(source)["sharing"], sharing, "{source}");
        }
        let inner = facts(
            "public with sharing class A { without sharing class B { class C {} } interface I { void x(); } enum E { P, Q } }",
        );
        assert_eq!(
            inner["classes"]["B"],
            json!({"sharing": "without", "classes": {"C": {"sharing": "none"}}})
        );
        assert_eq!(
            inner["classes"]["I"],
            json!({"kind": "interface", "sharing": "none"})
        );
        assert_eq!(facts("(hidden)\n"), json!({"hidden": true}));
        let extends = facts("public class A extends ns.Base implements X, Y<Z> {}");
        assert_eq!(extends["extends"], "ns.Base");
    }

    #[test]
    fn what_can_be_called_from_outside_is_told() {
        let facts = facts(
            "@RestResource(urlMapping='/orders/*')\nglobal class A {\n  @AuraEnabled(cacheable=true continuation=false) public static List<Account> find(final Id key, Map<String, List<Id>> m) { return null; }\n  @AuraEnabled static void find() {}\n  @HttpGet global static String get() { return '{'; }\n  webservice static void ws(String a) { }\n  @RemoteAction global static void ra() {}\n  @InvocableMethod(label='x') public static void inv(List<Id> ids) {}\n  private void hidden() {}\n  void alsoHidden() {}\n  public String name { get; private set; }\n  static { insert x; }\n}",
        );
        assert_eq!(facts["restResource"], "/orders/*");
        let methods = facts["methods"].as_object().expect("methods");
        let names: Vec<&String> = methods.keys().collect();
        assert_eq!(names, ["find", "find#2", "get", "inv", "ra", "ws"]);
        assert_eq!(
            methods["find"],
            json!({"access": "public", "static": true, "auraEnabled": true, "cacheable": true, "parameters": [
                {"type": "Id", "name": "key"}, {"type": "Map<String,List<Id>>", "name": "m"},
            ]})
        );
        assert_eq!(methods["get"]["http"], "GET");
        assert_eq!(methods["ws"]["webService"], true);
        assert_eq!(facts["changes"], json!([{"operation": "insert"}]));
    }

    #[test]
    fn queries_and_changes_are_told_with_the_rights_that_count() {
        let facts = facts(
            "class A { List<Account> a = [SELECT Id, (SELECT Id FROM Contacts) FROM Account WHERE Id IN :new Map<Id, Lead>([SELECT Id FROM Lead]).keySet() WITH USER_MODE];\n void m() { if (x) insert a; update as user a; Database.delete(a, AccessLevel.SYSTEM_MODE); Database.query('SELECT'); Database.queryWithBinds(q, b, AccessLevel.USER_MODE); Database.getQueryLocator([SELECT Id FROM Case WITH SECURITY_ENFORCED]); String insertion = 'delete a'; this.merge(x); } }",
        );
        assert_eq!(
            facts["queries"],
            json!([
                {"object": "Lead"}, {"object": "Account", "mode": "user"},
                {"dynamic": true}, {"dynamic": true, "mode": "user"},
                {"object": "Case", "mode": "enforced"},
            ])
        );
        assert_eq!(
            facts["changes"],
            json!([
                {"operation": "insert"}, {"operation": "update", "mode": "user"},
                {"operation": "delete", "mode": "system"},
            ])
        );
    }

    #[test]
    fn a_fact_has_the_place_of_its_words() {
        let source = "public without sharing class A {\n  @AuraEnabled\n  public static void m(Id x) { List<Account> a = [SELECT Id FROM Account]; }\n}";
        let root = read(source).expect("a class");
        let slice = |path: &str| {
            let steps = path.split('.').map(|step| match step.parse() {
                Ok(index) => crate::document::Segment::Index(index),
                Err(_) => crate::document::Segment::Key(step.into()),
            });
            let path: DataPath = steps.collect();
            let origin = root.get(&path).and_then(Node::origin);
            let at = origin.expect("it was written").value;
            &source[at.start as usize..at.end as usize]
        };
        assert_eq!(slice("sharing"), "without sharing");
        assert_eq!(slice("methods.m"), "m");
        assert_eq!(slice("methods.m.auraEnabled"), "AuraEnabled");
        assert_eq!(slice("methods.m.parameters.0"), "Id x");
        assert_eq!(slice("queries.0"), "[SELECT Id FROM Account]");
        assert_eq!(slice("queries.0.object"), "Account");
    }

    #[test]
    fn what_ends_too_early_is_no_class() {
        for source in [
            "public class A {",
            "public class A { void m() { ",
            "class A { String s = 'a\n }",
            "public class A { [ }",
            "class",
        ] {
            let message = read(source).expect_err(source);
            assert!(message.contains("do not close"), "{source}: {message}");
        }
        for source in ["", "// nothing", "class A {} class B {}"] {
            assert_eq!(read(source).expect_err(source), "this file holds no class");
        }
        assert!(read("class A {}}").is_err());
        let deep = format!("{}{}", "class A { ".repeat(50_000), "}".repeat(50_000));
        assert!(read(&deep).is_ok());
        let wide = "public void m() { x = [SELECT Id FROM A]; } ".repeat(50_000);
        assert!(read(&format!("class A {{ {wide} }}")).is_ok());
    }

    /// Tokens that mean something to the reader.
    const WORDS: &[&str] = &[
        "class",
        "A",
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        "@",
        "AuraEnabled",
        "=",
        ";",
        "'",
        "\\",
        "'''",
        "//",
        "/*",
        "*/",
        "select",
        "from",
        "insert",
        "database",
        ".",
        "query",
        ",",
        "<",
        ">",
        "final",
        "é",
        "\n",
        "public",
        "sharing",
        "with",
        "extends",
        "user_mode",
    ];

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(
            words in proptest::collection::vec(proptest::sample::select(WORDS), 0..40)
        ) {
            let _ = read(&words.join(" "));
            let _ = read(&format!("class A {{ {} }}", words.join(" ")));
        }
    }
}
