//! Repositories, by gix: which states there are, and their files. No hook, filter, monitor or
//! other program that a repository configures is run.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use gix::bstr::ByteSlice;
use gix::index::entry::{Flags, Mode, Stage};
use gix::odb::pack::cache::lru::MemoryCappedHashmap;

use super::disk;
use super::tree::{Entry, Kind, Tree};
use super::{
    Changed, Commit, History, Hooks, Host, NoSnapshot, Repository, Snapshot, State, commits,
    plain_path,
};

/// How many digits of a commit's id are shown.
const ID_DIGITS: usize = 12;

/// How many bytes of objects a handle remembers.
const MOST_REMEMBERED: usize = 16 << 20;

/// How many states keep the list of their files.
const MOST_LISTED: usize = 4;

/// A repository on disk.
pub(super) struct Git<'h> {
    /// The host that clock and environment come from.
    outside: &'h dyn Host,
    repository: gix::ThreadSafeRepository,
    /// The folder that stands for the top of the repository's trees: that of its working tree, or
    /// the current one in a bare clone.
    top: PathBuf,
    /// Handles that no thread uses at present, each with what it remembers.
    handles: Mutex<Vec<gix::Repository>>,
    /// The files of the states that were asked for, by commit; the index has no id.
    listed: Mutex<HashMap<Option<gix::ObjectId>, Arc<[Entry]>>>,
}

impl<'h> Git<'h> {
    /// The repository of a folder. A hook's `GIT_DIR` and `GIT_INDEX_FILE` are heeded.
    pub(super) fn open(outside: &'h dyn Host, folder: &Path) -> Result<Self, NoSnapshot> {
        let repository = gix::ThreadSafeRepository::discover_with_environment_overrides(folder)
            .map_err(|error| NoSnapshot {
                message: format!("`{}` is in no git repository that can be read: {}", folder.display(), chain(&error)),
                help: "Run from a folder of a repository, or name one; a run of `check` needs none without `--staged`, `--rev` and `--since`.".to_owned(),
            })?;
        let top = match repository.work_dir() {
            Some(folder) => plain_path(&outside.current_dir().join(folder)),
            None => outside.current_dir(),
        };
        // Both sides of a comparison of paths are spelled without symbolic links.
        let top = gix::path::realpath(&top).unwrap_or(top);
        Ok(Self {
            outside,
            repository,
            top,
            handles: Mutex::default(),
            listed: Mutex::default(),
        })
    }

    /// Does something with a handle that remembers what was asked before, on any thread.
    fn with<T>(&self, work: impl FnOnce(&gix::Repository) -> T) -> T {
        let handles = || self.handles.lock().unwrap_or_else(PoisonError::into_inner);
        let free = handles().pop();
        let handle = free.unwrap_or_else(|| {
            let mut handle = self.repository.to_thread_local();
            // Objects of a pack are told by what differs from others, which are asked for again.
            let cache = || Box::new(MemoryCappedHashmap::new(MOST_REMEMBERED)) as Box<_>;
            handle.objects.set_pack_cache(cache);
            handle
        });
        let done = work(&handle);
        handles().push(handle);
        done
    }

    fn tree(&self, entries: Arc<[Entry]>) -> Tree<'_> {
        Tree::new(
            self.outside,
            self.top.clone(),
            entries,
            Box::new(self.reader()),
        )
    }

    /// Reads blobs, on any thread.
    fn reader(&self) -> impl Fn(&str, usize) -> Result<Vec<u8>, String> + Sync + use<'_> {
        |id: &str, max_bytes: usize| {
            let id = gix::ObjectId::from_hex(id.as_bytes()).map_err(|e| e.to_string())?;
            self.with(|repository| blob(repository, id, max_bytes))
        }
    }

    fn commit<'r>(
        &self,
        repository: &'r gix::Repository,
        state: State<'_>,
    ) -> Result<Option<gix::Commit<'r>>, NoSnapshot> {
        commit(repository, state).map_err(|why| match self.outside.env("GIT_QUARANTINE_PATH") {
            None => why,
            Some(_) => NoSnapshot {
                message: format!("{}, or it lies in quarantine", why.message),
                help: "What is pushed lies in quarantine, where it is not looked for, until the `pre-receive` hook has ended: check it in the `update` hook, which runs after that.".to_owned(),
            },
        })
    }

    /// The files of a commit, or of the index, in the order of paths.
    fn entries(
        &self,
        repository: &gix::Repository,
        commit: Option<&gix::Commit<'_>>,
    ) -> Result<Arc<[Entry]>, NoSnapshot> {
        let id = commit.map(|commit| commit.id);
        let listed = || self.listed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entries) = listed().get(&id) {
            return Ok(Arc::clone(entries));
        }
        let entries: Arc<[Entry]> = match commit {
            None => index(repository)?,
            Some(commit) => files_of(repository, commit)?,
        }
        .into();
        // A comparison asks for two; a history for thousands.
        let mut listed = listed();
        if listed.len() >= MOST_LISTED {
            listed.clear();
        }
        listed.insert(id, Arc::clone(&entries));
        Ok(entries)
    }

    fn entries_of(&self, state: State<'_>) -> Result<Arc<[Entry]>, NoSnapshot> {
        let repository = self.repository.to_thread_local();
        match (state, self.commit(&repository, state)?) {
            (State::Index, _) => self.entries(&repository, None),
            (_, Some(commit)) => self.entries(&repository, Some(&commit)),
            (_, None) => Ok(Arc::default()),
        }
    }
}

impl Repository for Git<'_> {
    fn top(&self) -> &Path {
        &self.top
    }

    fn hooks(&self) -> Result<Hooks, NoSnapshot> {
        let repository = self.repository.to_thread_local();
        if repository.workdir().is_none() {
            return Err(NoSnapshot {
                message: "a bare repository takes no commits to judge before they are made".to_owned(),
                help: "Check what is pushed to it in its `update` hook: `tenantlint check --rev \"$3\" --since \"$2\"`.".to_owned(),
            });
        }
        let real = |path: &Path| gix::path::realpath(path).unwrap_or_else(|_| path.to_owned());
        let own = real(repository.common_dir());
        let config = repository.config_snapshot();
        let named = config.trusted_path("core.hooksPath");
        let named = named.map_err(|error| NoSnapshot {
            message: format!("`core.hooksPath` cannot be read: {}", chain(&error)),
            help: "Mend it: `git config --show-origin core.hooksPath` tells where it stands."
                .to_owned(),
        })?;
        let folder = match named {
            // Git runs hooks from the top, and takes the path from there.
            Some(named) => plain_path(&self.top.join(named)),
            None => own.join("hooks"),
        };
        let folder = real(&folder);
        let is_inside = folder.starts_with(&own) || folder.starts_with(&self.top);
        Ok(Hooks {
            shared: !is_inside,
            taken: disk::is_taken(&folder.join("pre-commit")),
            folder,
        })
    }

    fn snapshot(&self, state: State<'_>) -> Result<Snapshot<'_>, NoSnapshot> {
        let repository = self.repository.to_thread_local();
        if state == State::Index {
            return Ok(Snapshot {
                host: Box::new(self.tree(self.entries(&repository, None)?)),
                name: "the index".to_owned(),
                date: None,
                unborn: false,
            });
        }
        let Some(commit) = self.commit(&repository, state)? else {
            return Ok(Snapshot {
                host: Box::new(self.tree(Arc::default())),
                name: "no commit at all".to_owned(),
                date: None,
                unborn: true,
            });
        };
        Ok(Snapshot {
            host: Box::new(self.tree(self.entries(&repository, Some(&commit))?)),
            name: name(&repository, state, &commit),
            date: date(&commit),
            unborn: false,
        })
    }

    fn holding(&self, files: &[(&Path, &str)]) -> Box<dyn Host + '_> {
        let empty = self.tree(Arc::default());
        let entry = |(path, id): &(&Path, &str)| {
            Some(Entry {
                path: empty.inside(path)?,
                kind: Kind::File,
                id: (*id).to_owned(),
            })
        };
        let mut entries: Vec<Entry> = files.iter().filter_map(entry).collect();
        entries.sort_by(|one, other| one.path.cmp(&other.path));
        Box::new(self.tree(entries.into()))
    }

    fn history(&self, tip: State<'_>) -> Result<History, NoSnapshot> {
        let repository = self.repository.to_thread_local();
        match self.commit(&repository, tip)? {
            Some(commit) => commits::history(&repository, commit),
            None => Ok(History::default()),
        }
    }

    fn merged(&self, merge: &Commit) -> Result<Vec<Commit>, NoSnapshot> {
        self.with(|repository| commits::merged(repository, merge))
    }

    fn differences(&self, from: Option<&str>, to: &str) -> Result<Vec<Changed>, NoSnapshot> {
        self.with(|repository| commits::differences(repository, from, to))
    }

    fn changed(&self, from: State<'_>, to: State<'_>) -> Result<Vec<PathBuf>, NoSnapshot> {
        let (from, to) = (self.entries_of(from)?, self.entries_of(to)?);
        let mut changed = Vec::new();
        let (mut old, mut new) = (from.iter().peekable(), to.iter().peekable());
        loop {
            let order = match (old.peek(), new.peek()) {
                (None, None) => return Ok(changed),
                (Some(_), None) => std::cmp::Ordering::Less,
                (None, Some(_)) => std::cmp::Ordering::Greater,
                (Some(old), Some(new)) => old.path.cmp(&new.path),
            };
            let before = order.is_le().then(|| old.next()).flatten();
            let after = order.is_ge().then(|| new.next()).flatten();
            let what = |entry: Option<&Entry>| entry.map(|e| (e.kind, e.id.clone()));
            if what(before) != what(after) {
                changed.extend(before.or(after).map(|entry| entry.path.clone()));
            }
        }
    }
}

/// The content of an object.
fn blob(
    repository: &gix::Repository,
    id: gix::ObjectId,
    max_bytes: usize,
) -> Result<Vec<u8>, String> {
    let absent =
        |e: gix::Error| format!("its content is not in this clone ({e}); fetch it (`git fetch`)");
    let size = repository.find_header(id).map_err(absent)?.size();
    if size > max_bytes as u64 {
        return Err(format!("it is longer than the limit of {max_bytes} bytes"));
    }
    let mut blob = repository.find_object(id).map_err(absent)?;
    Ok(std::mem::take(&mut blob.data))
}

/// An error with what caused it.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    let said: Vec<String> = causes.map(ToString::to_string).collect();
    said.join(": ")
}

/// What the next commit would hold, in the order of paths.
fn index(repository: &gix::Repository) -> Result<Vec<Entry>, NoSnapshot> {
    let index = repository.index_or_empty().map_err(|error| NoSnapshot {
        message: format!("the index of the repository cannot be read: {error}"),
        help: "Let git mend it: `git status` tells what is wrong.".to_owned(),
    })?;
    if let Some(entry) = index
        .entries()
        .iter()
        .find(|e| e.stage() != Stage::Unconflicted)
    {
        return Err(NoSnapshot {
            message: format!(
                "the index holds an unfinished merge of `{}`",
                entry.path(&index)
            ),
            help: "Finish the merge (`git add` what is decided), then check again.".to_owned(),
        });
    }
    listed(repository, &index)
}

/// The files of a commit, in the order of paths.
fn files_of(
    repository: &gix::Repository,
    commit: &gix::Commit<'_>,
) -> Result<Vec<Entry>, NoSnapshot> {
    let incomplete = |error: gix::Error| NoSnapshot {
        message: format!(
            "the files of commit {} are not all here: {error}",
            short(commit)
        ),
        help: "Fetch them (`git fetch`); a partial clone needs `git fetch --refetch`.".to_owned(),
    };
    let tree = commit.tree_id().map_err(incomplete)?;
    let index = repository.index_from_tree(&tree).map_err(incomplete)?;
    listed(repository, &index)
}

fn listed(
    repository: &gix::Repository,
    index: &gix::index::State,
) -> Result<Vec<Entry>, NoSnapshot> {
    let mut entries = Vec::with_capacity(index.entries().len());
    for entry in index.entries() {
        // `git add --intent-to-add` promises a file, and commits nothing.
        if entry.flags.contains(Flags::INTENT_TO_ADD) {
            continue;
        }
        let path = path_of(entry, index)?;
        let kind = match entry.mode {
            Mode::SYMLINK => Kind::Link,
            Mode::COMMIT => Kind::Repository,
            Mode::DIR => {
                // A sparse index stands for the files of a folder by the folder.
                entries.extend(sparse(repository, &path, entry.id)?);
                continue;
            }
            _ => Kind::File,
        };
        entries.push(Entry {
            path,
            kind,
            id: entry.id.to_string(),
        });
    }
    entries.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(entries)
}

fn path_of(entry: &gix::index::Entry, index: &gix::index::State) -> Result<PathBuf, NoSnapshot> {
    let path = entry.path(index);
    let path = gix::path::from_bstr(path).map_err(|error| NoSnapshot {
        message: format!("`{path}` is no path of this system: {error}"),
        help: "Rename the file, or judge on another system.".to_owned(),
    })?;
    Ok(path.into_owned())
}

/// The files below a folder that its repository tracks, in the order of paths.
pub(super) fn tracked(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let repository = gix::discover(folder).map_err(|e| e.to_string())?;
    let index = repository.index_or_empty().map_err(|e| e.to_string())?;
    let top = repository
        .workdir()
        .ok_or("the repository has no working tree")?;
    let real = |path: &Path| gix::path::realpath(path).map_err(|e| e.to_string());
    let (top, real) = (real(top)?, real(folder)?);
    let base = real.strip_prefix(&top).map_err(|e| e.to_string())?;
    let mut files = Vec::new();
    for entry in index.entries() {
        let path = path_of(entry, &index).map_err(|e| e.message)?;
        if let Ok(below) = path.strip_prefix(base) {
            files.push(folder.join(below));
        }
    }
    files.sort();
    // An unfinished merge lists a file once for each side.
    files.dedup();
    Ok(files)
}

fn sparse(
    repository: &gix::Repository,
    folder: &Path,
    tree: gix::ObjectId,
) -> Result<Vec<Entry>, NoSnapshot> {
    let index = repository
        .index_from_tree(&tree)
        .map_err(|error| NoSnapshot {
            message: format!(
                "the files of the folder `{}`, which is not checked out, are not here: {error}",
                folder.display()
            ),
            help: "Fetch them (`git fetch`).".to_owned(),
        })?;
    let mut entries = listed(repository, &index)?;
    for entry in &mut entries {
        entry.path = folder.join(&entry.path);
    }
    Ok(entries)
}

/// The commit of a state; none for a `HEAD` that has none yet.
fn commit<'r>(
    repository: &'r gix::Repository,
    state: State<'_>,
) -> Result<Option<gix::Commit<'r>>, NoSnapshot> {
    match state {
        State::Index => Ok(None),
        State::Head => match repository.head_commit() {
            Ok(commit) => Ok(Some(commit)),
            Err(_) if repository.head().is_ok_and(|head| head.is_unborn()) => Ok(None),
            Err(error) => Err(NoSnapshot {
                message: format!("`HEAD` cannot be read: {error}"),
                help: "Let git mend it: `git fsck` tells what is wrong.".to_owned(),
            }),
        },
        State::Commit(revision) => named(repository, revision).map(Some),
        State::MergeBase { with, of } => {
            let ours = named(repository, of.unwrap_or("HEAD"))?;
            let theirs = named(repository, with)?;
            base(repository, &ours, &theirs, with).map(Some)
        }
    }
}

fn named<'r>(
    repository: &'r gix::Repository,
    revision: &str,
) -> Result<gix::Commit<'r>, NoSnapshot> {
    let found = repository
        .rev_parse_single(revision.as_bytes().as_bstr())
        .and_then(|id| id.object())
        .and_then(|object| object.peel_to_commit());
    found.map_err(|_| {
        let remote = revision.split_once('/');
        let fetch = match remote {
            Some((remote, branch)) => format!("git fetch {remote} {branch}"),
            None => format!("git fetch origin {revision}"),
        };
        let shallow = match repository.is_shallow() {
            Ok(true) => format!(
                " This clone is shallow: `{fetch}` fetches a branch, `git fetch --unshallow` everything (`fetch-depth: 0` in a checkout action)."
            ),
            _ => String::new(),
        };
        NoSnapshot {
            message: format!("there is no commit `{revision}` in this clone"),
            help: format!("Name a branch, tag or commit that is here (`git branch --all` lists branches), or fetch it: `{fetch}`.{shallow}"),
        }
    })
}

/// Where two histories part.
fn base<'r>(
    repository: &'r gix::Repository,
    ours: &gix::Commit<'r>,
    theirs: &gix::Commit<'r>,
    revision: &str,
) -> Result<gix::Commit<'r>, NoSnapshot> {
    let shallow = repository.is_shallow().unwrap_or(false);
    let found = repository.merge_base(ours.id, theirs.id);
    let commit = match found {
        Ok(Some(id)) => id.object().and_then(|object| object.peel_to_commit()).ok(),
        Ok(None) | Err(_) => None,
    };
    commit.ok_or_else(|| {
        let message = format!(
            "`{revision}` and {} have no commit in common in this clone",
            short(ours)
        );
        let help = match shallow {
            true => "The clone is shallow, so that it lacks the commit where they part: fetch more, by `git fetch --unshallow` or, step by step, `git fetch --deepen=100` (`fetch-depth: 0` in a checkout action).",
            false => "Their histories are unrelated: compare with a commit of this history.",
        };
        NoSnapshot {
            message,
            help: help.to_owned(),
        }
    })
}

fn short(commit: &gix::Commit<'_>) -> String {
    commit.id.to_hex_with_len(ID_DIGITS).to_string()
}

fn name(repository: &gix::Repository, state: State<'_>, commit: &gix::Commit<'_>) -> String {
    let id = short(commit);
    match state {
        State::Commit(revision) if !id.starts_with(revision) => format!("{revision} ({id})"),
        State::MergeBase { with, .. } => {
            let tip = named(repository, with);
            match tip.is_ok_and(|tip| tip.id == commit.id) {
                true => format!("{with} ({id})"),
                false => format!("where it left {with} ({id})"),
            }
        }
        State::Head => format!("HEAD ({id})"),
        State::Commit(_) | State::Index => id,
    }
}

/// The committer's date, in the committer's time zone.
pub(super) fn date(commit: &gix::Commit<'_>) -> Option<String> {
    let time = commit.time().ok()?;
    let offset = jiff::tz::Offset::from_seconds(time.offset).ok()?;
    let stamp = jiff::Timestamp::from_second(time.seconds).ok()?;
    Some(offset.to_datetime(stamp).date().to_string())
}
