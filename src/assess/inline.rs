//! Waivers in comments of a tenant's files.
//!
//! `# tenantlint: waive SF-GUEST-006 until 2027-03-31 by crm-team: public catalogue` at the end of
//! a line covers the entries that begin on that line; on a line of its own, the next entry. In XML
//! the same stands between `<!--` and `-->`, and covers elements. A comment that speaks to the
//! program and is not understood is a finding, never ignored.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use super::date;
use super::waiver::{Context, OWN_PREFIX, Scope, Written};
use crate::check::Check;
use crate::document::{DataPath, Document, Kind, NodeId, Segment};
use crate::finding::{Finding, Place, Subject, Waiver};
use crate::rule::means;
use crate::source::{FileId, Span};
use crate::tenant::{Node, Tenant, Value};

/// How a comment that speaks to the program begins.
const NAME: &str = "tenantlint";

/// How many waivers one file may have.
const MOST: usize = 1_000;

/// A comment that speaks to the program.
#[derive(Debug, Clone)]
pub struct Inline {
    /// The text and the comment in it.
    place: (FileId, Span),
    /// What it says, or what is wrong with it and where.
    words: Result<Words, (Span, String)>,
    /// The entry that it covers, if there is one.
    entry: Option<Span>,
    /// The platform and the tenant that the text belongs to.
    tenant: (&'static str, Arc<str>),
    /// The data path of the entry, and how many components begin in it.
    path: String,
    components: usize,
}

impl Inline {
    /// The text that the comment stands in.
    pub fn file(&self) -> FileId {
        self.place.0
    }
}

/// What a comment says.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Words {
    rule: (String, Span),
    broad: bool,
    until: (String, Span),
    owner: String,
    reason: String,
}

/// The part of a file that a comment covers.
#[derive(Debug, Clone)]
pub struct Cover {
    /// The text.
    pub(super) file: FileId,
    /// From the entry's key to the end of its value.
    pub(super) span: Span,
    /// The tenant that the text belongs to.
    pub(super) tenant: Arc<str>,
    /// The data path of the entry.
    pub(super) path: String,
    /// How many components begin in it.
    pub(super) components: usize,
    /// Whether the comment is applied.
    pub(super) admitted: bool,
}

impl Cover {
    /// One of a stretch of a text, in a test.
    #[cfg(test)]
    pub(super) fn of_span(file: FileId, span: Span) -> Self {
        Self {
            file,
            span,
            tenant: "x".into(),
            path: String::new(),
            components: 1,
            admitted: true,
        }
    }

    /// Whether a finding's place lies in it, be it where the value is used.
    pub(super) fn holds(&self, place: &Place) -> bool {
        let inside = |file: FileId, span: Span| {
            file == self.file && self.span.start <= span.start && span.end <= self.span.end
        };
        let used = place.used.is_some_and(|(file, span)| inside(file, span));
        used || inside(place.file, place.span)
    }
}

/// A waiver in a comment, as data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InlineWaiver {
    /// What it says and what it covers, apart from where that stands and how it is written.
    pub key: String,
    /// The word for its rules.
    pub rule: String,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// The last day on which it holds, `YYYY-MM-DD`.
    pub until: String,
    /// The tenant.
    pub tenant: Arc<str>,
    /// The data path of the entry that it covers.
    pub path: String,
    /// The comment.
    pub place: (FileId, Span),
    /// Whether it is among those that are applied.
    pub admitted: bool,
}

impl InlineWaiver {
    /// That of a written waiver, if it is a comment; it is admitted if its key is, or if all are.
    pub(super) fn of(written: &mut Written, admitted: Option<&BTreeSet<String>>) -> Option<Self> {
        let Scope::Inline(cover) = &mut written.scope else {
            return None;
        };
        let Waiver {
            reason,
            owner,
            until,
            place,
        } = &*written.waiver;
        let rule = written.rule.clone().unwrap_or_default();
        let key = serde_json::json!([
            rule,
            written.broad,
            cover.tenant,
            cover.path,
            owner,
            until,
            reason
        ])
        .to_string();
        cover.admitted = admitted.is_none_or(|keys| keys.contains(&key));
        Some(Self {
            key,
            rule,
            reason: reason.clone(),
            owner: owner.clone(),
            until: until.clone(),
            tenant: Arc::clone(&cover.tenant),
            path: cover.path.clone(),
            place: *place,
            admitted: cover.admitted,
        })
    }
}

/// The comments of a document that speak to the program.
pub fn read(document: &Document, platform: &'static str, tenant: &Arc<str>) -> Vec<Inline> {
    let source = document.source();
    if document.comments().is_empty()
        || memchr::memmem::find(source.as_bytes(), NAME.as_bytes()).is_none()
    {
        return Vec::new();
    }
    let mut found: Vec<Inline> = Vec::new();
    let mut entries = Entries::of(document);
    for comment in document.comments() {
        let Some((at, body)) = body(source, comment.span, document.is_markup()) else {
            continue;
        };
        let Some(words) = words(at, body) else {
            continue;
        };
        let many = found.len() == MOST;
        let too_many = || {
            Err((
                comment.span,
                format!(
                    "it is one more than the {MOST} that a file may have, and none from here on is applied"
                ),
            ))
        };
        found.push(Inline {
            place: (document.file(), comment.span),
            words: if many { too_many() } else { words },
            entry: entries.covered(comment.span),
            tenant: (platform, Arc::clone(tenant)),
            path: String::new(),
            components: 0,
        });
        if many {
            break;
        }
    }
    found
}

/// What stands in a comment, and where that begins.
fn body(source: &str, span: Span, markup: bool) -> Option<(usize, &str)> {
    let text = source.get(span.range())?;
    let inner = match markup {
        true => text.strip_prefix("<!--")?.strip_suffix("-->")?,
        false => text.trim_start_matches('#'),
    };
    let before = if markup { 4 } else { text.len() - inner.len() };
    let trimmed = inner.trim_start();
    let at = span.start as usize + before + (inner.len() - trimmed.len());
    Some((at, trimmed.trim_end()))
}

/// The words of a text, one after the other, with their places.
struct Cursor<'t> {
    text: &'t str,
    at: usize,
    base: usize,
}

impl<'t> Cursor<'t> {
    /// The rest without blanks around it.
    fn rest(&mut self) -> &'t str {
        let rest = &self.text[self.at..];
        let trimmed = rest.trim_start();
        self.at += rest.len() - trimmed.len();
        trimmed
    }

    fn word(&mut self) -> (&'t str, Span) {
        let rest = self.rest();
        let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let start = self.base + self.at;
        self.at += length;
        (&rest[..length], Span::new(start, start + length))
    }

    /// Takes a word if it is the next one.
    fn takes(&mut self, word: &str) -> bool {
        let before = self.at;
        let found = self.word().0 == word;
        if !found {
            self.at = before;
        }
        found
    }
}

/// What a comment says that begins at a byte; `None` if it does not speak to the program.
fn words(at: usize, body: &str) -> Option<Result<Words, (Span, String)>> {
    let rest = body.strip_prefix(NAME)?;
    let whole = Span::new(at, at + body.len());
    let mut cursor = Cursor {
        text: body,
        at: NAME.len(),
        base: at,
    };
    if let Some(said) = rest.strip_prefix(':') {
        cursor.at = body.len() - said.len();
        return Some(waive(&mut cursor, whole));
    }
    let first = rest.split_whitespace().next().unwrap_or_default();
    let meant = rest.starts_with(char::is_whitespace) && first.trim_end_matches(':') == "waive";
    meant.then(|| Err((whole, format!("a `:` is missing after `{NAME}`"))))
}

fn waive(cursor: &mut Cursor<'_>, whole: Span) -> Result<Words, (Span, String)> {
    let (verb, span) = cursor.word();
    if verb != "waive" {
        let said = match verb {
            "" => "it says nothing".to_owned(),
            verb => format!("`{verb}` is nothing that a comment can ask for"),
        };
        return Err((if verb.is_empty() { whole } else { span }, said));
    }
    let rule = cursor.word();
    if matches!(rule.0, "" | "until" | "by") {
        return Err((whole, "it names no rule".to_owned()));
    }
    let broad = cursor.takes("broad:true") || (cursor.takes("broad:") && cursor.takes("true"));
    if !cursor.takes("until") {
        return Err((
            whole,
            "it has no `until`, the last day on which it holds".to_owned(),
        ));
    }
    let until = cursor.word();
    if date::day(until.0).is_none() {
        let span = if until.0.is_empty() { whole } else { until.1 };
        return Err((span, format!("`{}` is no date", until.0)));
    }
    if !cursor.takes("by") {
        return Err((whole, "it has no `by`, who answers for it".to_owned()));
    }
    let rest = cursor.rest();
    let (owner, reason) = rest.split_once(':').unwrap_or((rest, ""));
    for (text, missing) in [(owner, "owner"), (reason, "reason")] {
        if text.trim().is_empty() {
            return Err((whole, format!("it has no {missing}")));
        }
    }
    let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (owner, reason) = (line(owner), line(reason));
    if [&owner, &reason]
        .into_iter()
        .any(|t| t.chars().any(char::is_control))
    {
        return Err((whole, "it holds a control character".to_owned()));
    }
    Ok(Words {
        rule: (rule.0.to_owned(), rule.1),
        broad,
        until: (until.0.to_owned(), until.1),
        owner,
        reason,
    })
}

/// The entries of a document, each list of them read once for all comments.
struct Entries<'d> {
    document: &'d Document,
    read: HashMap<NodeId, Rc<[Child]>>,
}

/// What a node holds where it is written: an entry with the bytes from key to value, or an item;
/// the node to look into, and whether it is an entry.
type Child = (Span, NodeId, bool);

impl<'d> Entries<'d> {
    fn of(document: &'d Document) -> Self {
        Self {
            document,
            read: HashMap::new(),
        }
    }

    /// What a comment covers: at the end of a line, from the first to the last of the entries that
    /// begin on it; on a line of its own, the next entry of the text.
    fn covered(&mut self, comment: Span) -> Option<Span> {
        let document = self.document;
        let at = comment.start as usize;
        let before = document.source().as_bytes().get(..at)?;
        let line = memchr::memrchr2(b'\n', b'\r', before).map_or(0, |n| n + 1);
        let own_line = document
            .source()
            .get(line..at)?
            .trim_matches('\u{feff}')
            .trim()
            .is_empty();
        let mut roots = document.roots().iter();
        if own_line {
            return roots.find_map(|&root| self.next(root, comment.end));
        }
        let mut found = Vec::new();
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        for &root in roots {
            self.beginning(root, (line, comment.start), &mut found);
        }
        found.into_iter().reduce(Span::to)
    }

    /// The children of a node that do not end before a byte, in the order in which they are written.
    fn from(&mut self, id: NodeId, at: u32) -> impl Iterator<Item = Child> + use<> {
        let document = self.document;
        let read = self.read.entry(id);
        let all = Rc::clone(read.or_insert_with(|| children(document, id).collect()));
        let first = all.partition_point(|(span, _, _)| span.end < at);
        (first..all.len()).map(move |number| all[number])
    }

    /// The outermost entries that begin from one byte up to another. An item of a list counts where
    /// all of it stands there; else it is its entries that count.
    fn beginning(&mut self, id: NodeId, (from, to): (u32, u32), found: &mut Vec<Span>) {
        for (span, inner, is_entry) in self.from(id, from) {
            if span.start >= to {
                break;
            }
            if span.start >= from && (is_entry || span.end <= to) {
                found.push(span);
            } else if span.end > from {
                self.beginning(inner, (from, to), found);
            }
        }
    }

    /// The first entry or item that begins at a byte or behind it; of several that begin there, the
    /// outermost.
    fn next(&mut self, id: NodeId, at: u32) -> Option<Span> {
        for (span, inner, _) in self.from(id, at) {
            if span.start >= at {
                return Some(span);
            }
            if span.end > at
                && let Some(found) = self.next(inner, at)
            {
                return Some(found);
            }
        }
        None
    }
}

fn children<'d>(document: &'d Document, id: NodeId) -> Box<dyn Iterator<Item = Child> + 'd> {
    let span = |node| document.span(node);
    match document.kind(id) {
        Kind::Map => {
            let entries = document.written_entries(id);
            Box::new(entries.map(move |(key, value)| (span(key).to(span(value)), value, true)))
        }
        Kind::Seq => {
            let items = document.items(id);
            Box::new(items.map(move |item| (span(item), item, false)))
        }
        Kind::Scalar | Kind::Alias => Box::new(std::iter::empty()),
    }
}

/// What comments of one file cover: stretches, of which those are found quickly that a place lies in.
struct Covers {
    /// Start, end and the number of the comment, in that order.
    sorted: Vec<(u32, u32, usize)>,
    /// By the middle of each half, quarter and so on, the furthest end in it.
    furthest: Vec<u32>,
}

impl Covers {
    fn of(mut sorted: Vec<(u32, u32, usize)>) -> Self {
        sorted.sort_unstable();
        let mut covers = Self {
            furthest: vec![0; sorted.len()],
            sorted,
        };
        covers.fill(0, covers.sorted.len());
        covers
    }

    fn fill(&mut self, from: usize, to: usize) -> u32 {
        if from >= to {
            return 0;
        }
        let middle = from.midpoint(to);
        let inner = self.fill(from, middle).max(self.fill(middle + 1, to));
        self.furthest[middle] = inner.max(self.sorted[middle].1);
        self.furthest[middle]
    }

    /// The comments that cover all of a stretch.
    fn covering(&self, span: Span) -> Vec<usize> {
        let mut found = Vec::new();
        self.search(0, self.sorted.len(), span, &mut found);
        found
    }

    fn search(&self, from: usize, to: usize, span: Span, found: &mut Vec<usize>) {
        let middle = from.midpoint(to);
        if from >= to || self.furthest[middle] < span.end {
            return;
        }
        self.search(from, middle, span, found);
        let (start, end, number) = self.sorted[middle];
        if start <= span.start {
            if span.end <= end {
                found.push(number);
            }
            self.search(middle + 1, to, span, found);
        }
    }
}

/// Finds out what in the tenants' data each comment covers.
pub fn locate(inlines: &mut [Inline], tenants: &[Tenant]) {
    let mut by_file: BTreeMap<FileId, Vec<(u32, u32, usize)>> = BTreeMap::new();
    for (at, inline) in inlines.iter().enumerate() {
        if let Some(entry) = inline.entry {
            let of_file = by_file.entry(inline.place.0).or_default();
            of_file.push((entry.start, entry.end, at));
        }
    }
    if by_file.is_empty() {
        return;
    }
    let by_file = by_file.into_iter();
    let by_file = by_file.map(|(file, all)| (file, Covers::of(all))).collect();
    let mut walk = Walk {
        inlines,
        by_file,
        best: BTreeMap::new(),
        components: BTreeMap::new(),
    };
    for tenant in tenants {
        walk.node(&tenant.root, &mut DataPath::default());
    }
    let Walk {
        best, components, ..
    } = walk;
    for (at, (_, path)) in best {
        inlines[at].path = path.to_string();
        inlines[at].components = components.get(&at).map_or(0, BTreeSet::len);
    }
}

struct Walk<'a> {
    inlines: &'a [Inline],
    by_file: BTreeMap<FileId, Covers>,
    /// The outermost path that each covers, and whether its key stands elsewhere.
    best: BTreeMap<usize, (bool, DataPath)>,
    /// The components that each covers something of.
    components: BTreeMap<usize, BTreeSet<Vec<Segment>>>,
}

impl Walk<'_> {
    fn node(&mut self, node: &Node, path: &mut DataPath) {
        for origin in node.origin().iter().chain(node.further()) {
            let covers = self.by_file.get(&origin.file);
            for at in covers.map_or_else(Vec::new, |covers| covers.covering(origin.value)) {
                let entry = self.inlines[at].entry.unwrap_or_default();
                let inside = |span: Span| entry.start <= span.start && span.end <= entry.end;
                // A collection of one entry in block style has the bytes of that entry.
                let outside = origin.key.is_some_and(|key| !inside(key));
                let better = |(other, old): &(bool, DataPath)| {
                    (outside, path.0.len(), &*path) < (*other, old.0.len(), old)
                };
                if self.best.get(&at).is_none_or(better) {
                    self.best.insert(at, (outside, path.clone()));
                }
                if let Some(component) = path.0.get(..2) {
                    let all = self.components.entry(at).or_default();
                    if !all.contains(component) {
                        all.insert(component.to_vec());
                    }
                }
            }
        }
        match &node.value {
            Value::Map(map) => {
                for (key, child) in map {
                    path.0.push(Segment::Key(Arc::clone(key)));
                    self.node(child, path);
                    path.0.pop();
                }
            }
            Value::List(items) => {
                for (index, child) in items.iter().enumerate() {
                    path.0.push(Segment::Index(index));
                    self.node(child, path);
                    path.0.pop();
                }
            }
            _ => {}
        }
    }
}

/// A comment as it should be.
fn right(markup: bool) -> &'static str {
    match markup {
        true => "<!-- tenantlint: waive SF-GUEST-006 until 2027-03-31 by crm-team: the reason -->",
        false => "# tenantlint: waive SF-GUEST-006 until 2027-03-31 by crm-team: the reason",
    }
}

impl Inline {
    /// The waiver that a comment writes.
    ///
    /// # Errors
    /// The finding about a comment that is not understood.
    pub(super) fn into_written(self, context: &Context<'_>) -> Result<Written, Box<Finding>> {
        let words = match &self.words {
            Ok(words) => words.clone(),
            Err((span, why)) => return Err(self.malformed(*span, why, context)),
        };
        let rule = &words.rule.0;
        if rule.to_ascii_uppercase().starts_with(OWN_PREFIX) {
            let why = "what is wrong with a waiver cannot be waived";
            return Err(self.malformed(words.rule.1, why, context));
        }
        let mut known = context.known.iter();
        let any = rule == "*" || !context.complete;
        if !any && !known.any(|k| means(rule, &k.id, &k.family, k.severity)) {
            let why = format!("there is no rule `{rule}`; `tenantlint rules` lists them");
            return Err(self.malformed(words.rule.1, &why, context));
        }
        let Some(span) = self.entry else {
            let why = "no entry begins on its line, and none follows it";
            return Err(self.malformed(self.place.1, why, context));
        };
        let path = match self.path.is_empty() {
            false => self.path,
            // What is no part of the tenant's data has only its place in the file.
            true => format!("{} {}", file_name(&self, context), span.start),
        };
        let cover = Cover {
            file: self.place.0,
            span,
            tenant: self.tenant.1,
            path,
            components: self.components,
            admitted: true,
        };
        Ok(Written {
            rule: Some(words.rule.0),
            scope: Scope::Inline(cover),
            broad: words.broad,
            waiver: Arc::new(Waiver {
                reason: words.reason,
                owner: words.owner,
                until: words.until.0,
                place: self.place,
            }),
            what_at: words.rule.1,
            until_at: words.until.1,
        })
    }

    fn malformed(&self, span: Span, why: &str, context: &Context<'_>) -> Box<Finding> {
        let check = Check::WaiverMalformed;
        let name = file_name(self, context);
        let subject = Subject {
            platform: self.tenant.0.to_owned(),
            tenant: self.tenant.1.to_string(),
            identity: BTreeMap::from([
                ("file".to_owned(), name.as_str().into()),
                ("entry".to_owned(), self.path.as_str().into()),
                ("mistake".to_owned(), why.into()),
            ]),
        };
        let message = format!("A comment to tenantlint waives nothing: {why}");
        let place = Place::of_span(self.place.0, span);
        let mut finding = Finding::new(check.id(), check.severity(), message, place, subject);
        let markup = name.ends_with(".xml");
        finding.help = Some(format!("Write `{}`.", right(markup)));
        Box::new(finding)
    }
}

/// The last part of the name of the text.
fn file_name(inline: &Inline, context: &Context<'_>) -> String {
    let name = (context.file_name)(inline.place.0);
    name.rsplit('/').next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_covers_a_place_is_found_as_by_a_look_at_all() {
        // Nested, apart, crossing, twice the same, and empty.
        let all = [
            (0, 90),
            (5, 20),
            (5, 20),
            (7, 9),
            (15, 40),
            (30, 35),
            (50, 50),
            (60, 90),
        ];
        let numbered = all.iter().enumerate();
        let numbered = numbered.map(|(number, &(start, end))| (start, end, number));
        let covers = Covers::of(numbered.collect());
        for (start, end) in (0..95).flat_map(|start| (start..95).map(move |end| (start, end))) {
            let mut found = covers.covering(Span { start, end });
            found.sort_unstable();
            let covering = |at: &usize| all[*at].0 <= start && end <= all[*at].1;
            let wanted: Vec<usize> = (0..all.len()).filter(covering).collect();
            assert_eq!(found, wanted, "{start}..{end}");
        }
    }
}
