//! A host whose files are those of another one, but for some texts that are not written yet.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::host::{Host, NoSnapshot, PathKind, Repository, Walk};
use crate::lint::shown;

/// The texts by the names that their files are shown by.
pub(super) type Texts = BTreeMap<Arc<str>, Arc<str>>;

/// A host with texts in the place of files. Nothing is written through it.
pub(super) struct Overlay<'h> {
    /// Reads everything else.
    pub(super) below: &'h dyn Host,
    /// What is read instead.
    pub(super) texts: &'h Texts,
}

impl Host for Overlay<'_> {
    fn kind(&self, path: &Path) -> PathKind {
        self.below.kind(path)
    }

    fn read(&self, path: &Path, max_bytes: usize) -> Result<Vec<u8>, String> {
        match self.texts.get(shown(path).as_str()) {
            Some(text) if text.len() > max_bytes => {
                Err(format!("it would be longer than {max_bytes} bytes"))
            }
            Some(text) => Ok(text.as_bytes().to_vec()),
            None => self.below.read(path, max_bytes),
        }
    }

    fn walk(&self, folder: &Path, ignore_files: &[&str]) -> Walk {
        self.below.walk(folder, ignore_files)
    }

    fn tracked(&self, folder: &Path) -> Result<Vec<PathBuf>, String> {
        self.below.tracked(folder)
    }

    fn repository(&self, folder: &Path) -> Result<Box<dyn Repository + '_>, NoSnapshot> {
        self.below.repository(folder)
    }

    fn stdin(&self, _max_bytes: usize) -> Result<Vec<u8>, String> {
        Err("standard input is read once".to_owned())
    }

    fn write(&self, path: &Path, _bytes: &[u8]) -> Result<(), String> {
        Err(format!("`{}` is only looked at", path.display()))
    }

    fn remove(&self, path: &Path) -> Result<(), String> {
        Err(format!("`{}` is only looked at", path.display()))
    }

    fn current_dir(&self) -> PathBuf {
        self.below.current_dir()
    }

    fn today(&self) -> String {
        self.below.today()
    }

    fn env(&self, name: &str) -> Option<String> {
        self.below.env(name)
    }

    fn threads(&self) -> usize {
        self.below.threads()
    }
}
