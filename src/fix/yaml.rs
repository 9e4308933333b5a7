//! Splices of YAML and JSON.

use serde_json::Value as Json;

use super::plan::{Added, Collection, Plan};
use super::{Refusal, Splice, line_break, mark};
use crate::document::{
    Document, Kind, NodeId, Style, after_colon, numeral, skip_blank, word, word_end,
};
use crate::source::{Span, after_line, line_start};

/// Where no nested block tells how far texts are indented, in blanks.
const USUAL_STEP: usize = 2;

/// How a text is written, found out once.
pub(super) struct Look {
    line_break: &'static str,
    step: usize,
    json: bool,
}

impl Look {
    pub(super) fn of(document: &Document) -> Self {
        Self {
            line_break: line_break(document.source()),
            step: step(document),
            json: is_json(document),
        }
    }
}

/// The splices for all that is to become of a text.
pub(super) fn splices(
    document: &Document,
    look: &Look,
    plan: &Plan,
) -> Result<Vec<Splice>, Refusal> {
    let writer = Writer {
        document,
        text: document.source(),
        parents: document.parents(),
        line_break: look.line_break,
        step: look.step,
        json: look.json,
    };
    let mut splices = Vec::new();
    for (node, value) in &plan.sets {
        writer.set(*node, value, &mut splices)?;
    }
    for (node, collection) in &plan.collections {
        if document.has_brackets(*node) {
            writer.in_brackets(*node, collection, &mut splices)?;
        } else {
            writer.in_block(*node, collection, &mut splices)?;
        }
    }
    Ok(splices)
}

/// By how much the first block inside another one is indented.
fn step(document: &Document) -> usize {
    let blocks = |map: NodeId| {
        document.written_entries(map).find_map(|(key, value)| {
            let nested = document.kind(value) == Kind::Map && !document.has_brackets(value);
            let columns = [key, value].map(|n| column(document.source(), document.span(n)));
            (nested && columns[1] > columns[0]).then(|| columns[1] - columns[0])
        })
    };
    document
        .roots()
        .iter()
        .find_map(|root| blocks(*root))
        .unwrap_or(USUAL_STEP)
}

/// Whether a text is JSON, in which every text stands in double quotes.
fn is_json(document: &Document) -> bool {
    let flow = |root: &NodeId| document.has_brackets(*root);
    let text = document.source().trim_start_matches('\u{feff}');
    document.roots().first().is_some_and(flow)
        && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

/// How many bytes a span stands behind the start of its line.
fn column(text: &str, span: Span) -> usize {
    let at = span.start as usize;
    let line = line_start(text, at);
    at - line.max(if line == 0 { mark(text) } else { 0 })
}

struct Writer<'d> {
    document: &'d Document,
    text: &'d str,
    parents: &'d [Option<NodeId>],
    line_break: &'static str,
    step: usize,
    json: bool,
}

impl Writer<'_> {
    /// Gives a node another value.
    fn set(&self, node: NodeId, value: &Json, out: &mut Vec<Splice>) -> Result<(), Refusal> {
        let kind = self.document.kind(node);
        let block = matches!(kind, Kind::Map | Kind::Seq) && !self.document.has_brackets(node);
        let nested = self.is_nested(value) && !self.is_in_flow(node);
        if block && self.begins_line(self.start(node)).is_some() {
            let head = self.head_of(node)?;
            out.push(self.put(head, &self.behind_indicator(node, value, nested)));
            out.push(self.without_lines(node));
            return Ok(());
        }
        let span = self.document.span(node);
        if nested {
            let Some(indent) = self.indent_below(node) else {
                let why = "there is no room for a mapping or list on this line";
                return Err(Refusal::new(span, why));
            };
            if self.is_item(node) && span.is_empty() {
                out.push(self.put(
                    span.end as usize,
                    &format!(" {}", self.block(value, indent)),
                ));
            } else if self.is_item(node) {
                out.push(splice(span, self.block(value, indent)));
            } else {
                out.extend(self.to_block(node, value, indent));
            }
            return Ok(());
        }
        let new = self.inline(value, self.document.style(node));
        let end = self.content_end(node);
        let span = Span::new(span.start as usize, end);
        out.push(match span.is_empty() {
            true => self.put(end, &format!("{}{new}", self.space_before(node, end))),
            false => splice(span, new),
        });
        Ok(())
    }

    /// Whether a value takes lines of its own where it may.
    fn is_nested(&self, value: &Json) -> bool {
        match value {
            Json::Array(items) => !items.is_empty(),
            Json::Object(map) => !map.is_empty(),
            _ => false,
        }
    }

    /// What stands between an indicator and the value that comes behind it.
    fn space_before(&self, node: NodeId, at: usize) -> &'static str {
        let is_value =
            self.parents[node.0 as usize].is_some_and(|p| self.document.kind(p) == Kind::Map);
        match self.text.as_bytes().get(at.wrapping_sub(1)) {
            Some(b':' | b'-') => " ",
            Some(b' ' | b'\t' | b'\n' | b'\r') | None => "",
            // A key in braces without a colon.
            Some(_) if is_value => ": ",
            Some(_) => " ",
        }
    }

    /// Behind the last byte of what a node says, without line breaks that a block scalar keeps.
    fn content_end(&self, node: NodeId) -> usize {
        let span = self.document.span(node);
        let said = &self.text[span.range()];
        match self.document.style(node) {
            Style::Literal | Style::Folded => span.start as usize + said.trim_end().len(),
            _ => span.end as usize,
        }
    }

    /// A nested value in the place of one that stands behind its key: the old one goes from the
    /// key's line, and what it said there in a comment stays.
    fn to_block(&self, node: NodeId, value: &Json, indent: usize) -> [Splice; 2] {
        let span = self.document.span(node);
        let end = self.content_end(node);
        let before = self.text[..span.start as usize].trim_end_matches([' ', '\t']);
        let from = match before.ends_with(['\n', '\r']) {
            true => span.start as usize,
            false => before.len(),
        };
        let lines = format!("{}{}", " ".repeat(indent), self.block(value, indent));
        [
            splice(Span::new(from, end), String::new()),
            self.line_after(end, &lines),
        ]
    }

    /// The value as it stands behind a colon or a dash.
    fn behind_indicator(&self, node: NodeId, value: &Json, nested: bool) -> String {
        if !nested {
            return format!(" {}", self.inline(value, Style::Plain));
        }
        let indent = self.indent_below(node).unwrap_or(self.step);
        let lines = self.block(value, indent);
        match self.is_item(node) {
            true => format!(" {lines}"),
            false => format!("{}{}{lines}", self.line_break, " ".repeat(indent)),
        }
    }

    fn is_item(&self, node: NodeId) -> bool {
        self.parents[node.0 as usize].is_some_and(|p| self.document.kind(p) == Kind::Seq)
    }

    fn is_in_flow(&self, node: NodeId) -> bool {
        std::iter::successors(self.parents[node.0 as usize], |p| {
            self.parents[p.0 as usize]
        })
        .any(|p| self.document.style(p) == Style::Flow)
    }

    /// How far a block is indented that is the value of this entry or item; `None` of what is a key.
    fn indent_below(&self, node: NodeId) -> Option<usize> {
        let Some(parent) = self.parents[node.0 as usize] else {
            return Some(0);
        };
        let at = self.position(parent, node)?;
        let own = self.document.extents(parent)[at];
        let by = if self.document.kind(parent) == Kind::Seq {
            2
        } else {
            self.step
        };
        Some(column(self.text, own) + by)
    }

    /// The number of the entry or item that a node is the value of.
    fn position(&self, parent: NodeId, node: NodeId) -> Option<usize> {
        match self.document.kind(parent) {
            Kind::Map => self
                .document
                .written_entries(parent)
                .position(|(_, v)| v == node),
            _ => self.document.items(parent).position(|item| item == node),
        }
    }

    /// Where the indicator of a block and its anchor and tag end, behind which it begins on a line
    /// of its own.
    fn head_of(&self, node: NodeId) -> Result<usize, Refusal> {
        let span = self.document.span(node);
        let refuse = || Refusal::new(span, "it does not stand behind a key");
        let parent = self.parents[node.0 as usize].ok_or_else(refuse)?;
        let at = self.position(parent, node).ok_or_else(refuse)?;
        let text = self.text.as_bytes();
        let mut head = match self.document.kind(parent) {
            Kind::Seq => self.document.extents(parent)[at].start as usize + 1,
            _ => {
                let entry = self.document.written_entries(parent).nth(at);
                let (key, _) = entry.ok_or_else(refuse)?;
                after_colon(text, self.document.span(key).end as usize)
            }
        };
        loop {
            let next = skip_blank(text, head);
            if next >= span.start as usize || !matches!(text.get(next), Some(b'&' | b'!')) {
                return Ok(head);
            }
            head = word_end(text, next);
        }
    }

    fn start(&self, node: NodeId) -> usize {
        self.document.span(node).start as usize
    }

    /// The start of the line, where nothing but blanks stands before a byte.
    fn begins_line(&self, at: usize) -> Option<usize> {
        let line = line_start(self.text, at);
        let line = line.max(if line == 0 { mark(self.text) } else { 0 });
        let blank = self.text.get(line..at)?.bytes().all(|b| b == b' ');
        blank.then_some(line)
    }

    /// The start of the lines of an entry or item: its own, or that of the comments right above it
    /// at its own indentation. What a text begins with is about all of it.
    fn lines_from(&self, line: usize, column: usize, floor: usize) -> usize {
        let mut from = line;
        while from > floor {
            let above = line_start(self.text, from - 1);
            let said = &self.text[above..from];
            let is_own = said.len() - said.trim_start_matches(' ').len() == column
                && said[column.min(said.len())..].starts_with('#');
            if above < floor || !is_own {
                break;
            }
            from = above;
        }
        let begins_document =
            from <= mark(self.text) || self.text[..from].trim_end().ends_with("---");
        if begins_document { line } else { from }
    }

    /// All lines of a block.
    fn without_lines(&self, node: NodeId) -> Splice {
        let span = self.document.span(node);
        let start = span.start as usize;
        let line = self.begins_line(start).unwrap_or(start);
        let from = self.lines_from(line, column(self.text, span), 0);
        splice(
            Span::new(from, after_line(self.text, span.end as usize)),
            String::new(),
        )
    }

    /// Changes a collection that has lines of its own.
    fn in_block(
        &self,
        node: NodeId,
        collection: &Collection,
        out: &mut Vec<Splice>,
    ) -> Result<(), Refusal> {
        let extents = self.document.extents(node);
        if collection.is_emptied() {
            let nothing = match self.document.kind(node) {
                Kind::Map => Json::Object(serde_json::Map::new()),
                _ => Json::Array(Vec::new()),
            };
            if self.parents[node.0 as usize].is_some() {
                return self.set(node, &nothing, out);
            }
            out.push(splice(
                self.document.span(node),
                self.inline(&nothing, Style::Plain),
            ));
            return Ok(());
        }
        let mut removed = collection.removed.iter().copied().peekable();
        while let Some(mut at) = removed.next() {
            let Some(line) = self.begins_line(extents[at].start as usize) else {
                // The first one stands behind a dash; the first that stays takes its place.
                while removed.next_if_eq(&(at + 1)).is_some() {
                    at += 1;
                }
                let stretch = Span::new(extents[0].start as usize, extents[at + 1].start as usize);
                self.spares_comments(stretch, &extents[..=at])?;
                out.push(splice(stretch, String::new()));
                continue;
            };
            out.push(self.without_entry(&extents, at, line));
        }
        for added in &collection.added {
            out.push(self.with_entry(node, &extents, added));
        }
        Ok(())
    }

    /// The lines of an entry or item that begins at a line of its own.
    fn without_entry(&self, extents: &[Span], at: usize, line: usize) -> Splice {
        let own = extents[at];
        let end = after_line(self.text, own.end as usize);
        let before = at.checked_sub(1).map(|n| extents[n].end as usize);
        let floor = before.map_or(0, |end| after_line(self.text, end));
        let from = self.lines_from(line, column(self.text, own), floor);
        splice(Span::new(from, end), String::new())
    }

    /// Refuses a stretch that holds a comment which need not belong to what goes: one that is
    /// neither in it nor behind it on its line.
    fn spares_comments(&self, stretch: Span, gone: &[Span]) -> Result<(), Refusal> {
        let comments = self.document.comments();
        let first = comments.partition_point(|c| c.span.start < stretch.start);
        let inside = comments[first..]
            .iter()
            .take_while(|c| c.span.start < stretch.end);
        for comment in inside {
            let belongs = |own: &Span| {
                let line = after_line(self.text, own.end as usize);
                own.start <= comment.span.start && (comment.span.start as usize) < line
            };
            if !gone.iter().any(belongs) {
                let why = "a comment stands there of which it is not clear what it is about";
                return Err(Refusal::new(comment.span, why));
            }
        }
        Ok(())
    }

    fn with_entry(&self, node: NodeId, extents: &[Span], added: &Added) -> Splice {
        let column = extents.first().map_or(0, |e| column(self.text, *e));
        let lines = match &added.key {
            Some(key) => self.entry(key, &added.value, column),
            None => format!("- {}", self.block(&added.value, column + 2)),
        };
        let indent = " ".repeat(column);
        if let Some(before) = added.before.checked_sub(1).and_then(|n| extents.get(n)) {
            return self.line_after(before.end as usize, &format!("{indent}{lines}"));
        }
        let first = extents
            .first()
            .map_or(self.start(node), |e| e.start as usize);
        match self.begins_line(first) {
            Some(line) => {
                let from = self.lines_from(line, column, 0);
                self.put(from, &format!("{indent}{lines}{}", self.line_break))
            }
            None => self.put(first, &format!("{lines}{}{indent}", self.line_break)),
        }
    }

    /// Lines behind the line in which something ends.
    fn line_after(&self, end: usize, lines: &str) -> Splice {
        let at = after_line(self.text, end);
        let ends = at == 0 || self.text[..at].ends_with(['\n', '\r']);
        match ends {
            true => self.put(at, &format!("{lines}{}", self.line_break)),
            false => self.put(at, &format!("{}{lines}", self.line_break)),
        }
    }

    /// Changes a collection in brackets: what goes takes a comma with it, and what comes brings one.
    fn in_brackets(
        &self,
        node: NodeId,
        collection: &Collection,
        out: &mut Vec<Splice>,
    ) -> Result<(), Refusal> {
        let span = self.document.span(node);
        let extents = self.document.extents(node);
        let mut at = 0;
        while at < extents.len() {
            let from = at;
            while collection.removed.contains(&at) {
                at += 1;
            }
            if at > from {
                let (before, after) = (from.checked_sub(1), extents.get(at));
                let stretch = match (before, after) {
                    (_, Some(after)) => {
                        Span::new(extents[from].start as usize, after.start as usize)
                    }
                    (Some(before), None) => {
                        Span::new(extents[before].end as usize, extents[at - 1].end as usize)
                    }
                    (None, None) => Span::new(span.start as usize + 1, span.end as usize - 1),
                };
                self.spares_comments(stretch, &extents[from..at])?;
                out.push(splice(stretch, String::new()));
            }
            at += 1;
        }
        for added in &collection.added {
            let new = self.in_flow_entry(added.key.as_deref(), &added.value);
            let separator = self.separator(span, &extents);
            out.push(match added.before.checked_sub(1) {
                _ if extents.is_empty() => splice(
                    Span::new(span.start as usize + 1, span.end as usize - 1),
                    new,
                ),
                Some(before) => {
                    self.put(extents[before].end as usize, &format!(",{separator}{new}"))
                }
                None => self.put(extents[0].start as usize, &format!("{new},{separator}")),
            });
        }
        Ok(())
    }

    /// What stands between a comma and what follows it.
    fn separator(&self, span: Span, extents: &[Span]) -> &str {
        let between = match extents {
            [.., before, last] => before.end..last.start,
            [only] => span.start + 1..only.start,
            [] => return " ",
        };
        let between = &self.text[between.start as usize..between.end as usize];
        let blank = between.trim_start_matches([' ', '\t', ',']);
        match blank.is_empty() {
            _ if blank.trim().is_empty() && blank.contains(['\n', '\r']) => blank,
            true if extents.len() > 1 => between
                .trim_start_matches([' ', '\t'])
                .trim_start_matches(','),
            true if self.json && self.colon() == ":" => "",
            _ => " ",
        }
    }

    /// What stands between a key in brackets and its value.
    fn colon(&self) -> &'static str {
        let has = |colon: &str| self.text.contains(colon);
        if self.json && has("\":") && !has("\": ") && !has("\" :") {
            return ":";
        }
        ": "
    }

    fn in_flow_entry(&self, key: Option<&str>, value: &Json) -> String {
        let value = self.inline(value, Style::Plain);
        match key {
            Some(key) => format!("{}{}{value}", self.quoted(key, Style::Plain), self.colon()),
            None => value,
        }
    }

    /// An entry of a block, the lines behind the first one indented below `column`.
    fn entry(&self, key: &str, value: &Json, column: usize) -> String {
        let key = word(key);
        match self.is_nested(value) {
            true => {
                let indent = column + self.step;
                let lines = self.block(value, indent);
                format!("{key}:{}{}{lines}", self.line_break, " ".repeat(indent))
            }
            false => format!("{key}: {}", self.inline(value, Style::Plain)),
        }
    }

    /// A value as a block whose first line is indented already.
    fn block(&self, value: &Json, indent: usize) -> String {
        let between = format!("{}{}", self.line_break, " ".repeat(indent));
        let lines: Vec<String> = match value {
            Json::Object(map) if !map.is_empty() => map
                .iter()
                .map(|(key, value)| self.entry(key, value, indent))
                .collect(),
            Json::Array(items) if !items.is_empty() => items
                .iter()
                .map(|item| format!("- {}", self.block(item, indent + 2)))
                .collect(),
            other => vec![self.inline(other, Style::Plain)],
        };
        lines.join(&between)
    }

    /// A value on one line.
    fn inline(&self, value: &Json, style: Style) -> String {
        match value {
            Json::Null => "null".to_owned(),
            Json::Bool(b) => b.to_string(),
            Json::Number(number) => numeral(number),
            Json::String(text) => self.quoted(text, style),
            Json::Array(items) => {
                let items: Vec<String> =
                    items.iter().map(|v| self.in_flow_entry(None, v)).collect();
                format!("[{}]", items.join(self.comma()))
            }
            Json::Object(map) => {
                let entries = map.iter().map(|(k, v)| self.in_flow_entry(Some(k), v));
                format!("{{{}}}", entries.collect::<Vec<_>>().join(self.comma()))
            }
        }
    }

    fn comma(&self) -> &'static str {
        if self.colon() == ":" { "," } else { ", " }
    }

    /// A text in the quotes that the old one had, as far as they can hold it.
    fn quoted(&self, text: &str, style: Style) -> String {
        if self.json {
            // A text is always written.
            return serde_json::to_string(text).unwrap_or_default();
        }
        let plain = word(text);
        let is_word = plain.len() == text.len();
        let shows = is_word || plain[1..plain.len() - 1] == *text || text.contains('\'');
        match style {
            Style::SingleQuoted
                if shows && !text.contains(['\\', '"']) && !plain.contains('\\') =>
            {
                format!("'{}'", text.replace('\'', "''"))
            }
            Style::DoubleQuoted if is_word => format!("\"{text}\""),
            _ => plain.into_owned(),
        }
    }

    fn put(&self, at: usize, text: &str) -> Splice {
        splice(Span::new(at, at), text.to_owned())
    }
}

fn splice(span: Span, text: String) -> Splice {
    Splice { span, text }
}
