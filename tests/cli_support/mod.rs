//! A program without a disk: files in memory, streams in memory.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};
use std::sync::Mutex;

use tenantlint::cli::{self, Console};
use tenantlint::host::{Host, PathKind, Replaced, Walk};

/// Files in memory, below `/work`, which is the current folder.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    files: Mutex<BTreeMap<PathBuf, Vec<u8>>>,
    env: BTreeMap<String, String>,
    stdin: Vec<u8>,
}

impl Memory {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let files = files
            .iter()
            .map(|(path, text)| (absolute(Path::new(path)), text.as_bytes().to_vec()));
        Self {
            files: Mutex::new(files.collect()),
            ..Self::default()
        }
    }

    #[allow(dead_code, reason = "not every file of tests needs it")]
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.env.insert(name.to_owned(), value.to_owned());
        self
    }

    #[allow(dead_code, reason = "not every file of tests needs it")]
    pub(crate) fn stdin(mut self, text: &str) -> Self {
        self.stdin = text.as_bytes().to_vec();
        self
    }

    #[allow(dead_code, reason = "not every file of tests needs it")]
    pub(crate) fn put(&self, path: &str, text: &str) {
        let written = self.write(Path::new(path), text.as_bytes());
        written.expect("the path is free");
    }

    #[allow(dead_code, reason = "not every file of tests needs it")]
    pub(crate) fn drop(&self, path: &str) {
        self.remove(Path::new(path)).expect("the file is there");
    }

    #[allow(dead_code, reason = "not every file of tests needs it")]
    pub(crate) fn text(&self, path: &str) -> Option<String> {
        let files = self
            .files
            .lock()
            .expect("no test panics while it holds the lock");
        files
            .get(&absolute(Path::new(path)))
            .map(|b| String::from_utf8_lossy(b).into_owned())
    }
}

fn absolute(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in Path::new("/work").join(path).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(plain.pop()),
            other => plain.push(other),
        }
    }
    plain
}

impl Host for Memory {
    fn kind(&self, path: &Path) -> PathKind {
        let path = absolute(path);
        let files = self
            .files
            .lock()
            .expect("no test panics while it holds the lock");
        if files.contains_key(&path) {
            PathKind::File
        } else if path == Path::new("/work") || files.keys().any(|f| f.starts_with(&path)) {
            PathKind::Folder
        } else {
            PathKind::Missing
        }
    }

    fn read(&self, path: &Path, max_bytes: usize) -> Result<Vec<u8>, String> {
        let files = self
            .files
            .lock()
            .expect("no test panics while it holds the lock");
        let bytes = files.get(&absolute(path)).ok_or("no such file")?;
        if bytes.len() > max_bytes {
            return Err("it is too long".to_owned());
        }
        Ok(bytes.clone())
    }

    fn walk(&self, folder: &Path, _ignore_files: &[&str]) -> Walk {
        let base = absolute(folder);
        let files = self
            .files
            .lock()
            .expect("no test panics while it holds the lock");
        let below = files.keys().filter_map(|path| {
            let rest = path.strip_prefix(&base).ok()?;
            let hidden = rest
                .components()
                .any(|c| c.as_os_str().to_string_lossy().starts_with('.'));
            let path = folder.join(rest);
            (!hidden).then_some(path)
        });
        Walk {
            files: below.collect(),
            ..Walk::default()
        }
    }

    fn stdin(&self, _max_bytes: usize) -> Result<Vec<u8>, String> {
        Ok(self.stdin.clone())
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> Result<(), String> {
        if path.starts_with("/forbidden") {
            return Err("permission denied".to_owned());
        }
        self.files
            .lock()
            .expect("no test panics while it holds the lock")
            .insert(absolute(path), bytes.to_vec());
        Ok(())
    }

    fn replace(&self, path: &Path, old: &[u8], new: &[u8]) -> Result<Replaced, String> {
        match self.read(path, usize::MAX)? == old {
            false => Ok(Replaced::Changed),
            true => self.write(path, new).map(|()| Replaced::Done),
        }
    }

    fn remove(&self, path: &Path) -> Result<(), String> {
        self.files
            .lock()
            .expect("no test panics while it holds the lock")
            .remove(&absolute(path))
            .map(drop)
            .ok_or_else(|| "no such file".to_owned())
    }

    fn current_dir(&self) -> PathBuf {
        PathBuf::from("/work")
    }

    fn today(&self) -> String {
        "2026-11-22".to_owned()
    }

    fn env(&self, name: &str) -> Option<String> {
        self.env.get(name).cloned()
    }

    fn threads(&self) -> usize {
        2
    }
}

/// What a run gave.
#[allow(dead_code, reason = "not every file of tests needs it")]
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: u8,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs `tenantlint` with arguments that are separated by spaces.
#[allow(dead_code, reason = "not every file of tests needs it")]
pub(crate) fn run(host: &Memory, args: &str) -> Ran {
    let args: Vec<&str> = args.split_whitespace().collect();
    run_args(host, &args)
}

/// Runs `tenantlint` with arguments.
#[allow(dead_code, reason = "not every file of tests needs it")]
pub(crate) fn run_args(host: &Memory, args: &[&str]) -> Ran {
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let mut console = Console {
        stdout: &mut stdout,
        stderr: &mut stderr,
        stdout_terminal: false,
        stderr_terminal: false,
    };
    let all = std::iter::once("tenantlint").chain(args.iter().copied());
    let code = cli::run(all.map(OsString::from), host, &mut console);
    Ran {
        code,
        stdout: String::from_utf8(stdout).expect("text"),
        stderr: String::from_utf8(stderr).expect("text"),
    }
}
