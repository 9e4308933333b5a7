//! The only input and output: files, folders, standard input, the clock and the environment.
//!
//! Everything above asks a [`Host`], so that a test, a git tree or a browser can stand in for
//! the disk. Nothing here interprets what it reads.

mod commits;
mod disk;
mod git;
mod once;
mod tree;

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::assess::seen;

pub use disk::Disk;
pub use once::Once;

/// Something that a walk left out, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// Where it is.
    pub path: PathBuf,
    /// Why, in a few words.
    pub reason: String,
}

/// What a walk of a folder gave; all lists are sorted by path.
#[derive(Debug, Clone, Default)]
pub struct Walk {
    /// The files.
    pub files: Vec<PathBuf>,
    /// What was left out.
    pub skipped: Vec<Skipped>,
    /// What could not be looked into.
    pub unreadable: Vec<Skipped>,
    /// Files and folders that an ignore file hides, at the place where it does.
    pub ignored: Vec<PathBuf>,
}

/// What a path is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathKind {
    /// A file, also through a symbolic link that the user named.
    File,
    /// A folder.
    Folder,
    /// Nothing is there.
    Missing,
}

/// What became of a file that was to be replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replaced {
    /// It holds the new bytes.
    Done,
    /// It did not hold the old ones, and is as it was.
    Changed,
}

/// One state of a repository's files, to be read as a host.
pub struct Snapshot<'h> {
    /// Reads files from that state; clock, environment and what is outside the repository are
    /// those of the host that it came from.
    pub host: Box<dyn Host + 'h>,
    /// What it is, such as `the index` or `main (1a2b3c4d5e6f)`.
    pub name: String,
    /// The committer's date of a commit, `YYYY-MM-DD` in the committer's time zone.
    pub date: Option<String>,
    /// Whether it is a `HEAD` to which nothing was committed yet.
    pub unborn: bool,
}

impl std::fmt::Debug for Snapshot<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Snapshot")
            .field("name", &self.name)
            .field("date", &self.date)
            .finish_non_exhaustive()
    }
}

/// Which state of a repository is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State<'a> {
    /// What the next commit would hold.
    Index,
    /// The commit that a revision names, such as `HEAD~2` or `origin/main`.
    Commit(&'a str),
    /// The commit at which the history of a revision and that of another, `HEAD` if none is named,
    /// part: what a pull request starts from.
    MergeBase {
        /// The branch that the change is meant for.
        with: &'a str,
        /// The change.
        of: Option<&'a str>,
    },
    /// `HEAD`, or no files at all where nothing was committed yet.
    Head,
}

/// Why a state of a repository cannot be had, and the way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoSnapshot {
    /// One sentence.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// Where git looks for the hooks of a repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hooks {
    /// The folder, which need not be there.
    pub folder: PathBuf,
    /// Whether it lies outside the repository, so that others may use it, too.
    pub shared: bool,
    /// Whether something stands where the hook `pre-commit` would, if only a link to nothing.
    pub taken: bool,
}

/// A commit of a history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// What is told of it.
    pub told: Arc<seen::Commit>,
    /// The ids of those that it follows; the first is what it was made on.
    pub parents: Vec<String>,
}

/// The commits that led to one, each made on the one before it, the oldest first.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// The commits.
    pub commits: Vec<Commit>,
    /// Whether the clone ends at the first of them, so that it had something before it.
    pub cut: bool,
}

/// A file that differs between two commits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Its path from the top.
    pub path: PathBuf,
    /// The id of its content before; none where it was no file.
    pub before: Option<String>,
    /// The id of its content after; none where it is no file.
    pub after: Option<String>,
}

/// A repository.
pub trait Repository: Sync {
    /// The folder that stands for the top of its trees, without symbolic links.
    fn top(&self) -> &Path;

    /// Where its hooks are.
    ///
    /// # Errors
    /// When it takes no commits, or its configuration cannot be read.
    fn hooks(&self) -> Result<Hooks, NoSnapshot>;

    /// One state of its files.
    ///
    /// # Errors
    /// When there is none of that name, or its objects are not all here.
    fn snapshot(&self, state: State<'_>) -> Result<Snapshot<'_>, NoSnapshot>;

    /// A state that holds these files alone, by their paths and the ids of their contents.
    fn holding(&self, files: &[(&Path, &str)]) -> Box<dyn Host + '_>;

    /// The paths, from the repository's top and as far as they are UTF-8, at which two states
    /// differ: a file came, went, or has other bytes.
    ///
    /// # Errors
    /// As [`Repository::snapshot`].
    fn changed(&self, from: State<'_>, to: State<'_>) -> Result<Vec<PathBuf>, NoSnapshot>;

    /// The commits that led to a state, by first parents alone.
    ///
    /// # Errors
    /// As [`Repository::snapshot`].
    fn history(&self, tip: State<'_>) -> Result<History, NoSnapshot>;

    /// The commits that a merge brought: those that its first parent did not have, parents before
    /// children.
    ///
    /// # Errors
    /// When they are not all here.
    fn merged(&self, merge: &Commit) -> Result<Vec<Commit>, NoSnapshot>;

    /// The files at which two commits differ, or one and no files at all, in the order of paths.
    ///
    /// # Errors
    /// When their trees are not all here.
    fn differences(&self, from: Option<&str>, to: &str) -> Result<Vec<Changed>, NoSnapshot>;
}

/// The world outside.
pub trait Host: Send + Sync {
    /// What stands at a path.
    fn kind(&self, path: &Path) -> PathKind;

    /// The bytes of a file, at most `max_bytes` of them.
    ///
    /// # Errors
    /// When it cannot be read, or is longer.
    fn read(&self, path: &Path, max_bytes: usize) -> Result<Vec<u8>, String>;

    /// A path from the top of the repository whose state the host reads; none where it reads none, or
    /// where the path leads out of it.
    fn in_repository(&self, _path: &Path) -> Option<PathBuf> {
        None
    }

    /// How many files of the repository whose state the host reads go by one of these names; none where
    /// it reads none.
    fn count_named(&self, _names: &[&str]) -> Option<usize> {
        None
    }

    /// The id of a file's content, where the host knows it without reading: equal ids mean equal
    /// bytes.
    fn content_id(&self, _path: &Path) -> Option<String> {
        None
    }

    /// All files below a folder, in the order of their paths. Ignore files are honoured, those
    /// of git and those named here; hidden files and folders are left out, symbolic links and
    /// repositories inside never followed.
    fn walk(&self, folder: &Path, ignore_files: &[&str]) -> Walk;

    /// The files below a folder that git tracks, sorted; none where there is no repository.
    ///
    /// # Errors
    /// When there is one, and git cannot be asked or refuses to answer.
    fn tracked(&self, _folder: &Path) -> Result<Vec<PathBuf>, String> {
        Ok(Vec::new())
    }

    /// The repository that a folder belongs to.
    ///
    /// # Errors
    /// When it belongs to none, or the repository cannot be read.
    fn repository(&self, folder: &Path) -> Result<Box<dyn Repository + '_>, NoSnapshot> {
        Err(NoSnapshot {
            message: format!("`{}` is in no git repository", folder.display()),
            help: "Name a folder in a repository, or leave out the flags that ask git.".to_owned(),
        })
    }

    /// Standard input, at most `max_bytes`.
    ///
    /// # Errors
    /// When it cannot be read, or is longer.
    fn stdin(&self, max_bytes: usize) -> Result<Vec<u8>, String>;

    /// Writes a file whole, in folders that are made where they are missing: a reader sees the
    /// old content or the new.
    ///
    /// # Errors
    /// When it cannot be written.
    fn write(&self, path: &Path, bytes: &[u8]) -> Result<(), String>;

    /// Writes a file as [`Host::write`] does, one that may be run.
    ///
    /// # Errors
    /// When it cannot be written, or this host has no programs.
    fn write_program(&self, path: &Path, _bytes: &[u8]) -> Result<(), String> {
        Err(format!(
            "`{}` cannot be made a program here",
            path.display()
        ))
    }

    /// Writes a file whole in the place of one that holds exactly these bytes: with its permissions,
    /// and through a symbolic link. A reader sees the old content or the new.
    ///
    /// # Errors
    /// When it cannot be read or written, or this host replaces nothing.
    fn replace(&self, path: &Path, _old: &[u8], _new: &[u8]) -> Result<Replaced, String> {
        Err(format!("`{}` cannot be replaced here", path.display()))
    }

    /// Removes a file, and the folder that it leaves empty.
    ///
    /// # Errors
    /// When it cannot be removed.
    fn remove(&self, path: &Path) -> Result<(), String>;

    /// The current folder.
    fn current_dir(&self) -> PathBuf;

    /// Today, `YYYY-MM-DD`, in the local time zone.
    fn today(&self) -> String;

    /// An environment variable.
    fn env(&self, name: &str) -> Option<String>;

    /// The width of the terminal in columns, where there is one.
    fn columns(&self) -> Option<usize> {
        None
    }

    /// The number of threads worth starting.
    fn threads(&self) -> usize;
}

/// Asks the system for memory in small pages: large ones are held whole where a little of each is
/// used, which costs a small run a third more. Where the system refuses, nothing else is different.
pub fn use_small_pages() {
    #[cfg(target_os = "linux")]
    let _ = rustix::thread::disable_transparent_huge_pages(true);
}

/// The way from `here` to `path`, both absolute; empty where they are the same.
pub fn relative_path(path: &Path, here: &Path) -> PathBuf {
    let here = plain_path(here);
    let mut up = PathBuf::new();
    for base in here.ancestors() {
        if let Ok(rest) = path.strip_prefix(base) {
            return up.join(rest);
        }
        up.push("..");
    }
    path.to_owned()
}

/// The order of paths of one walk, of which nothing but a single `/` stands between two parts: that
/// of [`Path`], found out without taking them apart.
fn order(one: &Path, other: &Path) -> std::cmp::Ordering {
    if std::path::MAIN_SEPARATOR != '/' {
        return one.cmp(other);
    }
    let (one, other) = (
        one.as_os_str().as_encoded_bytes(),
        other.as_os_str().as_encoded_bytes(),
    );
    let differ = one.iter().zip(other).find(|(a, b)| a != b);
    match differ {
        // A part that ends stands before one that goes on.
        Some((b'/', _)) => std::cmp::Ordering::Less,
        Some((_, b'/')) => std::cmp::Ordering::Greater,
        Some((a, b)) => a.cmp(b),
        None => one.len().cmp(&other.len()),
    }
}

/// A path without `.` and, as far as names alone can tell, without `..`.
pub fn plain_path(path: &Path) -> PathBuf {
    if is_plain(path) {
        return path.to_owned();
    }
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

/// Whether a path is plain for certain, by its bytes: nothing in it begins with a dot or is empty.
pub fn is_plain(path: &Path) -> bool {
    let bytes = path.as_os_str().as_encoded_bytes();
    let steps = || {
        bytes
            .windows(2)
            .all(|two| two[0] != b'/' || !matches!(two[1], b'/' | b'.'))
    };
    std::path::MAIN_SEPARATOR == '/'
        && !matches!(bytes.first(), None | Some(b'.'))
        && bytes.last() != Some(&b'/')
        && steps()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_a_walk_stand_in_the_order_of_their_parts() {
        let parts = ["a", "b", "a b", "a.b", "a-", "ab", "é", "a\u{1}"];
        let mut paths = Vec::new();
        for one in parts {
            paths.push(PathBuf::from(one));
            for two in parts {
                paths.push(Path::new(one).join(two));
                paths.extend(parts.map(|three| Path::new(one).join(two).join(three)));
            }
        }
        for one in &paths {
            for other in &paths {
                let want = one.cmp(other);
                assert_eq!(
                    order(one, other),
                    want,
                    "{} {}",
                    one.display(),
                    other.display()
                );
                let (one, other) = (Path::new("./x").join(one), Path::new("./x").join(other));
                assert_eq!(order(&one, &other), want);
            }
        }
    }
}
