//! A host whose folders are walked once where two steps of one run ask for the same walk, and git for
//! what it tracks in them: the search for configurations further in, and then that for the files of
//! tenants.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::{Host, NoSnapshot, PathKind, Replaced, Repository, Walk};

/// What git tracks in a folder, or why it cannot tell.
type Tracked = Result<Vec<PathBuf>, String>;

/// A host that remembers a walk, and what git tracks, until it is asked for once more.
pub struct Once<'h> {
    below: &'h dyn Host,
    /// What was asked for, and what came of it.
    walked: Mutex<Vec<(PathBuf, Vec<String>, Walk)>>,
    /// The same for what git tracks.
    tracked: Mutex<Vec<(PathBuf, Tracked)>>,
}

impl<'h> Once<'h> {
    /// For the steps of one run, between which nobody waits.
    pub fn new(below: &'h dyn Host) -> Self {
        Self {
            below,
            walked: Mutex::default(),
            tracked: Mutex::default(),
        }
    }
}

impl Host for Once<'_> {
    fn walk(&self, folder: &Path, ignore_files: &[&str]) -> Walk {
        let mut walked = self.walked.lock().unwrap_or_else(PoisonError::into_inner);
        let known = walked
            .iter()
            .position(|(known, names, _)| known == folder && *names == ignore_files);
        if let Some(known) = known {
            return walked.swap_remove(known).2;
        }
        let walk = self.below.walk(folder, ignore_files);
        let names = ignore_files.iter().map(|&name| name.to_owned()).collect();
        walked.push((folder.to_owned(), names, walk.clone()));
        walk
    }

    fn kind(&self, path: &Path) -> PathKind {
        self.below.kind(path)
    }

    fn read(&self, path: &Path, max_bytes: usize) -> Result<Vec<u8>, String> {
        self.below.read(path, max_bytes)
    }

    fn in_repository(&self, path: &Path) -> Option<PathBuf> {
        self.below.in_repository(path)
    }

    fn count_named(&self, names: &[&str]) -> Option<usize> {
        self.below.count_named(names)
    }

    fn content_id(&self, path: &Path) -> Option<String> {
        self.below.content_id(path)
    }

    fn tracked(&self, folder: &Path) -> Tracked {
        let mut asked = self.tracked.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = asked.iter().position(|(known, _)| known == folder) {
            return asked.swap_remove(known).1;
        }
        let tracked = self.below.tracked(folder);
        asked.push((folder.to_owned(), tracked.clone()));
        tracked
    }

    fn repository(&self, folder: &Path) -> Result<Box<dyn Repository + '_>, NoSnapshot> {
        self.below.repository(folder)
    }

    fn stdin(&self, max_bytes: usize) -> Result<Vec<u8>, String> {
        self.below.stdin(max_bytes)
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> Result<(), String> {
        self.below.write(path, bytes)
    }

    fn write_program(&self, path: &Path, bytes: &[u8]) -> Result<(), String> {
        self.below.write_program(path, bytes)
    }

    fn replace(&self, path: &Path, old: &[u8], new: &[u8]) -> Result<Replaced, String> {
        self.below.replace(path, old, new)
    }

    fn remove(&self, path: &Path) -> Result<(), String> {
        self.below.remove(path)
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

    fn columns(&self) -> Option<usize> {
        self.below.columns()
    }

    fn threads(&self) -> usize {
        self.below.threads()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// Counts the walks, and gives as many files.
    #[derive(Default)]
    struct Counting(AtomicUsize);

    impl Host for Counting {
        fn walk(&self, folder: &Path, ignore_files: &[&str]) -> Walk {
            let number = self.0.fetch_add(1, Ordering::Relaxed);
            let name = format!("{number}{}", ignore_files.concat());
            Walk {
                files: vec![folder.join(name)],
                ..Walk::default()
            }
        }

        fn tracked(&self, folder: &Path) -> Result<Vec<PathBuf>, String> {
            Ok(self.walk(folder, &["tracked"]).files)
        }

        fn kind(&self, _path: &Path) -> PathKind {
            PathKind::Missing
        }

        fn read(&self, _path: &Path, _max_bytes: usize) -> Result<Vec<u8>, String> {
            Err(String::new())
        }

        fn stdin(&self, _max_bytes: usize) -> Result<Vec<u8>, String> {
            Err(String::new())
        }

        fn write(&self, _path: &Path, _bytes: &[u8]) -> Result<(), String> {
            Err(String::new())
        }

        fn remove(&self, _path: &Path) -> Result<(), String> {
            Err(String::new())
        }

        fn current_dir(&self) -> PathBuf {
            PathBuf::new()
        }

        fn today(&self) -> String {
            String::new()
        }

        fn env(&self, _name: &str) -> Option<String> {
            None
        }

        fn threads(&self) -> usize {
            1
        }
    }

    #[test]
    fn a_folder_is_walked_once_for_two_who_ask_alike() {
        let counting = Counting::default();
        let once = Once::new(&counting);
        let walk = |folder: &str, names: &[&str]| {
            let files = once.walk(Path::new(folder), names).files;
            files[0].to_string_lossy().into_owned()
        };
        assert_eq!(walk("a", &["x"]), "a/0x");
        assert_eq!(walk("a", &["y"]), "a/1y");
        assert_eq!(walk("b", &["x"]), "b/2x");
        assert_eq!(walk("a", &["x"]), "a/0x");
        // Who asks once more wants to know how it is now.
        assert_eq!(walk("a", &["x"]), "a/3x");
        assert_eq!(walk("a", &["y"]), "a/1y");
    }

    #[test]
    fn git_is_asked_once_for_two_who_ask_alike() {
        let counting = Counting::default();
        let once = Once::new(&counting);
        let tracked = |folder: &str| {
            let files = once.tracked(Path::new(folder)).expect("git tells");
            files[0].to_string_lossy().into_owned()
        };
        assert_eq!(tracked("a"), "a/0tracked");
        assert_eq!(tracked("b"), "b/1tracked");
        assert_eq!(tracked("a"), "a/0tracked");
        assert_eq!(tracked("a"), "a/2tracked");
        assert_eq!(tracked("b"), "b/1tracked");
    }
}
