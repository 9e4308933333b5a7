//! The elements of a component, in whichever of the exporters' forms they are written.
//!
//! The plain form is a mapping of names to contents. Exporters that keep the order of elements
//! write a list under `_children`: of mappings with one key (`- label: A`), or of mappings that
//! carry their name in `_tag`. An element's text stands by itself, or under `_text` where
//! attributes stand beside it. Which form it is makes no difference above this module.

use crate::document::{Document, Entry, Kind, NodeId, Scalar, Written};
use crate::source::Span;

/// The key of the list of children in the order of the original.
pub(super) const CHILDREN: &str = "_children";

/// Keys of an element's own text, where it stands beside attributes: as `sf-compact`, `xml2js`
/// and others write it.
const TEXT: &[&str] = &["_text", "#text", "_"];

/// One element.
#[derive(Debug, Clone, Copy)]
pub(super) struct Element<'a> {
    /// Its name.
    pub(super) name: &'a str,
    /// Where the name is written.
    pub(super) key: Span,
    /// What it holds.
    pub(super) value: NodeId,
    /// The alias of the merge key by which it came, if it did.
    pub(super) merged: Option<NodeId>,
    /// Whether it stands in a list of children, so that its value is one element for certain.
    pub(super) child: bool,
}

/// Attributes and processing instructions that converters leave beside the elements.
pub(super) fn is_decoration(key: &str) -> bool {
    if !may_be_special(key) {
        return false;
    }
    matches!(
        key,
        "_tag" | "_ns" | "_attrs" | "xmlns" | "$" | "?xml" | "@type" | "$type"
    ) || key.starts_with('@')
        || key.starts_with("xmlns:")
        || key.starts_with("_xmlns")
        || key.starts_with("xsi:")
}

/// The elements of a mapping in their order, attributes left out; none of other nodes.
pub(super) fn elements(document: &Document, id: NodeId) -> Vec<Element<'_>> {
    let mut found = Vec::new();
    document.each_entry(id, |entry| {
        let name = document.text(entry.key);
        if name == CHILDREN && document.kind(document.resolve(entry.value)) == Kind::Seq {
            found.extend(
                document
                    .items(entry.value)
                    .filter_map(|item| child(document, item)),
            );
        } else if !is_decoration(name) && !TEXT.contains(&name) {
            found.push(plain(document, &entry));
        }
    });
    found
}

/// The elements of a mapping in the plain form, as [`elements`] gives them, but for one.
pub(super) struct Plain<'a> {
    document: &'a Document,
    written: Written<'a>,
    /// How many there are.
    pub(super) count: usize,
    /// The key and the value of the one that is left out, if it is there.
    pub(super) left_out: Option<(NodeId, NodeId)>,
}

/// The elements of a mapping in the plain form, without the one of a name; `None` where it may be
/// written in another form, or holds what is no element.
#[inline]
pub(super) fn plain_elements<'a>(
    document: &'a Document,
    id: NodeId,
    without: Option<&str>,
) -> Option<Plain<'a>> {
    let id = document.resolve(id);
    if document.is_markup() || document.merges(id) {
        return None;
    }
    let written = document.written_entries(id);
    let mut count = 0;
    let mut left_out = None;
    for (key, value) in written.clone() {
        let name = document.text(document.resolve(key));
        if may_be_special(name) {
            return None;
        }
        match without == Some(name) {
            // The keys of a mapping differ.
            true if left_out.is_some() => return None,
            true => left_out = Some((key, value)),
            false => count += 1,
        }
    }
    Some(Plain {
        document,
        written,
        count,
        left_out,
    })
}

impl<'a> Iterator for Plain<'a> {
    type Item = Element<'a>;

    #[inline]
    fn next(&mut self) -> Option<Element<'a>> {
        let (mut key, mut value) = self.written.next()?;
        if self.left_out.is_some_and(|(left_out, _)| left_out == key) {
            (key, value) = self.written.next()?;
        }
        let key = self.document.resolve(key);
        Some(Element {
            name: self.document.text(key),
            key: self.document.span(key),
            value,
            merged: None,
            child: false,
        })
    }
}

/// Whether a key may be more or other than the name of one element: [`CHILDREN`], [`TEXT`] and
/// decorations begin with another letter than nearly all names do.
#[inline]
fn may_be_special(key: &str) -> bool {
    matches!(
        key.as_bytes().first(),
        Some(b'_' | b'#' | b'x' | b'$' | b'?' | b'@')
    )
}

fn plain<'a>(document: &'a Document, entry: &Entry) -> Element<'a> {
    Element {
        name: document.text(entry.key),
        key: document.span(entry.key),
        value: entry.value,
        merged: entry.merged,
        // Each element of XML stands for itself.
        child: document.is_markup(),
    }
}

/// An item of a list of children.
fn child(document: &Document, item: NodeId) -> Option<Element<'_>> {
    if let Some(tag) = document.get(item, "_tag") {
        let name = document.resolve(tag.value);
        return Some(Element {
            name: document.text(name),
            key: document.span(name),
            value: item,
            merged: None,
            child: true,
        });
    }
    let entries = document.entries(item);
    let mut named = entries
        .iter()
        .filter(|e| !is_decoration(document.text(e.key)));
    let first = named.next()?;
    Some(Element {
        child: true,
        ..plain(document, first)
    })
}

/// The elements of a mapping, those of one name beside each other in their order.
pub(super) fn by_name(document: &Document, id: NodeId) -> Vec<Element<'_>> {
    let mut elements = elements(document, id);
    // The keys of a mapping differ; only children can share a name.
    if elements.iter().any(|e| e.child) {
        elements.sort_by_key(|e| e.name);
    }
    elements
}

/// The first element of a name.
pub(super) fn get<'a>(document: &'a Document, id: NodeId, name: &str) -> Option<Element<'a>> {
    // The plain form is by far the most frequent, and it needs no list of all elements.
    if let Some(entry) = document.get(id, name) {
        return Some(plain(document, &entry));
    }
    document.get(id, CHILDREN)?;
    elements(document, id).into_iter().find(|e| e.name == name)
}

/// What a node holds once attributes are left out: the text of an element that is written as a
/// mapping, else the node itself.
#[inline]
pub(super) fn content(document: &Document, id: NodeId) -> NodeId {
    if document.kind(document.resolve(id)) != Kind::Map {
        return id;
    }
    let mut text = None;
    for (key, value) in document.written_entries(id) {
        let key = document.text(document.resolve(key));
        if TEXT.contains(&key) {
            text = Some(value);
        } else if !is_decoration(key) {
            return id;
        }
    }
    text.unwrap_or(id)
}

/// As [`content`], where one element may stand: a list of one is that one.
pub(super) fn sole(document: &Document, id: NodeId) -> NodeId {
    let mut items = document.items(id);
    let only = items.next().filter(|_| items.next().is_none());
    content(document, only.unwrap_or(id))
}

/// The scalar that is the only text of an element; `None` where it holds more or other things.
pub(super) fn text(document: &Document, element: &Element<'_>) -> Option<NodeId> {
    if document.kind(element.value) == Kind::Scalar {
        return Some(element.value);
    }
    let id = document.resolve(sole(document, element.value));
    (document.kind(id) == Kind::Scalar).then_some(id)
}

/// Whether a resolved mapping has elements.
fn holds_elements(document: &Document, id: NodeId) -> bool {
    let first = document.written_entries(id).next();
    let plain = |(key, _): (NodeId, NodeId)| {
        !document.merges(id) && !may_be_special(document.text(document.resolve(key)))
    };
    first.is_some_and(plain) || !elements(document, id).is_empty()
}

/// Whether a node holds nothing: no value, an empty text, or attributes alone.
pub(super) fn is_empty(document: &Document, id: NodeId) -> bool {
    let id = content(document, id);
    match document.scalar(id) {
        Some(Scalar::Null | Scalar::Str("")) => true,
        Some(_) => false,
        None => {
            let id = document.resolve(id);
            document.kind(id) == Kind::Map && !holds_elements(document, id)
        }
    }
}
