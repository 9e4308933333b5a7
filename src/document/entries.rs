//! The entries of mappings: merge keys applied, keys compared.

use std::borrow::Cow;
use std::collections::HashSet;

use super::scalar::{CORE, Scalar};
use super::{Document, Entry, Kind, NodeId, Style};

impl Document {
    /// The entries of a map with merge keys applied: written entries win over merged ones, and
    /// the first merged over later ones. Order: the written entries, then the merged.
    pub fn entries(&self, id: NodeId) -> Vec<Entry> {
        let id = self.resolve(id);
        let mut entries: Vec<Entry> = self.own_entries(id).collect();
        if self.merges(id) {
            self.merge_into(id, &mut entries);
        }
        entries
    }

    /// Hands out each of the [`entries`](Self::entries).
    pub fn each_entry(&self, id: NodeId, mut take: impl FnMut(Entry)) {
        let id = self.resolve(id);
        match self.merges(id) {
            true => self.entries(id).into_iter().for_each(take),
            false => self.own_entries(id).for_each(&mut take),
        }
    }

    /// The value of a key of a map, merge keys applied.
    pub fn get(&self, map: NodeId, key: &str) -> Option<Entry> {
        let map = self.resolve(map);
        let is_wanted = |e: &Entry| self.text(e.key) == key;
        if self.merges(map) {
            let own = self.own_entries(map).find(is_wanted);
            return own.or_else(|| self.entries(map).into_iter().find(is_wanted));
        }
        let mut entries = self.written_entries(map).map(|(key, value)| Entry {
            key: self.resolve(key),
            value,
            merged: None,
        });
        entries.find(is_wanted)
    }

    /// The written entries of a resolved map but its merge keys.
    fn own_entries(&self, map: NodeId) -> impl Iterator<Item = Entry> + '_ {
        let merges = self.merges(map);
        self.written_entries(map)
            .map(|(key, value)| Entry {
                key: self.resolve(key),
                value,
                merged: None,
            })
            .filter(move |e| !merges || !self.is_merge_key(e.key))
    }

    /// Walks the sources of a map's merge keys in the order in which they count, each once: what a
    /// source that was seen before holds is there already.
    fn merge_into(&self, map: NodeId, entries: &mut Vec<Entry>) {
        let mut keys: HashSet<Cow<'_, str>> =
            entries.iter().map(|e| self.key_identity(e.key)).collect();
        let mut seen = HashSet::from([map]);
        let mut open: Vec<(NodeId, NodeId)> = self.merge_sources(map).map(|s| (s, s)).collect();
        open.reverse();
        while let Some((source, through)) = open.pop() {
            let source = self.resolve(source);
            if !seen.insert(source) {
                continue;
            }
            for entry in self.own_entries(source) {
                if keys.insert(self.key_identity(entry.key)) {
                    entries.push(Entry {
                        merged: Some(through),
                        ..entry
                    });
                }
            }
            let first = open.len();
            open.extend(self.merge_sources(source).map(|s| (s, through)));
            open[first..].reverse();
        }
    }

    /// What the merge keys of a map name, as it is written.
    fn merge_sources(&self, map: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let merges = self.merges(map);
        self.written_entries(map)
            .filter(move |(key, _)| merges && self.is_merge_key(self.resolve(*key)))
            .flat_map(|(_, value)| {
                let is_list = self.kind(self.resolve(value)) == Kind::Seq;
                let single = (!is_list).then_some(value);
                single.into_iter().chain(self.items(value))
            })
    }

    /// Whether a key is a merge key: a plain `<<`, or one tagged as such.
    pub(super) fn is_merge_key(&self, key: NodeId) -> bool {
        if self.kind(key) != Kind::Scalar {
            return false;
        }
        match self.tag(key) {
            None => self.style(key) == Style::Plain && self.text(key) == "<<",
            Some(tag) => tag.strip_prefix(CORE) == Some("merge"),
        }
    }

    /// The text that is the same for all forms of a key: `1` for `0x1`, `true` for `True`.
    pub(super) fn key_identity(&self, key: NodeId) -> Cow<'_, str> {
        match self.scalar(key) {
            None => Cow::Borrowed(self.text(key)),
            Some(Scalar::Str(text)) => Cow::Borrowed(text),
            Some(Scalar::Null) => Cow::Borrowed("null"),
            Some(Scalar::Bool(true)) => Cow::Borrowed("true"),
            Some(Scalar::Bool(false)) => Cow::Borrowed("false"),
            Some(Scalar::Int(n)) => Cow::Owned(n.to_string()),
            Some(Scalar::Float(f)) => Cow::Owned(f.to_string()),
        }
    }
}
