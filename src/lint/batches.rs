//! Files in batches: what is in one has nothing to do with what is in another, so that each may be
//! read, made into tenants, judged and let go of by itself.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use super::gather::{self, Gathered, Reader, Target, Wanted};
use super::survey::{Read, Survey, Whole, part, unread};
use super::{Progress, Settings, Silent};
use crate::document::Document;
use crate::finding::Failure;
use crate::host::Host;
use crate::source::{FileId, SourceFile, SourceMap};
use crate::threads::on_large_stack;

/// Files that are still to be read, in batches. The ids of their texts are given beforehand, in the
/// order of the files.
pub(super) struct Batches<'a> {
    settings: &'a Settings,
    reader: Reader<'a>,
    gathered: Gathered,
    /// By target.
    ids: Vec<FileId>,
    batches: Vec<Batch>,
    /// By group, the sections of its files that are not read.
    unread: Vec<BTreeSet<String>>,
    /// Whether documents of no platform are wanted.
    plain: bool,
    /// What holds for all tenants.
    runtime: Vec<(Target, Document)>,
    /// What of that could not be read.
    pub(super) runtime_failures: Vec<Failure>,
}

/// Groups of files that are read together.
struct Batch {
    groups: Range<usize>,
    targets: Range<usize>,
}

/// What a batch gives.
pub(super) struct Taken {
    /// The tenants, with what was said while they were made.
    pub(super) survey: Survey,
    /// Why files of it could not be read.
    pub(super) unparsed: Vec<Failure>,
    /// Its texts, in their order.
    pub(super) files: Vec<(FileId, SourceFile)>,
}

impl<'a> Batches<'a> {
    /// Finds the files and gives their texts ids; `together` asks for one batch.
    pub(super) fn new(
        host: &'a dyn Host,
        settings: &'a Settings,
        sources: &mut SourceMap,
        wanted: &Wanted,
        together: bool,
    ) -> Self {
        let gathered = gather::gather(host, settings, wanted);
        let targets = gathered.targets.iter();
        let ids = targets.map(|target| sources.reserve(Arc::clone(&target.shown)));
        let ids: Vec<FileId> = ids.collect();
        let runtime = gathered.groups.len().saturating_sub(1);
        let of = |groups: Range<usize>| {
            let at = |group| gathered.targets.partition_point(|t| t.group < group);
            let targets = at(groups.start)..at(groups.end);
            Batch { groups, targets }
        };
        let batches: Vec<Batch> = match together || settings.combine {
            true => vec![of(0..runtime)],
            false => {
                let single = (0..runtime).map(|group| of(group..group + 1));
                single.filter(|batch| !batch.targets.is_empty()).collect()
            }
        };
        let mut batches = Self {
            settings,
            reader: Reader::new(host, settings),
            unread: unread(&gathered),
            ids,
            batches,
            plain: wanted.plain,
            runtime: Vec::new(),
            runtime_failures: Vec::new(),
            gathered,
        };
        batches.read_runtime(sources);
        batches
    }

    /// What is every tenant's is read once.
    fn read_runtime(&mut self, sources: &mut SourceMap) {
        let runtime = self.gathered.groups.len().saturating_sub(1);
        let first = self.gathered.targets.partition_point(|t| t.group < runtime);
        let all: Vec<usize> = (first..self.gathered.targets.len()).collect();
        if all.is_empty() {
            return;
        }
        let taken = on_large_stack(gather::STACK_BYTES, || self.read(&all, 1, &Silent));
        for (number, taken) in all.into_iter().zip(taken) {
            if let Some(file) = taken.file {
                sources.fill(self.ids[number], file);
            }
            match taken.parsed {
                Ok(document) => {
                    let target = self.gathered.targets[number].clone();
                    self.runtime.push((target, document));
                }
                Err(failures) => self.runtime_failures.extend(failures),
            }
        }
    }

    fn read(
        &self,
        numbers: &[usize],
        threads: usize,
        progress: &dyn Progress,
    ) -> Vec<gather::Taken> {
        let targets = numbers.iter();
        let targets: Vec<(FileId, &Target)> = targets
            .map(|&number| (self.ids[number], &self.gathered.targets[number]))
            .collect();
        self.reader.take(&targets, threads, progress)
    }

    /// How many batches there are.
    pub(super) fn count(&self) -> usize {
        self.batches.len()
    }

    /// How many files there are in all.
    pub(super) fn files(&self) -> usize {
        self.gathered.targets.len()
    }

    /// The sections that the names of files tell.
    pub(super) fn named(&self) -> &BTreeSet<&'static str> {
        &self.gathered.named
    }

    /// What is known before any file is read.
    pub(super) fn known(&self) -> Survey {
        let gathered = &self.gathered;
        Survey::of_gathered(gathered, self.files())
    }

    /// Reads a batch, by its number, and makes tenants of it, on a number of threads; this one
    /// needs a stack of [`gather::STACK_BYTES`].
    pub(super) fn take(&self, batch: usize, threads: usize, progress: &dyn Progress) -> Taken {
        let mut taken = Taken {
            survey: Survey::default(),
            unparsed: Vec::new(),
            files: Vec::new(),
        };
        let Some(batch) = self.batches.get(batch) else {
            return taken;
        };
        let numbers: Vec<usize> = batch.targets.clone().collect();
        let mut documents = Vec::with_capacity(numbers.len());
        for (&number, read) in numbers.iter().zip(self.read(&numbers, threads, progress)) {
            let encoding = read.file.as_ref().map(SourceFile::encoding);
            let file = read.file.map(|file| (self.ids[number], file));
            taken.files.extend(file);
            match read.parsed {
                Ok(document) => documents.push((
                    &self.gathered.targets[number],
                    document,
                    encoding.unwrap_or_default(),
                )),
                Err(failures) => taken.unparsed.extend(failures),
            }
        }
        let documents = documents.iter().map(|(target, document, encoding)| Read {
            target,
            document,
            encoding: *encoding,
        });
        let runtime = self.runtime.iter();
        let whole = Whole {
            settings: self.settings,
            kinds: &self.gathered.groups,
            documents: documents.collect(),
            runtime: runtime.map(|(target, doc)| part(target, doc)).collect(),
            unread: &self.unread,
            plain: self.plain,
        };
        whole.add_to(&mut taken.survey, batch.groups.clone());
        taken
    }
}
