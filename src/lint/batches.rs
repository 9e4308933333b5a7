//! Files in batches: what is in one has nothing to do with what is in another, so that each may be
//! read, made into tenants, judged and let go of by itself.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ops::Range;
use std::sync::Arc;

use super::gather::{self, Gathered, Target, Wanted};
use super::reader::{self, Reader};
use super::shelf::{Shelf, Slot};
use super::survey::{Read, Survey, Whole, part, unread};
use super::{Progress, Settings, Silent};
use crate::document::Document;
use crate::finding::Failure;
use crate::host::Host;
use crate::source::{FileId, SourceFile, SourceMap};
use crate::threads::{in_parallel, on_large_stack};

/// Files that are still to be read, in batches. The ids of their texts are given beforehand, in the
/// order of the files.
pub(super) struct Batches<'a> {
    settings: &'a Settings,
    reader: Reader<'a>,
    gathered: Gathered,
    /// By target.
    ids: Vec<FileId>,
    /// By target, its place among the texts of all trees.
    slots: Vec<Option<Arc<Slot>>>,
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
        Self::of(host, settings, sources, (wanted, gathered), together)
    }

    /// Those of several trees, whose files are looked for at the same time.
    pub(super) fn of_trees(
        hosts: &[&'a dyn Host],
        settings: &'a Settings,
        sources: &mut SourceMap,
        wanted: &Wanted,
        threads: usize,
    ) -> Vec<Self> {
        let gather = |tree: usize| gather::gather(hosts[tree], settings, wanted);
        let gathered = in_parallel(hosts.len(), threads, reader::STACK_BYTES, gather);
        let trees = hosts.iter().zip(gathered);
        trees
            .map(|(host, gathered)| Self::of(*host, settings, sources, (wanted, gathered), false))
            .collect()
    }

    fn of(
        host: &'a dyn Host,
        settings: &'a Settings,
        sources: &mut SourceMap,
        (wanted, gathered): (&Wanted, Gathered),
        together: bool,
    ) -> Self {
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
            slots: vec![None; ids.len()],
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

    /// Lets trees share the texts that they have in common, which go by their ids in the last of
    /// these trees.
    pub(super) fn share(trees: &mut [Self], hosts: &[&dyn Host]) {
        let mut shelf = Shelf::default();
        for (batches, host) in trees.iter_mut().zip(hosts).rev() {
            let mut taken = HashSet::new();
            let slot = |(target, &id): (&Target, &FileId)| {
                let key = (Arc::clone(&target.shown), host.content_id(target.path()?)?);
                let slot = shelf.slot(key, || id);
                // What a tree names twice are two texts.
                taken.insert(slot.id).then_some(slot)
            };
            let targets = batches.gathered.targets.iter().zip(&batches.ids);
            batches.slots = targets.map(slot).collect();
        }
    }

    /// What is every tenant's is read once.
    fn read_runtime(&mut self, sources: &mut SourceMap) {
        let runtime = self.gathered.groups.len().saturating_sub(1);
        let first = self.gathered.targets.partition_point(|t| t.group < runtime);
        let all: Vec<usize> = (first..self.gathered.targets.len()).collect();
        if all.is_empty() {
            return;
        }
        let taken = on_large_stack(reader::STACK_BYTES, || self.read(&all, 1, &Silent));
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
    ) -> Vec<reader::Taken> {
        let targets = numbers.iter();
        let targets: Vec<(FileId, &Target)> = targets
            .map(|&number| {
                let id = self.slots[number].as_ref().map(|slot| slot.id);
                (
                    id.unwrap_or(self.ids[number]),
                    &self.gathered.targets[number],
                )
            })
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
    /// needs a stack of [`reader::STACK_BYTES`].
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
        let shelved = |number: usize| self.slots[number].as_deref();
        let is_read = |number: &usize| shelved(*number).is_some_and(|slot| slot.parsed().is_some());
        let unread: Vec<usize> = numbers.iter().copied().filter(|n| !is_read(n)).collect();
        let mut own = BTreeMap::new();
        for (&number, read) in unread.iter().zip(self.read(&unread, threads, progress)) {
            let slot = match shelved(number) {
                Some(slot) => slot,
                None => own
                    .entry(number)
                    .or_insert_with(|| Slot::new(self.ids[number])),
            };
            slot.put(read);
        }
        let mut documents = Vec::with_capacity(numbers.len());
        for number in numbers {
            let shelved = shelved(number);
            let Some(slot) = shelved.or_else(|| own.get(&number)) else {
                continue;
            };
            let id = self.ids[number];
            let ids = [Some(id), Some(slot.id).filter(|of_slot| *of_slot != id)];
            let files = ids
                .into_iter()
                .flatten()
                .zip(std::iter::repeat(slot.file()));
            taken
                .files
                .extend(files.filter_map(|(id, file)| Some((id, file?.clone()))));
            match slot.parsed() {
                Some(Ok(document)) => documents.push(Read {
                    target: &self.gathered.targets[number],
                    document,
                    encoding: slot.encoding(),
                    made: shelved.map(Slot::made),
                }),
                Some(Err(failures)) => taken.unparsed.extend_from_slice(failures),
                None => {}
            }
        }
        let runtime = self.runtime.iter();
        let whole = Whole {
            settings: self.settings,
            kinds: &self.gathered.groups,
            documents,
            runtime: runtime
                .map(|(target, doc)| part(target, doc, None))
                .collect(),
            unread: &self.unread,
            plain: self.plain,
        };
        whole.add_to(&mut taken.survey, batch.groups.clone());
        taken
    }
}
