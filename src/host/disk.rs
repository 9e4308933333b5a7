//! The disk of this machine.
#![expect(
    clippy::disallowed_methods,
    reason = "this is where files, environment and clock are read"
)]

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use super::{Found, Host, PathKind, Skipped, Walk};

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

    fn walk(&self, folder: &Path) -> Walk {
        let mut walk = Walk::default();
        let mut builder = ignore::WalkBuilder::new(folder);
        builder.follow_links(false).require_git(false);
        for entry in builder.build() {
            match entry {
                Err(error) => walk.skipped.push(Skipped {
                    path: folder.to_owned(),
                    reason: error.to_string(),
                }),
                Ok(entry) => match entry.file_type() {
                    Some(kind) if kind.is_symlink() => walk.skipped.push(Skipped {
                        path: entry.into_path(),
                        reason: "a symbolic link; links are not followed".to_owned(),
                    }),
                    Some(kind) if kind.is_file() => walk.files.push(Found {
                        bytes: entry.metadata().map_or(0, |m| m.len()),
                        path: entry.into_path(),
                    }),
                    _ => {}
                },
            }
        }
        walk.files.sort();
        walk.skipped.sort();
        walk
    }

    fn stdin(&self, max_bytes: usize) -> Result<Vec<u8>, String> {
        limited(std::io::stdin().lock(), 0, max_bytes)
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> Result<(), String> {
        // A device or a pipe is written into; only a file can be replaced, and a link's target is.
        let special = std::fs::metadata(path).is_ok_and(|m| !m.is_file());
        let link = std::fs::symlink_metadata(path).is_ok_and(|m| m.is_symlink());
        if special || link {
            return std::fs::write(path, bytes).map_err(|e| e.to_string());
        }
        let name = path.file_name().ok_or("it names no file")?;
        let mut temporary = name.to_owned();
        temporary.push(format!(".{}.tmp", std::process::id()));
        let temporary = path.with_file_name(temporary);
        let written = std::fs::File::create(&temporary)
            .and_then(|mut f| f.write_all(bytes).and_then(|()| f.sync_all()))
            .and_then(|()| std::fs::rename(&temporary, path));
        if written.is_err() {
            // The rest of a failed write is of no use to anyone.
            let _ = std::fs::remove_file(&temporary);
        }
        written.map_err(|e| e.to_string())
    }

    fn current_dir(&self) -> PathBuf {
        std::env::current_dir().unwrap_or_else(|_| PathBuf::from("."))
    }

    fn today(&self) -> String {
        jiff::Zoned::now().date().to_string()
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

fn limited(reader: impl Read, length: u64, max_bytes: usize) -> Result<Vec<u8>, String> {
    let beyond = || format!("it is longer than the limit of {max_bytes} bytes");
    if length > max_bytes as u64 {
        return Err(beyond());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
    let most = max_bytes as u64 + 1;
    reader
        .take(most)
        .read_to_end(&mut bytes)
        .map_err(|e| e.to_string())?;
    if bytes.len() > max_bytes {
        return Err(beyond());
    }
    Ok(bytes)
}
