//! The reading and parsing of the files that were gathered.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};

use super::gather::{Target, failure, unreadable};
use super::{Progress, Settings};
use crate::document::{self, Document};
use crate::finding::Failure;
use crate::host::Host;
use crate::source::{Encoding, FileId, SourceFile};
use crate::tenant;
use crate::threads::in_parallel;

/// The stack of a thread that parses, in bytes; depth is bounded by `limits.max-depth`.
pub(super) const STACK_BYTES: usize = 16 << 20;

/// A target that was read.
#[derive(Debug)]
pub(super) struct Taken {
    /// Its text, where there is one.
    pub(super) file: Option<SourceFile>,
    /// What it holds, or why nobody can tell.
    pub(super) parsed: Result<Document, Vec<Failure>>,
}

/// Reads targets, any number of times.
pub(super) struct Reader<'a> {
    host: &'a dyn Host,
    settings: &'a Settings,
    /// Standard input, which can be read but once.
    stdin: OnceLock<Result<Vec<u8>, String>>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(host: &'a dyn Host, settings: &'a Settings) -> Self {
        Self {
            host,
            settings,
            stdin: OnceLock::new(),
        }
    }

    /// Reads and parses targets whose texts have these ids, on a number of threads; what comes
    /// stands in the targets' order. With one thread it is this one, which needs a stack of
    /// [`STACK_BYTES`].
    pub(super) fn take(
        &self,
        targets: &[(FileId, &Target)],
        threads: usize,
        progress: &dyn Progress,
    ) -> Vec<Taken> {
        let take = |&(id, target): &(FileId, &Target)| {
            progress.step();
            self.take_one(id, target)
        };
        match threads {
            0 | 1 => targets.iter().map(take).collect(),
            _ => in_parallel(targets.len(), threads, STACK_BYTES, |at| take(&targets[at])),
        }
    }

    fn take_one(&self, id: FileId, target: &Target) -> Taken {
        let unread = |reason: &str| vec![unreadable(&target.shown, reason)];
        let none = |failures| Taken {
            file: None,
            parsed: Err(failures),
        };
        let (file, error) = match safely(|| self.text(target)) {
            None => return none(unread("reading it failed unexpectedly")),
            Some(Err(reason)) => return none(unread(&reason)),
            Some(Ok(read)) => read,
        };
        let parse = || {
            let text = Arc::clone(file.text());
            let form = tenant::form(&target.shown);
            document::parse_as(form, id, text, &self.settings.parse)
        };
        let parsed = match error {
            Some(error) => Err(vec![failure(id, error)]),
            None => safely(parse).map_or_else(
                || Err(unread("parsing it failed unexpectedly")),
                |parsed| parsed.map_err(|all| all.into_iter().map(|e| failure(id, e)).collect()),
            ),
        };
        Taken {
            file: Some(file),
            parsed,
        }
    }

    /// The text of a target, and what is wrong with its encoding.
    fn text(&self, target: &Target) -> Result<(SourceFile, Option<document::Error>), String> {
        let limit = self.settings.parse.max_bytes;
        let read;
        let bytes = match target.path() {
            Some(path) => {
                read = self.host.read(path, limit)?;
                &read
            }
            None => {
                let stdin = self.stdin.get_or_init(|| self.host.stdin(limit));
                stdin.as_ref().map_err(String::clone)?
            }
        };
        let shown = || Arc::clone(&target.shown);
        Ok(match document::decode(bytes) {
            Ok((text, encoding)) => (SourceFile::new(shown(), text, encoding), None),
            Err(error) => {
                // What is readable up to the fault shows where it is.
                let valid = bytes.get(..error.span.start as usize).unwrap_or_default();
                let text = std::str::from_utf8(valid).map_or("", |text| text);
                let file = SourceFile::new(shown(), format!("{text}\u{fffd}"), Encoding::Utf8);
                (file, Some(error))
            }
        })
    }
}

/// What panics costs one file alone.
fn safely<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}
