//! XML into a [`Document`], from the events of `quick-xml`.
//!
//! The root is a mapping of one entry, the root element. An element that holds elements is a
//! mapping whose keys may repeat, in their order; any other is a scalar. Attributes are left out,
//! but for `xsi:nil`, which makes an element nothing. No document type is read, so that nothing
//! is ever expanded or fetched; text beside elements is refused.
//!
//! The span of a key is the element's name in its start tag, without its prefix. The span of a
//! scalar is its text as it is written, of a CDATA section what is in it, of an empty element the
//! empty place between its tags or before its `/>`. The span of a mapping goes from its first
//! element to the end of its last.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Error as XmlError, Reader};

use super::duplicates::shorten;
use super::notes::Notes;
use super::scalar::CORE;
use super::{
    Comment, Document, Error, Kind, Limits, META_DECODED, META_TAGGED, Node, NodeId, characters,
    faults, kind_bits,
};
use crate::check::Check;
use crate::source::{FileId, Span};

/// Whether a text is XML rather than YAML or JSON: it begins with a declaration, a comment, a
/// document type or a start tag.
pub(super) fn is_markup(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let mut bytes = text.bytes();
    bytes.next() == Some(b'<')
        && bytes
            .next()
            .is_some_and(|b| matches!(b, b'?' | b'!' | b'_') || b.is_ascii_alphabetic())
}

/// Parses a text.
///
/// # Errors
/// The first thing that is no well-formed XML, or is beyond a limit.
pub(super) fn parse(
    file: FileId,
    source: Arc<str>,
    limits: &Limits,
) -> Result<Document, Vec<Error>> {
    let mut notes = Notes::default();
    characters::inspect(&source, Check::XmlSyntax, &mut notes).map_err(|e| vec![e])?;
    let bom = source.len() - source.trim_start_matches('\u{feff}').len();
    let mut builder = Builder::new(file, Arc::clone(&source), limits);
    match builder.read(&source, bom) {
        Ok(()) => {
            builder.doc.notes = notes.finish();
            Ok(builder.doc)
        }
        Err(error) => Err(vec![error]),
    }
}

/// An element that is not closed yet.
struct Open {
    /// The node of its value.
    value: u32,
    /// The bytes of its name, prefix included.
    name: Range<usize>,
    /// Where what it holds begins, in bytes.
    inner: usize,
    text: Text,
    /// The end of its last element.
    last_end: Option<usize>,
    nil: bool,
}

/// The text of an element so far.
#[derive(Default)]
struct Text {
    /// From its first to its last byte as it is written.
    written: Option<Range<usize>>,
    /// What it says, once that is not what is written.
    decoded: Option<String>,
    /// The first byte that is no white space.
    visible: Option<usize>,
}

struct Builder<'a> {
    doc: Document,
    limits: &'a Limits,
    open: Vec<Open>,
    root: Option<u32>,
}

impl<'a> Builder<'a> {
    fn new(file: FileId, source: Arc<str>, limits: &'a Limits) -> Self {
        Self {
            doc: Document {
                // A setting takes some 50 bytes of XML and two nodes.
                nodes: Vec::with_capacity((source.len() / 24).min(limits.max_nodes)),
                markup: true,
                ..Document::empty(file, source)
            },
            limits,
            open: Vec::new(),
            root: None,
        }
    }

    fn read(&mut self, source: &str, bom: usize) -> Result<(), Error> {
        let mut reader = Reader::from_str(source.get(bom..).unwrap_or(""));
        reader.config_mut().check_comments = false;
        let mut start = bom;
        loop {
            let event = reader.read_event();
            let end = bom + usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
            let at = start..end.min(source.len());
            start = at.end;
            match event {
                Err(error) => {
                    let place = bom + usize::try_from(reader.error_position()).unwrap_or(0);
                    return Err(self.refused(&error, place));
                }
                Ok(Event::Eof) => return self.end(source.len()),
                Ok(event) => self.event(event, at)?,
            }
        }
    }

    fn event(&mut self, event: Event<'_>, at: Range<usize>) -> Result<(), Error> {
        match event {
            Event::Start(tag) => self.start(&tag, &at, false),
            Event::Empty(tag) => self.start(&tag, &at, true),
            Event::End(_) => self.close(at),
            Event::Text(_) => {
                let written = self.slice(&at).to_owned();
                self.text(at, &written, true)
            }
            Event::CData(text) => {
                // `<![CDATA[` and `]]>` are nine and three bytes long.
                let inner = at.start + 9..at.end - 3;
                self.text(inner, &text.into_inner(), false)
            }
            Event::GeneralRef(reference) => {
                let said = self.reference(&reference, &at)?;
                self.text(at, said.encode_utf8(&mut [0; 4]), false)
            }
            Event::Comment(_) => {
                let span = Span::new(at.start, at.end);
                self.doc.comments.push(Comment { span });
                self.break_text();
                Ok(())
            }
            Event::PI(_) => {
                self.break_text();
                Ok(())
            }
            Event::Decl(declaration) => self.declaration(declaration.encoding(), &at),
            Event::DocType(_) => Err(faults::error(
                Check::XmlDoctype,
                Span::new(at.start, at.end),
                "a document type is declared, and none is read",
                Check::XmlDoctype.remediation(),
            )),
            Event::Eof => Ok(()),
        }
    }

    fn slice(&self, at: &Range<usize>) -> &str {
        self.doc.source.get(at.clone()).unwrap_or("")
    }

    /// What was written so far is not all of a text in one piece.
    fn break_text(&mut self) {
        if let Some(open) = self.open.last_mut()
            && let Some(written) = &open.text.written
            && open.text.decoded.is_none()
        {
            let said = self.doc.source.get(written.clone()).unwrap_or("");
            open.text.decoded = Some(said.to_owned());
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>, at: &Range<usize>, empty: bool) -> Result<(), Error> {
        let name = at.start + 1..at.start + 1 + tag.name().0.len();
        self.check_name(&name)?;
        let nil = self.attributes(tag, at)?;
        if self.open.len() >= self.limits.max_depth {
            let span = Span::new(at.start, at.end);
            let what = "the elements are nested too deeply";
            return Err(faults::limit(
                span,
                what,
                "max-depth",
                self.limits.max_depth,
            ));
        }
        self.hold(at)?;
        let local = self.slice(&name).rfind(':').map_or(0, |colon| colon + 1);
        self.push(name.start + local..name.end)?;
        let value = self.push(at.end..at.end)?;
        self.open.push(Open {
            value,
            name,
            inner: if empty { at.end - 2 } else { at.end },
            text: Text::default(),
            last_end: None,
            nil,
        });
        if empty {
            self.close(at.clone())?;
        }
        Ok(())
    }

    /// The innermost element turns out to hold elements; or there is none, and this is the root.
    fn hold(&mut self, at: &Range<usize>) -> Result<(), Error> {
        let Some(open) = self.open.last_mut() else {
            return self.hold_root(at);
        };
        if let Some(visible) = open.text.visible {
            return Err(mixed(visible));
        }
        open.text = Text::default();
        if open.last_end.is_none() {
            let node = &mut self.doc.nodes[open.value as usize];
            node.meta |= kind_bits(Kind::Map);
            node.start = offset(at.start);
        }
        open.last_end = Some(at.end);
        Ok(())
    }

    fn hold_root(&mut self, at: &Range<usize>) -> Result<(), Error> {
        if self.root.is_some() {
            return Err(faults::error(
                Check::XmlSyntax,
                Span::new(at.start, at.end),
                "a second root element begins here",
                "Keep one root element in a file.",
            ));
        }
        let root = self.push(at.clone())?;
        self.doc.nodes[root as usize].meta |= kind_bits(Kind::Map);
        self.doc.roots.push(NodeId(root));
        self.root = Some(root);
        Ok(())
    }

    fn push(&mut self, bytes: Range<usize>) -> Result<u32, Error> {
        let count = self.doc.nodes.len();
        let max = self.limits.max_nodes.min(u32::MAX as usize - 1);
        if count >= max {
            let span = Span::new(bytes.start, bytes.end);
            let what = "the text holds too many nodes";
            return Err(faults::limit(span, what, "max-nodes", max));
        }
        self.doc.nodes.push(Node {
            start: offset(bytes.start),
            end: offset(bytes.end),
            next: offset(count + 1),
            meta: kind_bits(Kind::Scalar),
        });
        Ok(offset(count))
    }

    /// A piece of text: as it is written, or what a reference or a CDATA section says.
    fn text(&mut self, at: Range<usize>, said: &str, plain: bool) -> Result<(), Error> {
        let visible = said
            .find(|c: char| !matches!(c, ' ' | '\t' | '\r' | '\n'))
            .map(|n| if plain { at.start + n } else { at.start });
        let Some(open) = self.open.last_mut() else {
            return visible.map_or(Ok(()), |byte| Err(outside(byte)));
        };
        if open.last_end.is_some() {
            return visible.map_or(Ok(()), |byte| Err(mixed(byte)));
        }
        let source = &self.doc.source;
        let text = &mut open.text;
        let said = match plain && said.contains('\r') {
            true => Cow::Owned(said.replace("\r\n", "\n").replace('\r', "\n")),
            false => Cow::Borrowed(said),
        };
        let as_written = source.get(at.clone()) == Some(&*said);
        match (&mut text.decoded, &text.written) {
            (Some(decoded), _) => decoded.push_str(&said),
            (None, None) if as_written => {}
            (None, before) => {
                let before = before.clone().and_then(|b| source.get(b)).unwrap_or("");
                text.decoded = Some(format!("{before}{said}"));
            }
        }
        let begin = text.written.as_ref().map_or(at.start, |w| w.start);
        text.written = Some(begin..at.end);
        text.visible = text.visible.or(visible);
        let length = text.decoded.as_ref().map_or(at.end - begin, String::len);
        if length > self.limits.max_scalar_bytes {
            let what = format!("a text has {length} bytes or more");
            let max = self.limits.max_scalar_bytes;
            let span = Span::new(begin, begin + 1);
            return Err(faults::limit(span, &what, "max-scalar-bytes", max));
        }
        Ok(())
    }

    /// An end tag, whose name the parser has compared.
    fn close(&mut self, at: Range<usize>) -> Result<(), Error> {
        let Some(open) = self.open.pop() else {
            return Ok(());
        };
        let next = offset(self.doc.nodes.len());
        let node = &mut self.doc.nodes[open.value as usize];
        node.next = next;
        match open.last_end {
            Some(end) => node.end = offset(end),
            None => self.scalar(open),
        }
        match self.open.last_mut() {
            Some(parent) => parent.last_end = Some(at.end),
            None => {
                if let Some(root) = self.root {
                    let root = &mut self.doc.nodes[root as usize];
                    root.end = offset(at.end);
                    root.next = next;
                }
            }
        }
        Ok(())
    }

    fn scalar(&mut self, open: Open) {
        let Text {
            written,
            decoded,
            visible,
        } = open.text;
        let empty = visible.is_none();
        let bytes = written.filter(|_| !empty).unwrap_or(open.inner..open.inner);
        let node = &mut self.doc.nodes[open.value as usize];
        node.start = offset(bytes.start);
        node.end = offset(bytes.end);
        if open.nil && empty {
            node.meta |= META_TAGGED;
            let null = format!("{CORE}null");
            self.doc.tags.push((open.value, null.into()));
        } else if let Some(text) = decoded.filter(|_| !empty) {
            node.meta |= META_DECODED;
            self.doc.decoded.push((open.value, text.into()));
        }
    }

    /// Checks the attributes of a tag. True where they say that the element is nothing.
    fn attributes(&self, tag: &BytesStart<'_>, at: &Range<usize>) -> Result<bool, Error> {
        if at.end - at.start <= tag.name().0.len() + 2 {
            return Ok(false);
        }
        let mut nil = false;
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(|error| {
                faults::error(
                    Check::XmlSyntax,
                    Span::new(at.start, at.end),
                    format!("the attributes of this tag cannot be read ({error})"),
                    "Write each attribute once, as `name=\"value\"`.",
                )
            })?;
            nil |= attribute.key.local_name().into_inner() == "nil"
                && attribute.key.prefix().is_some()
                && matches!(&*attribute.value, "true" | "1");
        }
        Ok(nil)
    }

    fn check_name(&self, at: &Range<usize>) -> Result<(), Error> {
        let name = self.slice(at);
        let begins = |c: char| c.is_alphabetic() || c == '_' || !c.is_ascii();
        let goes_on = |c: char| begins(c) || c.is_ascii_digit() || matches!(c, '-' | '.' | ':');
        if name.starts_with(begins) && name.chars().all(goes_on) {
            return Ok(());
        }
        Err(faults::error(
            Check::XmlSyntax,
            Span::new(at.start, at.end),
            format!("`{}` is no name of an element", shorten(name)),
            "Write `&lt;` for a `<` that belongs to the text.",
        ))
    }

    fn reference(&self, reference: &BytesRef<'_>, at: &Range<usize>) -> Result<char, Error> {
        let known = match self.slice(at) {
            "&lt;" => Some('<'),
            "&gt;" => Some('>'),
            "&amp;" => Some('&'),
            "&apos;" => Some('\''),
            "&quot;" => Some('"'),
            _ => reference.resolve_char_ref().ok().flatten(),
        };
        let allowed = |c: &char| *c >= ' ' || matches!(c, '\t' | '\n' | '\r');
        known.filter(allowed).ok_or_else(|| {
            faults::error(
                Check::XmlSyntax,
                Span::new(at.start, at.end),
                format!(
                    "`{}` stands for no character",
                    shorten(self.slice(at))
                ),
                "Only `&lt;`, `&gt;`, `&amp;`, `&apos;`, `&quot;` and references such as `&#233;` are known.",
            )
        })
    }

    /// A text is UTF-8 by now. One that says that it was something else was read by guess, unless
    /// it holds nothing but ASCII.
    fn declaration(
        &self,
        encoding: Option<Result<Cow<'_, str>, quick_xml::events::attributes::AttrError>>,
        at: &Range<usize>,
    ) -> Result<(), Error> {
        let name = match encoding {
            None | Some(Err(_)) => return Ok(()),
            Some(Ok(name)) => name,
        };
        let known = [
            "utf-8", "utf8", "us-ascii", "utf-16", "utf-16le", "utf-16be",
        ];
        if known.iter().any(|k| name.eq_ignore_ascii_case(k)) || self.doc.source.is_ascii() {
            return Ok(());
        }
        Err(faults::error(
            Check::XmlSyntax,
            Span::new(at.start, at.end),
            format!(
                "the text says that it is {}, and is read as UTF-8",
                shorten(&name)
            ),
            "Save the file as UTF-8, and say so in its first line.",
        ))
    }

    fn end(&self, length: usize) -> Result<(), Error> {
        if let Some(open) = self.open.last() {
            return Err(self.unclosed(open, length));
        }
        if self.root.is_none() {
            return Err(faults::error(
                Check::XmlSyntax,
                Span::new(length, length),
                "the text ends without an element",
                "Export the file again.",
            ));
        }
        Ok(())
    }

    fn unclosed(&self, open: &Open, at: usize) -> Error {
        let name = shorten(self.slice(&open.name));
        let mut error = faults::error(
            Check::XmlSyntax,
            Span::new(at, at),
            format!("the text ends before `{name}` is closed"),
            "The file may have been cut off: export it again.",
        );
        let label = "opened here".to_owned();
        let opened = Span::new(open.name.start, open.name.end);
        error.labels.push((opened, label));
        error
    }

    /// The parser's error in our words.
    fn refused(&self, error: &XmlError, place: usize) -> Error {
        use quick_xml::errors::IllFormedError as Ill;
        let mut place = place.min(self.doc.source.len());
        while !self.doc.source.is_char_boundary(place) {
            place -= 1;
        }
        let end = self.doc.source.len();
        match (error, self.open.last()) {
            (XmlError::IllFormed(Ill::MissingEndTag(_)), Some(open)) => self.unclosed(open, end),
            (XmlError::IllFormed(Ill::MismatchedEndTag { found, .. }), Some(open)) => {
                let wanted = shorten(self.slice(&open.name));
                let mut error = faults::error(
                    Check::XmlSyntax,
                    self.tag_at(place),
                    format!("`{}` is closed where `{wanted}` is open", shorten(found)),
                    "Close each element before the one that holds it.",
                );
                let opened = Span::new(open.name.start, open.name.end);
                error.labels.push((opened, "opened here".to_owned()));
                error
            }
            (error, _) => faults::error(
                Check::XmlSyntax,
                self.tag_at(place),
                format!("this is no XML ({error})"),
                "Correct the text at this place, or export the file again.",
            ),
        }
    }

    /// The tag that begins at a byte, or the character there.
    fn tag_at(&self, at: usize) -> Span {
        let rest = self.doc.source.get(at..).unwrap_or("");
        let length = match rest.find('>') {
            Some(end) if rest.starts_with('<') && !rest[..end].contains('\n') => end + 1,
            _ => rest
                .chars()
                .next()
                .filter(|c| !matches!(c, '\n' | '\r'))
                .map_or(0, char::len_utf8),
        };
        Span::new(at, at + length)
    }
}

/// A number of bytes or nodes; the limits keep both within 32 bits.
fn offset(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn mixed(at: usize) -> Error {
    faults::error(
        Check::XmlSyntax,
        Span::new(at, at + 1),
        "text stands beside elements",
        "No type of metadata holds both: remove the text, or put it into an element.",
    )
}

fn outside(at: usize) -> Error {
    faults::error(
        Check::XmlSyntax,
        Span::new(at, at + 1),
        "text stands outside the root element",
        "Remove it.",
    )
}
