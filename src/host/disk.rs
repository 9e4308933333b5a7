//! The disk of this machine.
#![expect(
    clippy::disallowed_methods,
    reason = "this is where files, environment and clock are read"
)]

use std::collections::HashSet;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::git::{self, Git};
use super::{Host, NoSnapshot, PathKind, Replaced, Repository, Skipped, Walk, order};
use crate::threads::in_parallel;

/// The stack of a thread that lists folders, in bytes.
const STACK_BYTES: usize = 1 << 20;

/// So many folders are listed before a thread more is of use.
const FOLDERS_A_THREAD: usize = 64;

/// Where the zone of this machine stands, unless the environment names another.
const LOCAL_ZONE: &str = "/etc/localtime";

/// The real host.
#[derive(Debug, Default)]
pub struct Disk;

impl Host for Disk {
    fn kind(&self, path: &Path) -> PathKind {
        match std::fs::metadata(path) {
            Ok(meta) if meta.is_dir() => PathKind::Folder,
            Ok(_) => PathKind::File,
            Err(_) => PathKind::Missing,
        }
    }

    fn read(&self, path: &Path, max_bytes: usize) -> Result<Vec<u8>, String> {
        let file = std::fs::File::open(path).map_err(|e| e.to_string())?;
        let length = file.metadata().map_or(0, |m| m.len());
        limited(file, length, max_bytes)
    }

    fn walk(&self, folder: &Path, ignore_files: &[&str]) -> Walk {
        let inner = Arc::new(Mutex::new(Vec::new()));
        let came_by = Mutex::new(CameBy::default());
        let builder = walker(folder, ignore_files, &inner, self.threads());
        builder.build_parallel().run(|| {
            Box::new(|entry| {
                let mut came_by = came_by.lock().unwrap_or_else(PoisonError::into_inner);
                came_by.take(entry, folder);
                ignore::WalkState::Continue
            })
        });
        let CameBy {
            mut walk,
            folders,
            mut seen,
        } = came_by.into_inner().unwrap_or_else(PoisonError::into_inner);
        let inner = std::mem::take(&mut *inner.lock().unwrap_or_else(PoisonError::into_inner));
        for path in inner {
            seen.insert(path.clone());
            walk.skipped.push(Skipped {
                path,
                reason: "a repository of its own, such as a submodule".to_owned(),
            });
        }
        let threads = self.threads().min(folders.len().div_ceil(FOLDERS_A_THREAD));
        let listed = in_parallel(folders.len(), threads, STACK_BYTES, |at| {
            entries(&folders[at])
        });
        let listed = listed.into_iter().flatten();
        walk.ignored = listed.filter(|path| !seen.contains(path)).collect();
        walk.files.sort_unstable_by(|one, other| order(one, other));
        walk.skipped.sort();
        walk.unreadable.sort();
        walk.ignored.sort();
        walk
    }

    fn tracked(&self, folder: &Path) -> Result<Vec<PathBuf>, String> {
        if !is_in_repository(folder) {
            return Ok(Vec::new());
        }
        let listed = git::tracked(folder)?.into_iter();
        let is_file = |path: &PathBuf| std::fs::symlink_metadata(path).is_ok_and(|m| m.is_file());
        Ok(listed.filter(is_file).collect())
    }

    fn repository(&self, folder: &Path) -> Result<Box<dyn Repository + '_>, NoSnapshot> {
        Ok(Box::new(Git::open(self, folder)?))
    }

    fn stdin(&self, max_bytes: usize) -> Result<Vec<u8>, String> {
        limited(std::io::stdin().lock(), 0, max_bytes)
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> Result<(), String> {
        write(path, bytes, false)
    }

    fn write_program(&self, path: &Path, bytes: &[u8]) -> Result<(), String> {
        write(path, bytes, true)
    }

    fn replace(&self, path: &Path, old: &[u8], new: &[u8]) -> Result<Replaced, String> {
        replace(path, old, new)
    }

    fn remove(&self, path: &Path) -> Result<(), String> {
        std::fs::remove_file(path).map_err(|e| e.to_string())?;
        if let Some(folder) = path.parent() {
            // It fails where something else is left in the folder, which is as it should be.
            let _ = std::fs::remove_dir(folder);
        }
        Ok(())
    }

    fn current_dir(&self) -> PathBuf {
        std::env::current_dir().unwrap_or_else(|_| PathBuf::from("."))
    }

    fn today(&self) -> String {
        Timestamp::now().to_zoned(zone()).date().to_string()
    }

    fn env(&self, name: &str) -> Option<String> {
        std::env::var(name).ok()
    }

    fn columns(&self) -> Option<usize> {
        terminal_size::terminal_size().map(|(width, _)| usize::from(width.0))
    }

    fn threads(&self) -> usize {
        std::thread::available_parallelism().map_or(1, usize::from)
    }
}

/// The time zone of this machine. Its file is read at once where that suffices: to look a zone up by
/// its name lists all that there are.
fn zone() -> TimeZone {
    let named = std::env::var_os("TZ").is_some();
    let local = (!named).then(|| std::fs::read(LOCAL_ZONE).ok()).flatten();
    local
        .and_then(|bytes| TimeZone::tzif("local", &bytes).ok())
        .unwrap_or_else(TimeZone::system)
}

fn write(path: &Path, bytes: &[u8], is_program: bool) -> Result<(), String> {
    // A device or a pipe is written into; only a file can be replaced, and a link's target is.
    let special = std::fs::metadata(path).is_ok_and(|m| !m.is_file());
    let link = std::fs::symlink_metadata(path).is_ok_and(|m| m.is_symlink());
    if special || link {
        return std::fs::write(path, bytes).map_err(|e| e.to_string());
    }
    let name = path.file_name().ok_or("it names no file")?;
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|e| e.to_string())?;
    }
    let temporary = beside(path, name);
    let prepare = |file: &std::fs::File| match is_program {
        true => allow_to_run(file),
        false => Ok(()),
    };
    rename_over(path, &temporary, bytes, &prepare, &|| true).map(|_| ())
}

/// A name beside a file that nothing else uses.
fn beside(path: &Path, name: &std::ffi::OsStr) -> PathBuf {
    let mut temporary = name.to_owned();
    temporary.push(format!(".{}.tmp", std::process::id()));
    path.with_file_name(temporary)
}

/// Writes a file under another name and gives it the right one, if it may have it then.
fn rename_over(
    path: &Path,
    temporary: &Path,
    bytes: &[u8],
    prepare: &dyn Fn(&std::fs::File) -> std::io::Result<()>,
    may: &dyn Fn() -> bool,
) -> Result<Replaced, String> {
    let written = std::fs::File::create(temporary).and_then(|mut file| {
        file.write_all(bytes)?;
        prepare(&file)?;
        file.sync_all()
    });
    let replaced = written.and_then(|()| match may() {
        true => std::fs::rename(temporary, path).map(|()| Replaced::Done),
        false => Ok(Replaced::Changed),
    });
    if !matches!(replaced, Ok(Replaced::Done)) {
        // The rest of a failed write is of no use to anyone.
        let _ = std::fs::remove_file(temporary);
    }
    replaced.map_err(|e| e.to_string())
}

/// Replaces a file, or what a link leads to, if it is what it was.
fn replace(path: &Path, old: &[u8], new: &[u8]) -> Result<Replaced, String> {
    let path = std::fs::canonicalize(path).map_err(|e| e.to_string())?;
    let meta = std::fs::metadata(&path).map_err(|e| e.to_string())?;
    if !meta.is_file() {
        return Err("it is no plain file".to_owned());
    }
    let permissions = meta.permissions();
    if permissions.readonly() {
        return Err("it may not be written to".to_owned());
    }
    let is_old = || std::fs::read(&path).is_ok_and(|bytes| bytes == old);
    if !is_old() {
        return Ok(Replaced::Changed);
    }
    let name = path.file_name().ok_or("it names no file")?;
    let keep = |file: &std::fs::File| file.set_permissions(permissions.clone());
    rename_over(&path, &beside(&path, name), new, &keep, &is_old)
}

/// Whoever may read the file may run it.
#[cfg(unix)]
fn allow_to_run(file: &std::fs::File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mut permissions = file.metadata()?.permissions();
    let mode = permissions.mode();
    permissions.set_mode(mode | (mode & 0o444) >> 2);
    file.set_permissions(permissions)
}

/// Git for Windows runs a hook by its first line.
#[cfg(not(unix))]
fn allow_to_run(_file: &std::fs::File) -> std::io::Result<()> {
    Ok(())
}

/// What a walk came by.
#[derive(Default)]
struct CameBy {
    walk: Walk,
    folders: Vec<PathBuf>,
    seen: HashSet<PathBuf>,
}

impl CameBy {
    fn take(&mut self, entry: Result<ignore::DirEntry, ignore::Error>, folder: &Path) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                self.walk.unreadable.push(Skipped {
                    path: folder.to_owned(),
                    reason: error.to_string(),
                });
                return;
            }
        };
        let kind = entry.file_type();
        let path = entry.into_path();
        match kind {
            Some(kind) if kind.is_symlink() => self.walk.skipped.push(Skipped {
                path: path.clone(),
                reason: "a symbolic link; links are not followed".to_owned(),
            }),
            Some(kind) if kind.is_file() => self.walk.files.push(path.clone()),
            Some(kind) if kind.is_dir() => self.folders.push(path.clone()),
            _ => {}
        }
        self.seen.insert(path);
    }
}

/// A walk that leaves out what ignore files hide, hidden files, and repositories inside, which
/// it collects.
fn walker(
    folder: &Path,
    ignore_files: &[&str],
    inner: &Arc<Mutex<Vec<PathBuf>>>,
    threads: usize,
) -> ignore::WalkBuilder {
    let mut builder = ignore::WalkBuilder::new(folder);
    builder
        .follow_links(false)
        .require_git(false)
        .threads(threads);
    for name in ignore_files {
        builder.add_custom_ignore_filename(name);
    }
    let inner = Arc::clone(inner);
    builder.filter_entry(move |entry| {
        let is_folder = entry.file_type().is_some_and(|t| t.is_dir());
        let is_inner = entry.depth() > 0 && is_folder && entry.path().join(".git").exists();
        if is_inner {
            let mut inner = inner.lock().unwrap_or_else(PoisonError::into_inner);
            inner.push(entry.path().to_owned());
        }
        !is_inner
    });
    builder
}

/// Whether anything stands at a path, if only a link to nothing.
pub(super) fn is_taken(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_ok()
}

/// Whether a folder or one above it holds a repository.
fn is_in_repository(folder: &Path) -> bool {
    let full = folder.canonicalize();
    full.is_ok_and(|full| full.ancestors().any(|f| f.join(".git").exists()))
}

/// What stands in a folder, hidden names left out.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let names = entries.filter_map(Result::ok).map(|e| e.file_name());
    names
        .filter(|name| !name.as_encoded_bytes().starts_with(b"."))
        .map(|name| folder.join(name))
        .collect()
}

fn limited(reader: impl Read, length: u64, max_bytes: usize) -> Result<Vec<u8>, String> {
    let beyond = || format!("it is longer than the limit of {max_bytes} bytes");
    if length > max_bytes as u64 {
        return Err(beyond());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
    let most = (max_bytes as u64).saturating_add(1);
    reader
        .take(most)
        .read_to_end(&mut bytes)
        .map_err(|e| e.to_string())?;
    if bytes.len() > max_bytes {
        return Err(beyond());
    }
    Ok(bytes)
}
