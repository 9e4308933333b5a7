//! What was found out before, kept on disk between runs.
//!
//! An entry is named by what decides it: content, policies, settings and day. Findings are kept once
//! each, by the digest of their text, without secrets. An entry that is cut short, altered or of
//! another name is no entry, and a folder that cannot be read or written is none: what is not there is
//! found out again. Several programs may use one folder, since each file is replaced as a whole.

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::assess::seen::{Gap, Seen, State};
use crate::host::Host;

/// The longest entry that is read, in bytes.
const MOST_BYTES: usize = 64 << 20;

/// States by their keys; what is equal is held once.
pub struct Store<'h> {
    host: &'h dyn Host,
    /// None where nothing is kept.
    folder: Option<PathBuf>,
    seen: HashMap<String, Arc<Seen>>,
    components: HashMap<String, Arc<BTreeSet<String>>>,
}

/// A state as it is written.
#[derive(Serialize, Deserialize)]
struct Entry {
    /// Its own name.
    key: String,
    tenants: BTreeSet<String>,
    /// The digests of its findings.
    seen: Vec<String>,
    gaps: BTreeSet<Gap>,
    failures: Vec<String>,
    /// The digest of its components.
    components: String,
    deletions: BTreeSet<String>,
}

impl<'h> Store<'h> {
    /// Keeps what it is given in a folder; without one, nothing beyond the run.
    pub fn new(host: &'h dyn Host, folder: Option<PathBuf>) -> Self {
        Self {
            host,
            folder,
            seen: HashMap::new(),
            components: HashMap::new(),
        }
    }

    /// The state of a key, where all of it is there and unharmed.
    pub fn get(&mut self, key: &str) -> Option<Arc<State>> {
        let text = self.read("states", key)?;
        let (digest, body) = text.split_once('\n')?;
        if digest != self::digest(body) {
            return None;
        }
        let entry: Entry = serde_json::from_str(body).ok()?;
        if entry.key != key {
            return None;
        }
        let mut seen = Vec::with_capacity(entry.seen.len());
        for digest in &entry.seen {
            seen.push(self.seen(digest)?);
        }
        Some(Arc::new(State {
            tenants: entry.tenants,
            seen,
            gaps: entry.gaps,
            failures: entry.failures,
            components: self.components(&entry.components)?,
            deletions: entry.deletions,
        }))
    }

    fn seen(&mut self, digest: &str) -> Option<Arc<Seen>> {
        if let Some(seen) = self.seen.get(digest) {
            return Some(Arc::clone(seen));
        }
        let seen: Arc<Seen> = Arc::new(serde_json::from_str(&self.part(digest)?).ok()?);
        self.seen.insert(digest.to_owned(), Arc::clone(&seen));
        Some(seen)
    }

    fn components(&mut self, digest: &str) -> Option<Arc<BTreeSet<String>>> {
        if let Some(names) = self.components.get(digest) {
            return Some(Arc::clone(names));
        }
        let names: Arc<BTreeSet<String>> =
            Arc::new(serde_json::from_str(&self.part(digest)?).ok()?);
        self.components
            .insert(digest.to_owned(), Arc::clone(&names));
        Some(names)
    }

    /// A part of entries, which is named by its digest.
    fn part(&self, digest: &str) -> Option<String> {
        let text = self.read("parts", digest)?;
        (self::digest(&text) == digest).then_some(text)
    }

    /// Keeps a state, and gives it with what is equal held once.
    pub fn put(&mut self, key: &str, state: State) -> Arc<State> {
        let mut digests = Vec::with_capacity(state.seen.len());
        let mut seen = Vec::with_capacity(state.seen.len());
        for one in state.seen {
            let text = text(&*one);
            let digest = digest(&text);
            if !self.seen.contains_key(&digest) {
                self.write("parts", &digest, &text);
                self.seen.insert(digest.clone(), one);
            }
            seen.extend(self.seen.get(&digest).map(Arc::clone));
            digests.push(digest);
        }
        let names = text(&*state.components);
        let components = digest(&names);
        if !self.components.contains_key(&components) {
            self.write("parts", &components, &names);
            self.components.insert(components.clone(), state.components);
        }
        let entry = Entry {
            key: key.to_owned(),
            tenants: state.tenants,
            seen: digests,
            gaps: state.gaps,
            failures: state.failures,
            components,
            deletions: state.deletions,
        };
        let body = text(&entry);
        self.write("states", key, &format!("{}\n{body}", digest(&body)));
        Arc::new(State {
            tenants: entry.tenants,
            seen,
            gaps: entry.gaps,
            failures: entry.failures,
            components: self
                .components
                .get(&entry.components)
                .map(Arc::clone)
                .unwrap_or_default(),
            deletions: entry.deletions,
        })
    }

    fn path(&self, kind: &str, name: &str) -> Option<PathBuf> {
        let (first, _) = name.split_at_checked(2)?;
        Some(self.folder.as_ref()?.join(kind).join(first).join(name))
    }

    fn read(&self, kind: &str, name: &str) -> Option<String> {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if !name.chars().all(plain) {
            return None;
        }
        let bytes = self.host.read(&self.path(kind, name)?, MOST_BYTES).ok()?;
        String::from_utf8(bytes).ok()
    }

    /// What cannot be kept is found out again.
    fn write(&mut self, kind: &str, name: &str, text: &str) {
        let path = self.path(kind, name);
        if path.is_some_and(|path| self.host.write(&path, text.as_bytes()).is_err()) {
            self.folder = None;
        }
    }
}

/// Nothing that is kept holds a map whose keys are no texts, or anything else that JSON cannot say.
fn text(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

fn digest(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
