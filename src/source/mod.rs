//! Source texts and positions in them.
//!
//! A [`SourceMap`] owns every text that a run has read; a [`FileId`] names one of them and a
//! [`Span`] is a half-open range of bytes in it. Nothing above this module handles a path or a
//! byte without its `FileId`. This module refuses to read files: texts come in from `host`.

mod lines;

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

pub use lines::{LineIndex, Position};
pub(crate) use lines::{after_line, line_start};

/// Names one text of a [`SourceMap`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

impl FileId {
    /// Of no text: there are never as many.
    pub(crate) const LAST: Self = Self(u32::MAX);

    /// The zero-based position of the text in its map.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A half-open range of bytes, zero-based, in one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// A span from `start` to `end`, both in bytes; an end before the start gives an empty span.
    pub fn new(start: usize, end: usize) -> Self {
        let start = u32::try_from(start).unwrap_or(u32::MAX);
        let end = u32::try_from(end).unwrap_or(u32::MAX);
        Self {
            start,
            end: end.max(start),
        }
    }

    /// The span as a range of `usize`, for slicing.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the span holds no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }
}

/// How the bytes of a file became its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark: byte offsets are those of the file.
    #[default]
    Utf8,
    /// Transcoded from UTF-16 by its byte order mark: byte offsets are those of the UTF-8 text.
    Utf16,
    /// Transcoded from UTF-32 by its byte order mark: byte offsets are those of the UTF-8 text.
    Utf32,
}

/// One text and the name that it is shown by.
#[derive(Debug, Clone)]
pub struct SourceFile {
    name: Arc<str>,
    text: OnceLock<Arc<str>>,
    /// The text of a file that is part of the program, copied when it is first asked for.
    embedded: &'static str,
    /// The length of the text in bytes, also where it was let go of; `None` of what was not read.
    length: Option<usize>,
    encoding: Encoding,
    lines: OnceLock<Box<LineIndex>>,
}

impl SourceFile {
    /// A text that was read.
    pub fn new(name: impl Into<Arc<str>>, text: impl Into<Arc<str>>, encoding: Encoding) -> Self {
        let text = text.into();
        Self {
            name: name.into(),
            embedded: "",
            length: Some(text.len()),
            text: OnceLock::from(text),
            encoding,
            lines: OnceLock::new(),
        }
    }

    /// The name for people and reports: a path with `/` between its parts, as the user gave it.
    pub fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// The length of the text in bytes, also where it was let go of.
    pub fn bytes(&self) -> usize {
        self.length.unwrap_or_default()
    }

    /// Lets go of the text; its name, length and encoding stay.
    pub fn forget(&mut self) {
        self.text = OnceLock::new();
        self.embedded = "";
        self.lines = OnceLock::new();
    }

    /// The whole text, empty where it was let go of. A byte order mark at the start is part of it.
    pub fn text(&self) -> &Arc<str> {
        self.text.get_or_init(|| Arc::from(self.embedded))
    }

    /// How the bytes were read.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// The index of line starts, made when it is first asked for.
    pub fn lines(&self) -> &LineIndex {
        self.lines
            .get_or_init(|| Box::new(LineIndex::new(self.text())))
    }

    /// Where the byte `offset` stands.
    pub fn position(&self, offset: u32) -> Position {
        self.lines().position(self.text(), offset)
    }

    /// The text of a span; empty where the span does not fit the text.
    pub fn slice(&self, span: Span) -> &str {
        self.text().get(span.range()).unwrap_or("")
    }
}

/// The texts of a map, some of which stand beside it.
#[derive(Debug, Clone, Copy)]
pub struct Texts<'a> {
    /// In the order of their ids.
    beside: &'a [(FileId, SourceFile)],
    map: &'a SourceMap,
}

impl<'a> Texts<'a> {
    /// Those of a map, but for these, which stand in the order of their ids.
    pub fn beside(beside: &'a [(FileId, SourceFile)], map: &'a SourceMap) -> Self {
        Self { beside, map }
    }

    /// The file of an id of the map.
    pub fn file(&self, id: FileId) -> &'a SourceFile {
        let at = self.beside.binary_search_by_key(&id, |(id, _)| *id);
        at.map_or_else(|_| self.map.file(id), |at| &self.beside[at].1)
    }
}

impl<'a> From<&'a SourceMap> for Texts<'a> {
    fn from(map: &'a SourceMap) -> Self {
        Self::beside(&[], map)
    }
}

/// All texts of a run.
#[derive(Debug, Default)]
pub struct SourceMap {
    files: Vec<SourceFile>,
}

impl SourceMap {
    /// An empty map.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text and gives its id.
    pub fn add(
        &mut self,
        name: impl Into<Arc<str>>,
        text: impl Into<Arc<str>>,
        encoding: Encoding,
    ) -> FileId {
        self.push(SourceFile::new(name, text, encoding))
    }

    /// Gives the id of a text that is still to be read, so that ids do not depend on which text is
    /// read first.
    pub fn reserve(&mut self, name: impl Into<Arc<str>>) -> FileId {
        self.push(SourceFile {
            name: name.into(),
            text: OnceLock::new(),
            embedded: "",
            length: None,
            encoding: Encoding::Utf8,
            lines: OnceLock::new(),
        })
    }

    /// Puts a text in its place, be it one that was let go of.
    pub fn fill(&mut self, id: FileId, file: SourceFile) {
        if let Some(place) = self.files.get_mut(id.index()) {
            *place = file;
        }
    }

    /// Adds a text that is part of the program, at next to no cost.
    pub fn add_embedded(&mut self, name: impl Into<Arc<str>>, text: &'static str) -> FileId {
        self.push(SourceFile {
            name: name.into(),
            text: OnceLock::new(),
            embedded: text,
            length: Some(text.len()),
            encoding: Encoding::Utf8,
            lines: OnceLock::new(),
        })
    }

    /// Makes room for as many files as are to come.
    pub fn expect(&mut self, files: usize) {
        self.files.reserve(files);
    }

    fn push(&mut self, file: SourceFile) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(file);
        id
    }

    /// The last file of a name.
    pub fn named(&self, name: &str) -> Option<FileId> {
        let at = self.files.iter().rposition(|file| *file.name == *name)?;
        u32::try_from(at).ok().map(FileId)
    }

    /// The first files alone, under the same ids.
    pub fn first(&self, count: usize) -> Self {
        Self {
            files: self.files.iter().take(count).cloned().collect(),
        }
    }

    /// Lets go of the texts of all but the first files and those that are kept; their names stay.
    pub fn forget(&mut self, first: usize, kept: &BTreeSet<FileId>) {
        for (number, file) in self.files.iter_mut().enumerate().skip(first) {
            let id = FileId(u32::try_from(number).unwrap_or(u32::MAX));
            if !kept.contains(&id) {
                file.forget();
            }
        }
    }

    /// The file of an id of this map.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.index()]
    }

    /// The name that a file is shown by.
    pub fn name(&self, id: FileId) -> &str {
        &self.file(id).name
    }

    /// The text of a span.
    pub fn slice(&self, id: FileId, span: Span) -> &str {
        self.file(id).slice(span)
    }

    /// All files that were read, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        let files = self.files.iter().enumerate();
        files
            .filter(|(_, f)| f.length.is_some())
            .map(|(i, f)| (FileId(u32::try_from(i).unwrap_or(u32::MAX)), f))
    }

    /// The number of files, read or still to be read.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is no file, nor any still to be read.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}
