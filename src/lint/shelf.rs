//! Texts that were read, by name and content: where several states of files hold one, it is read and
//! parsed once for all of them, and what is made of it is made once.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use super::reader::Taken;
use crate::document::Document;
use crate::finding::Failure;
use crate::source::{Encoding, FileId, SourceFile};
use crate::tenant::Made;

/// The name of a text as it is shown, and what stands for its content.
pub(super) type Key = (Arc<str>, String);

/// Texts by name and content.
#[derive(Debug, Default)]
pub(super) struct Shelf(HashMap<Key, Arc<Slot>>);

/// A text, which may still have to be read.
#[derive(Debug)]
pub(super) struct Slot {
    pub(super) id: FileId,
    read: OnceLock<Taken>,
    made: Made,
}

impl Shelf {
    /// The place of a text; `id` gives it an id where it has no place yet.
    pub(super) fn slot(&mut self, key: Key, id: impl FnOnce() -> FileId) -> Arc<Slot> {
        let slot = self.0.entry(key);
        Arc::clone(slot.or_insert_with(|| Arc::new(Slot::new(id()))))
    }

    /// What was read of a text.
    pub(super) fn get(&self, key: &Key) -> Option<&Slot> {
        self.0.get(key).map(|slot| &**slot)
    }

    /// Lets go of all texts but these; gives the ids of those that stay and could be parsed.
    pub(super) fn keep(&mut self, these: &HashSet<Key>) -> BTreeSet<FileId> {
        self.0.retain(|key, _| these.contains(key));
        let parsed = self.0.values().filter_map(|slot| slot.parsed()?.ok());
        parsed.map(Document::file).collect()
    }
}

impl Slot {
    pub(super) fn new(id: FileId) -> Self {
        Self {
            id,
            read: OnceLock::new(),
            made: Made::default(),
        }
    }

    /// Takes what was read, unless something was before.
    pub(super) fn put(&self, read: Taken) {
        self.read.get_or_init(|| read);
    }

    /// The text itself, where it could be read.
    pub(super) fn file(&self) -> Option<&SourceFile> {
        self.read.get()?.file.as_ref()
    }

    /// What it holds, where it was read.
    pub(super) fn parsed(&self) -> Option<Result<&Document, &[Failure]>> {
        let read = self.read.get()?;
        Some(read.parsed.as_ref().map_err(Vec::as_slice))
    }

    /// How its bytes were read.
    pub(super) fn encoding(&self) -> Encoding {
        self.file().map(SourceFile::encoding).unwrap_or_default()
    }

    /// What was made of it.
    pub(super) fn made(&self) -> &Made {
        &self.made
    }
}
