//! The entries of a mapping of the canonical tree, by key.
//!
//! Most mappings of a tenant hold a handful of fields, and exporters write the large ones in the
//! order of their keys: entries stand in one sorted list, which costs a tenth of a search tree's
//! memory. A large mapping whose keys come in no order becomes a search tree, so that no text makes
//! it quadratic.

use std::borrow::Borrow;
use std::collections::{BTreeMap, btree_map};
use std::sync::Arc;
use std::{fmt, slice, vec};

use super::value::{Node, Value};

/// An entry that comes out of order is put into a list of at most this many.
const FEW: usize = 64;

/// Entries in the order of their keys, each key once.
#[derive(Clone)]
pub struct Map(Held);

#[derive(Clone)]
enum Held {
    Own(Entries),
    /// Those of other maps as well.
    Shared(Arc<Entries>),
}

#[derive(Clone)]
enum Entries {
    /// Sorted by key.
    Few(Vec<(Arc<str>, Node)>),
    /// In a box, so that the small ones, of which there are many, take less.
    #[expect(clippy::box_collection, reason = "it decides the size of every node")]
    Many(Box<BTreeMap<Arc<str>, Node>>),
}

impl Map {
    /// A map without entries.
    pub fn new() -> Self {
        Self::of(Vec::new())
    }

    /// A map without entries, with room for as many as are to come.
    pub fn with_capacity(entries: usize) -> Self {
        Self::of(Vec::with_capacity(entries))
    }

    /// The map of entries whose keys rise.
    pub(super) fn of_sorted(entries: Vec<(Arc<str>, Node)>) -> Self {
        debug_assert!(entries.is_sorted_by(|(one, _), (other, _)| one < other));
        Self::of(entries)
    }

    fn of(entries: Vec<(Arc<str>, Node)>) -> Self {
        Self(Held::Own(Entries::Few(entries)))
    }

    /// Lets clones be the same map, until one of them is changed.
    pub(super) fn share(&mut self) {
        if let Held::Own(entries) = &mut self.0 {
            let entries = std::mem::replace(entries, Entries::Few(Vec::new()));
            self.0 = Held::Shared(Arc::new(entries));
        }
    }

    /// Whether clones of it are the same map.
    pub fn is_shared(&self) -> bool {
        matches!(self.0, Held::Shared(_))
    }

    /// Whether two maps are the same one, in all that is in them: they may be equal where they are
    /// not.
    pub fn is(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Held::Shared(one), Held::Shared(other)) => Arc::ptr_eq(one, other),
            _ => false,
        }
    }

    fn entries(&self) -> &Entries {
        match &self.0 {
            Held::Own(entries) => entries,
            Held::Shared(entries) => entries,
        }
    }

    /// The entries to be changed, which are those of no other map.
    fn own(&mut self) -> &mut Entries {
        if let Held::Shared(entries) = &mut self.0 {
            let entries = std::mem::replace(entries, Arc::new(Entries::Few(Vec::new())));
            self.0 = Held::Own(Arc::unwrap_or_clone(entries));
        }
        match &mut self.0 {
            Held::Own(entries) => entries,
            // It was made its own above.
            Held::Shared(entries) => Arc::make_mut(entries),
        }
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        match self.entries() {
            Entries::Few(entries) => entries.len(),
            Entries::Many(entries) => entries.len(),
        }
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of a key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&Node>
    where
        Arc<str>: Borrow<Q>,
    {
        match self.entries() {
            Entries::Few(entries) => {
                let at = search(entries, key).ok()?;
                entries.get(at).map(|(_, node)| node)
            }
            Entries::Many(entries) => entries.get(key),
        }
    }

    /// The value of a key, to be changed.
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut Node>
    where
        Arc<str>: Borrow<Q>,
    {
        match self.own() {
            Entries::Few(entries) => {
                let at = search(entries, key).ok()?;
                entries.get_mut(at).map(|(_, node)| node)
            }
            Entries::Many(entries) => entries.get_mut(key),
        }
    }

    /// Whether there is an entry of a key.
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        Arc<str>: Borrow<Q>,
    {
        self.get(key).is_some()
    }

    /// Puts a value in the place of that of a key, and gives that.
    pub fn insert(&mut self, key: Arc<str>, node: Node) -> Option<Node> {
        let own = self.own();
        if let Entries::Few(entries) = own {
            if entries.last().is_none_or(|(last, _)| *last < key) {
                entries.push((key, node));
                return None;
            }
            match search(entries, &key) {
                Ok(at) => {
                    let (_, value) = entries.get_mut(at)?;
                    return Some(std::mem::replace(value, node));
                }
                Err(at) if entries.len() < FEW => {
                    entries.insert(at, (key, node));
                    return None;
                }
                Err(_) => {
                    let tree = std::mem::take(entries).into_iter().collect();
                    *own = Entries::Many(Box::new(tree));
                }
            }
        }
        match own {
            Entries::Many(entries) => entries.insert(key, node),
            Entries::Few(_) => None,
        }
    }

    /// The place of a key, whether it holds a value or not.
    pub fn entry(&mut self, key: Arc<str>) -> Entry<'_> {
        Entry { map: self, key }
    }

    /// The key as it stands in the map, and its value.
    pub fn get_key_value<Q: Ord + ?Sized>(&self, key: &Q) -> Option<(&Arc<str>, &Node)>
    where
        Arc<str>: Borrow<Q>,
    {
        match self.entries() {
            Entries::Few(entries) => {
                let at = search(entries, key).ok()?;
                entries.get(at).map(|(key, node)| (key, node))
            }
            Entries::Many(entries) => entries.get_key_value(key),
        }
    }

    /// Takes out the entry of a key.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<Node>
    where
        Arc<str>: Borrow<Q>,
    {
        match self.own() {
            Entries::Few(entries) => {
                let at = search(entries, key).ok()?;
                Some(entries.remove(at).1)
            }
            Entries::Many(entries) => entries.remove(key),
        }
    }

    /// Takes out all entries.
    pub fn clear(&mut self) {
        *self = Self::new();
    }

    /// Keeps the entries of which `keep` says so.
    pub fn retain(&mut self, mut keep: impl FnMut(&Arc<str>, &mut Node) -> bool) {
        match self.own() {
            Entries::Few(entries) => entries.retain_mut(|(key, node)| keep(key, node)),
            Entries::Many(entries) => entries.retain(keep),
        }
    }

    /// The entries in the order of their keys.
    pub fn iter(&self) -> Iter<'_> {
        match self.entries() {
            Entries::Few(entries) => Iter::Few(entries.iter()),
            Entries::Many(entries) => Iter::Many(entries.iter()),
        }
    }

    /// The entries in the order of their keys, their values to be changed.
    pub fn iter_mut(&mut self) -> IterMut<'_> {
        match self.own() {
            Entries::Few(entries) => IterMut::Few(entries.iter_mut()),
            Entries::Many(entries) => IterMut::Many(entries.iter_mut()),
        }
    }

    /// Hands out the entries in the order of their keys: quicker than the iterator where all are
    /// looked at.
    #[inline]
    pub fn each<'a>(&'a self, mut take: impl FnMut(&'a Arc<str>, &'a Node)) {
        match self.entries() {
            Entries::Few(entries) => entries.iter().for_each(|(key, node)| take(key, node)),
            Entries::Many(entries) => entries.iter().for_each(|(key, node)| take(key, node)),
        }
    }

    /// The keys in order.
    pub fn keys(&self) -> impl Iterator<Item = &Arc<str>> + Clone {
        self.iter().map(|(key, _)| key)
    }

    /// The values in the order of their keys.
    pub fn values(&self) -> impl Iterator<Item = &Node> + Clone {
        self.iter().map(|(_, node)| node)
    }

    /// The values in the order of their keys, to be changed.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut Node> {
        self.iter_mut().map(|(_, node)| node)
    }
}

/// See [`Map::entry`].
#[derive(Debug)]
pub struct Entry<'a> {
    map: &'a mut Map,
    key: Arc<str>,
}

impl<'a> Entry<'a> {
    /// The value, made first where there is none.
    pub fn or_insert_with(self, make: impl FnOnce() -> Node) -> &'a mut Node {
        let Self { map, key } = self;
        if !map.contains_key(&key) {
            map.insert(Arc::clone(&key), make());
        }
        match map.own() {
            Entries::Few(entries) => {
                let at = search(entries, &key).unwrap_or_default();
                &mut entries[at].1
            }
            Entries::Many(entries) => entries
                .entry(key)
                .or_insert_with(|| Node::computed(Value::Null)),
        }
    }

    /// The value, `node` where there is none.
    pub fn or_insert(self, node: Node) -> &'a mut Node {
        self.or_insert_with(|| node)
    }
}

fn search<Q: Ord + ?Sized>(entries: &[(Arc<str>, Node)], key: &Q) -> Result<usize, usize>
where
    Arc<str>: Borrow<Q>,
{
    entries.binary_search_by(|(other, _)| other.borrow().cmp(key))
}

impl PartialEq for Map {
    fn eq(&self, other: &Self) -> bool {
        self.is(other) || self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl Default for Map {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Map {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

/// See [`Map::iter`].
#[derive(Debug, Clone)]
pub enum Iter<'a> {
    /// Over a list.
    Few(slice::Iter<'a, (Arc<str>, Node)>),
    /// Over a search tree.
    Many(btree_map::Iter<'a, Arc<str>, Node>),
}

impl<'a> Iterator for Iter<'a> {
    type Item = (&'a Arc<str>, &'a Node);

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Few(entries) => entries.next().map(|(key, node)| (key, node)),
            Self::Many(entries) => entries.next(),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match self {
            Self::Few(entries) => entries.size_hint(),
            Self::Many(entries) => entries.size_hint(),
        }
    }
}

/// See [`Map::iter_mut`].
#[derive(Debug)]
pub enum IterMut<'a> {
    /// Over a list.
    Few(slice::IterMut<'a, (Arc<str>, Node)>),
    /// Over a search tree.
    Many(btree_map::IterMut<'a, Arc<str>, Node>),
}

impl<'a> Iterator for IterMut<'a> {
    type Item = (&'a Arc<str>, &'a mut Node);

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Few(entries) => entries.next().map(|(key, node)| (&*key, node)),
            Self::Many(entries) => entries.next(),
        }
    }
}

/// The entries themselves, in the order of their keys.
#[derive(Debug)]
pub enum IntoIter {
    /// Of a list.
    Few(vec::IntoIter<(Arc<str>, Node)>),
    /// Of a search tree.
    Many(btree_map::IntoIter<Arc<str>, Node>),
}

impl Iterator for IntoIter {
    type Item = (Arc<str>, Node);

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Few(entries) => entries.next(),
            Self::Many(entries) => entries.next(),
        }
    }
}

impl IntoIterator for Map {
    type Item = (Arc<str>, Node);
    type IntoIter = IntoIter;

    fn into_iter(self) -> IntoIter {
        let entries = match self.0 {
            Held::Own(entries) => entries,
            Held::Shared(entries) => Arc::unwrap_or_clone(entries),
        };
        match entries {
            Entries::Few(entries) => IntoIter::Few(entries.into_iter()),
            Entries::Many(entries) => IntoIter::Many(entries.into_iter()),
        }
    }
}

impl<'a> IntoIterator for &'a Map {
    type Item = (&'a Arc<str>, &'a Node);
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

impl<'a> IntoIterator for &'a mut Map {
    type Item = (&'a Arc<str>, &'a mut Node);
    type IntoIter = IterMut<'a>;

    fn into_iter(self) -> IterMut<'a> {
        self.iter_mut()
    }
}

impl FromIterator<(Arc<str>, Node)> for Map {
    /// Of equal keys the last counts.
    fn from_iter<T: IntoIterator<Item = (Arc<str>, Node)>>(entries: T) -> Self {
        let mut map = Self::new();
        map.extend(entries);
        map
    }
}

impl<const N: usize> From<[(Arc<str>, Node); N]> for Map {
    fn from(entries: [(Arc<str>, Node); N]) -> Self {
        entries.into_iter().collect()
    }
}

impl Extend<(Arc<str>, Node)> for Map {
    fn extend<T: IntoIterator<Item = (Arc<str>, Node)>>(&mut self, entries: T) {
        for (key, node) in entries {
            self.insert(key, node);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same entries in a map and in a search tree, whatever the order in which they came.
    #[test]
    fn entries_are_those_of_a_search_tree() {
        let mut seed = 1_u64;
        let mut many = 0;
        for round in 0..400 {
            let mut map = Map::new();
            let mut tree = BTreeMap::new();
            for number in 0..round {
                seed = seed
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                let random = usize::try_from(seed >> 40).unwrap_or(0);
                let key = match round % 3 {
                    0 => format!("{number:05}"),
                    _ => format!("{:03}", random % 300),
                };
                let key: Arc<str> = key.into();
                let node = Node::computed(Value::Number(number.into()));
                if random % 5 == 0 {
                    assert_eq!(map.remove(&*key), tree.remove(&*key));
                } else {
                    let new = map.insert(Arc::clone(&key), node.clone());
                    assert_eq!(new, tree.insert(Arc::clone(&key), node));
                }
                assert_eq!(map.get(&*key), tree.get(&*key));
                assert_eq!(map.get_mut(&key), tree.get_mut(&key));
            }
            many += usize::from(matches!(map.entries(), Entries::Many(_)));
            map.share();
            let other = map.clone();
            assert!(map.is(&other) && map.is_shared());
            assert_eq!(map.len(), tree.len());
            assert!(map.iter().eq(tree.iter()));
            assert!(map.iter_mut().eq(tree.iter_mut()));
            map.retain(|_, node| node.value != Value::Number(7.into()));
            tree.retain(|_, node| node.value != Value::Number(7.into()));
            // What became of one is not done to the other.
            assert!(!map.is(&other) && !map.is_shared() && other.is_shared());
            assert_eq!(map == other, map.len() == other.len());
            assert!(map.keys().eq(tree.keys()) && map.values().eq(tree.values()));
            assert!(map.into_iter().eq(tree));
        }
        assert!(many > 50, "{many}");
    }
}
