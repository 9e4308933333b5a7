//! One state of a repository's files, read as if it lay on disk: the same files are found in it,
//! hidden by the same ignore files, as in a working tree that holds just this.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::{Host, NoSnapshot, PathKind, Repository, Skipped, Walk, order, plain_path};

/// The longest ignore file that is read, in bytes.
const MAX_IGNORE_BYTES: usize = 1 << 20;

/// What stands at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Link,
    /// A submodule.
    Repository,
}

/// A path of a tree.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// From the top.
    pub(super) path: PathBuf,
    pub(super) kind: Kind,
    /// The id of its content.
    pub(super) id: String,
}

type Reader<'h> = Box<dyn Fn(&str, usize) -> Result<Vec<u8>, String> + Send + Sync + 'h>;

/// A state of files.
pub(super) struct Tree<'h> {
    outside: &'h dyn Host,
    /// The folder on disk that the top stands for, without symbolic links.
    top: PathBuf,
    /// In the order of paths.
    entries: Arc<[Entry]>,
    read: Reader<'h>,
}

impl<'h> Tree<'h> {
    pub(super) fn new(
        outside: &'h dyn Host,
        top: PathBuf,
        entries: Arc<[Entry]>,
        read: Reader<'h>,
    ) -> Self {
        Self {
            outside,
            top,
            entries,
            read,
        }
    }

    /// A path from the top; none for one outside the repository.
    pub(super) fn inside(&self, path: &Path) -> Option<PathBuf> {
        let full = plain_path(&self.outside.current_dir().join(path));
        let below = |full: &Path| full.strip_prefix(&self.top).ok().map(Path::to_owned);
        below(&full).or_else(|| {
            // The way to it may lead through a symbolic link: the deepest folder that is on disk
            // tells where.
            let real = full.ancestors().find_map(|folder| {
                let real = gix::path::realpath(folder).ok()?;
                let rest = full.strip_prefix(folder).ok()?;
                Some(real.join(rest))
            });
            below(&real?)
        })
    }

    /// The entries at or below a path from the top.
    fn below(&self, path: &Path) -> &[Entry] {
        if path.as_os_str().is_empty() {
            return &self.entries;
        }
        let first = self.entries.partition_point(|e| e.path.as_path() < path);
        let rest = &self.entries[first..];
        let end = rest.partition_point(|e| e.path.starts_with(path));
        &rest[..end]
    }

    fn entry(&self, path: &Path) -> Option<&Entry> {
        let found = self
            .entries
            .binary_search_by(|e| e.path.as_path().cmp(path));
        found.ok().map(|at| &self.entries[at])
    }
}

impl Host for Tree<'_> {
    fn kind(&self, path: &Path) -> PathKind {
        let Some(path) = self.inside(path) else {
            return self.outside.kind(path);
        };
        // Where the repository ends is told by this folder, which no tree holds.
        if path.as_os_str().is_empty() || path == Path::new(".git") {
            return PathKind::Folder;
        }
        match self.entry(&path).map(|entry| entry.kind) {
            Some(Kind::File) => PathKind::File,
            Some(Kind::Link | Kind::Repository) => PathKind::Missing,
            None if !self.below(&path).is_empty() => PathKind::Folder,
            None => PathKind::Missing,
        }
    }

    fn read(&self, path: &Path, max_bytes: usize) -> Result<Vec<u8>, String> {
        let Some(inside) = self.inside(path) else {
            return self.outside.read(path, max_bytes);
        };
        match self.entry(&inside) {
            Some(Entry {
                kind: Kind::File,
                id,
                ..
            }) => (self.read)(id, max_bytes),
            Some(_) => Err("it is no file".to_owned()),
            None => Err("there is no such file in the tree that is judged".to_owned()),
        }
    }

    fn in_repository(&self, path: &Path) -> Option<PathBuf> {
        self.inside(path)
    }

    fn count_named(&self, names: &[&str]) -> Option<usize> {
        let named = |entry: &&Entry| {
            let name = entry.path.file_name().and_then(|name| name.to_str());
            name.is_some_and(|name| names.contains(&name))
        };
        Some(self.entries.iter().filter(named).count())
    }

    fn content_id(&self, path: &Path) -> Option<String> {
        let entry = self.entry(&self.inside(path)?)?;
        (entry.kind == Kind::File).then(|| entry.id.clone())
    }

    fn walk(&self, folder: &Path, ignore_files: &[&str]) -> Walk {
        let Some(inside) = self.inside(folder) else {
            return self.outside.walk(folder, ignore_files);
        };
        let mut names: Vec<&str> = ignore_files.iter().rev().copied().collect();
        names.extend([".ignore", ".gitignore"]);
        let mut walker = Walker {
            tree: self,
            hides: Hides::new(self, &names),
            folder,
            base: &inside,
            walk: Walk::default(),
        };
        walker.folder(&inside, self.below(&inside));
        let mut walk = walker.walk;
        walk.files.sort_unstable_by(|one, other| order(one, other));
        walk.skipped.sort();
        walk.unreadable.sort();
        walk.ignored.sort();
        walk
    }

    fn tracked(&self, folder: &Path) -> Result<Vec<PathBuf>, String> {
        let Some(inside) = self.inside(folder) else {
            return self.outside.tracked(folder);
        };
        let files = self.below(&inside).iter().filter(|e| e.kind == Kind::File);
        let named = files.filter_map(|e| Some(folder.join(e.path.strip_prefix(&inside).ok()?)));
        let mut named: Vec<PathBuf> = named.collect();
        named.sort();
        Ok(named)
    }

    fn repository(&self, folder: &Path) -> Result<Box<dyn Repository + '_>, NoSnapshot> {
        self.outside.repository(folder)
    }

    fn stdin(&self, max_bytes: usize) -> Result<Vec<u8>, String> {
        self.outside.stdin(max_bytes)
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> Result<(), String> {
        self.outside.write(path, bytes)
    }

    fn write_program(&self, path: &Path, bytes: &[u8]) -> Result<(), String> {
        self.outside.write_program(path, bytes)
    }

    fn remove(&self, path: &Path) -> Result<(), String> {
        self.outside.remove(path)
    }

    fn current_dir(&self) -> PathBuf {
        self.outside.current_dir()
    }

    fn today(&self) -> String {
        self.outside.today()
    }

    fn env(&self, name: &str) -> Option<String> {
        self.outside.env(name)
    }

    fn columns(&self) -> Option<usize> {
        self.outside.columns()
    }

    fn threads(&self) -> usize {
        self.outside.threads()
    }
}

/// What the ignore files of a tree hide.
struct Hides {
    /// By folder, the matchers of its ignore files; those that count most come first.
    by_folder: BTreeMap<PathBuf, Vec<(usize, Gitignore)>>,
    kinds: usize,
}

impl Hides {
    /// Of `names`, an earlier one wins over a later one wherever both stand.
    fn new(tree: &Tree<'_>, names: &[&str]) -> Self {
        let mut by_folder: BTreeMap<PathBuf, Vec<(usize, Gitignore)>> = BTreeMap::new();
        for entry in tree.entries.iter() {
            let Some(name) = entry.path.file_name().and_then(|n| n.to_str()) else {
                continue;
            };
            let Some(kind) = names.iter().position(|n| *n == name) else {
                continue;
            };
            let folder = entry.path.parent().unwrap_or(Path::new("")).to_owned();
            let text = (tree.read)(&entry.id, MAX_IGNORE_BYTES).unwrap_or_default();
            let mut builder = GitignoreBuilder::new(&folder);
            for line in String::from_utf8_lossy(&text).lines() {
                // A pattern that is none hides nothing, as in git.
                let _ = builder.add_line(None, line);
            }
            if let Ok(matcher) = builder.build() {
                by_folder.entry(folder).or_default().push((kind, matcher));
            }
        }
        Self {
            by_folder,
            kinds: names.len(),
        }
    }

    /// Whether the ignore files of the folders above a path hide it.
    fn hides(&self, path: &Path, is_folder: bool) -> bool {
        if self.by_folder.is_empty() {
            return false;
        }
        (0..self.kinds)
            .find_map(|kind| {
                let above = path.ancestors().skip(1);
                let found = above.filter_map(|folder| self.by_folder.get(folder));
                let mut of_kind = found.flatten().filter(|(k, _)| *k == kind);
                of_kind.find_map(|(_, matcher)| match matcher.matched(path, is_folder) {
                    Match::None => None,
                    Match::Ignore(_) => Some(true),
                    Match::Whitelist(_) => Some(false),
                })
            })
            .unwrap_or(false)
    }
}

/// What stands in a folder, on the way to a path below it.
fn below_of(folder: &Path, path: &Path) -> PathBuf {
    let below = path.strip_prefix(folder).unwrap_or(path);
    let first = below.components().next();
    first.map_or_else(|| folder.to_owned(), |name| folder.join(name))
}

/// A walk through a tree.
struct Walker<'t, 'h> {
    tree: &'t Tree<'h>,
    hides: Hides,
    /// The folder as it was named.
    folder: &'t Path,
    /// The same from the top.
    base: &'t Path,
    walk: Walk,
}

impl Walker<'_, '_> {
    /// Takes the entries of a folder, which stand in the order of their paths.
    fn folder(&mut self, folder: &Path, entries: &[Entry]) {
        let above = match folder.as_os_str().len() {
            0 => 0,
            length => length + 1,
        };
        let mut rest = entries;
        while let Some(first) = rest.first() {
            let below = first.path.as_os_str().as_encoded_bytes().get(above..);
            let Some(below) = below.filter(|below| !below.is_empty()) else {
                return;
            };
            let is_folder = below.contains(&b'/');
            let is_hidden = below.starts_with(b".");
            // A file is told from its path alone: there are many.
            let path = match is_folder {
                true => Cow::Owned(below_of(folder, &first.path)),
                false => Cow::Borrowed(&*first.path),
            };
            let end = match is_folder {
                true => rest.partition_point(|e| e.path.starts_with(&path)),
                false => 1,
            };
            let (own, further) = rest.split_at(end.max(1));
            rest = further;
            if is_hidden {
                continue;
            }
            if self.hides.hides(&path, is_folder) {
                let shown = self.shown(&path);
                self.walk.ignored.push(shown);
            } else if is_folder {
                self.folder(&path, own);
            } else {
                self.take(first);
            }
        }
    }

    fn take(&mut self, entry: &Entry) {
        let path = self.shown(&entry.path);
        let reason = match entry.kind {
            Kind::File => {
                self.walk.files.push(path);
                return;
            }
            Kind::Link => "a symbolic link; links are not followed",
            Kind::Repository => "a repository of its own, such as a submodule",
        };
        self.walk.skipped.push(Skipped {
            path,
            reason: reason.to_owned(),
        });
    }

    /// A path as the walk was asked for it.
    fn shown(&self, path: &Path) -> PathBuf {
        debug_assert!(self.tree.top.is_absolute() || self.tree.top.as_os_str().is_empty());
        let rest = path.strip_prefix(self.base).unwrap_or(path);
        self.folder.join(rest)
    }
}
