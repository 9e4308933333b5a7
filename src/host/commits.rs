//! What led to a commit: the commits before it, and the files at which they differ.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

use gix::ObjectId;
use gix::bstr::{BString, ByteSlice};
use gix::objs::tree::EntryMode;

use super::git::{chain, date};
use super::{Changed, Commit, History, NoSnapshot};
use crate::assess::seen;

pub(super) fn history(
    repository: &gix::Repository,
    tip: gix::Commit<'_>,
) -> Result<History, NoSnapshot> {
    let shallow = repository.is_shallow().unwrap_or(false);
    let mut history = History::default();
    let mut next = Some(tip);
    while let Some(commit) = next {
        let told = told(&commit)?;
        next = match told.parents.first() {
            None => None,
            Some(parent) => match found(repository, parent) {
                Ok(parent) => Some(parent),
                Err(_) if shallow => {
                    history.cut = true;
                    None
                }
                Err(why) => return Err(why),
            },
        };
        history.commits.push(told);
    }
    history.commits.reverse();
    Ok(history)
}

pub(super) fn merged(
    repository: &gix::Repository,
    merge: &Commit,
) -> Result<Vec<Commit>, NoSnapshot> {
    let Some((first, others)) = merge.parents.split_first() else {
        return Ok(Vec::new());
    };
    let known = |ids: &[String]| {
        ids.iter()
            .map(|id| id_of(id))
            .collect::<Result<Vec<_>, _>>()
    };
    let walk = repository
        .rev_walk(known(others)?)
        .with_hidden(known(std::slice::from_ref(first))?)
        .all();
    let mut commits = HashMap::new();
    for info in walk.map_err(|error| unreadable(&error))? {
        let info = info.map_err(|error| unreadable(&error))?;
        let id = info.id.to_string();
        commits.insert(id.clone(), told(&found(repository, &id)?)?);
    }
    Ok(in_order(commits))
}

/// Parents before children; between those that are neither, the id decides.
fn in_order(commits: HashMap<String, Commit>) -> Vec<Commit> {
    let mut waiting: BTreeMap<String, usize> = BTreeMap::new();
    let mut children: HashMap<String, Vec<String>> = HashMap::new();
    for (id, commit) in &commits {
        let inside = commit.parents.iter().filter(|p| commits.contains_key(*p));
        let mut count = 0;
        for parent in inside {
            children.entry(parent.clone()).or_default().push(id.clone());
            count += 1;
        }
        waiting.insert(id.clone(), count);
    }
    let free = waiting.iter().filter(|(_, count)| **count == 0);
    let mut ready: Vec<String> = free.map(|(id, _)| id.clone()).collect();
    let mut order = Vec::with_capacity(commits.len());
    while let Some(id) = ready.pop() {
        for child in children.remove(&id).into_iter().flatten() {
            if let Some(count) = waiting.get_mut(&child) {
                *count -= 1;
                if *count == 0 {
                    ready.push(child);
                }
            }
        }
        order.extend(commits.get(&id).cloned());
    }
    order
}

pub(super) fn differences(
    repository: &gix::Repository,
    from: Option<&str>,
    to: &str,
) -> Result<Vec<Changed>, NoSnapshot> {
    let tree = |id: &str| -> Result<ObjectId, NoSnapshot> {
        let commit = found(repository, id)?;
        let tree = commit.tree_id().map_err(|error| unreadable(&error))?;
        Ok(tree.detach())
    };
    let (from, to) = (from.map(tree).transpose()?, tree(to)?);
    let mut changed = Vec::new();
    differ(
        repository,
        from,
        Some(to),
        &BString::default(),
        &mut changed,
    )?;
    Ok(changed)
}

/// One folder of two trees; those that are the same on both sides are not looked into.
fn differ(
    repository: &gix::Repository,
    from: Option<ObjectId>,
    to: Option<ObjectId>,
    above: &BString,
    changed: &mut Vec<Changed>,
) -> Result<(), NoSnapshot> {
    if from == to {
        return Ok(());
    }
    let (from, to) = (entries(repository, from)?, entries(repository, to)?);
    let (mut old, mut new) = (from.iter().peekable(), to.iter().peekable());
    loop {
        let order = match (old.peek(), new.peek()) {
            (None, None) => return Ok(()),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(old), Some(new)) => old.0.cmp(new.0),
        };
        let before = if order.is_le() { old.next() } else { None };
        let after = if order.is_ge() { new.next() } else { None };
        let Some(name) = before.or(after).map(|(name, _)| name) else {
            return Ok(());
        };
        let value =
            |entry: Option<(&BString, &(EntryMode, ObjectId))>| entry.map(|(_, value)| *value);
        let (before, after) = (value(before), value(after));
        if before == after {
            continue;
        }
        let mut path = above.clone();
        if !path.is_empty() {
            path.push(b'/');
        }
        path.extend_from_slice(name);
        let folder = |entry: Option<(EntryMode, ObjectId)>| {
            entry.filter(|(mode, _)| mode.is_tree()).map(|(_, id)| id)
        };
        differ(repository, folder(before), folder(after), &path, changed)?;
        let file = |entry: Option<(EntryMode, ObjectId)>| {
            entry
                .filter(|(mode, _)| mode.is_blob())
                .map(|(_, id)| id.to_string())
        };
        let (before, after) = (file(before), file(after));
        if before != after {
            let path = gix::path::from_bstr(path.as_bstr());
            changed.push(Changed {
                path: path.map_or_else(|_| PathBuf::new(), |path| path.into_owned()),
                before,
                after,
            });
        }
    }
}

type Entries = BTreeMap<BString, (EntryMode, ObjectId)>;

fn entries(repository: &gix::Repository, tree: Option<ObjectId>) -> Result<Entries, NoSnapshot> {
    let Some(tree) = tree else {
        return Ok(Entries::new());
    };
    let tree = repository
        .find_tree(tree)
        .map_err(|error| unreadable(&error))?;
    let mut entries = Entries::new();
    for entry in tree.iter() {
        let entry = entry.map_err(|error| unreadable(&error))?;
        let what = (entry.mode(), entry.object_id());
        entries.insert(entry.filename().to_owned(), what);
    }
    Ok(entries)
}

fn found<'r>(repository: &'r gix::Repository, id: &str) -> Result<gix::Commit<'r>, NoSnapshot> {
    let id = id_of(id)?;
    repository
        .find_commit(id)
        .map_err(|error| unreadable(&error))
}

fn id_of(id: &str) -> Result<ObjectId, NoSnapshot> {
    ObjectId::from_hex(id.as_bytes()).map_err(|error| unreadable(&error))
}

fn told(commit: &gix::Commit<'_>) -> Result<Commit, NoSnapshot> {
    let author = commit.author().map_err(|error| unreadable(&error))?;
    let message = commit.message().map_err(|error| unreadable(&error))?;
    Ok(Commit {
        told: Arc::new(seen::Commit {
            id: commit.id.to_string(),
            date: date(commit).unwrap_or_default(),
            author: author.name.to_str_lossy().into_owned(),
            subject: message.summary().to_str_lossy().into_owned(),
        }),
        parents: commit.parent_ids().map(|id| id.to_string()).collect(),
    })
}

fn unreadable(error: &dyn std::error::Error) -> NoSnapshot {
    NoSnapshot {
        message: format!("the history cannot be read: {}", chain(error)),
        help: "Let git mend it: `git fsck` tells what is wrong; `git fetch --unshallow` and `git fetch --refetch` bring what a clone lacks.".to_owned(),
    }
}
