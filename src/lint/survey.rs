//! Files into tenants: what is gathered is read, parsed, and grouped into tenants, with what is wrong
//! with the files themselves. Nothing is judged here.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

use super::batches::{Batches, Taken};
use super::gather::{self, Gathered, GroupKind, Skip, Target, Wanted};
use super::nested::Named;
use super::reader::{self, Reader};
use super::shelf::Slot;
use super::{Progress, Settings, Silent};
use crate::assess::inline::{self, Inline};
use crate::document::{self, Document};
use crate::finding::{Failure, Finding, Notice, Place, Subject};
use crate::host::Host;
use crate::source::{Encoding, FileId, SourceMap, Span};
use crate::tenant::{self, Built, Group, Made, Part, Platform, Role, Tenant};
use crate::threads::on_large_stack;

/// Tenants and what was said while they were made.
#[derive(Debug, Default)]
pub struct Survey {
    /// The tenants, in their order.
    pub tenants: Vec<Tenant>,
    /// What is wrong with the files themselves.
    pub findings: Vec<Finding>,
    /// What could not be read.
    pub failures: Vec<Failure>,
    /// What became of each document that was read.
    pub roles: Vec<Role>,
    /// What was not read, and why.
    pub skipped: Vec<Skip>,
    /// Where secrets are written, which no output may show.
    pub secrets: Vec<(FileId, Span)>,
    /// Remarks.
    pub notices: Vec<Notice>,
    /// Remarks that nobody should miss.
    pub warnings: Vec<Notice>,
    /// How many files were read.
    pub files: usize,
    /// How many were not, since nobody asks for what their names tell.
    pub unread: usize,
    /// Comments in the tenants' files that speak to the program.
    pub inline: Vec<Inline>,
    /// Whether single components were named, which are a part of their tenant.
    pub parts: bool,
}

/// Reads the files of the settings and makes tenants of them, judging nothing. Files whose names
/// tell that they hold nothing that is `wanted` are only counted.
pub fn survey(
    host: &dyn Host,
    settings: &Settings,
    sources: &mut SourceMap,
    progress: &dyn Progress,
    wanted: &Wanted,
) -> Survey {
    let threads = settings.threads.unwrap_or_else(|| host.threads());
    let batches = Batches::new(host, settings, sources, wanted, true);
    progress.phase("reading", batches.files());
    let take = || batches.take(0, threads, progress);
    let Taken {
        survey: taken,
        unparsed,
        files,
    } = on_large_stack(reader::STACK_BYTES, take);
    for (id, file) in files {
        sources.fill(id, file);
    }
    let mut survey = batches.known();
    survey.failures.extend(unparsed);
    survey.failures.extend(batches.runtime_failures);
    survey.append(taken);
    let named: Vec<Named> = survey.tenants.iter().map(Named::of).collect();
    survey.say_what_is_wrong(&named);
    survey
}

/// By group, the sections of its files that are not read.
pub(super) fn unread(gathered: &Gathered) -> Vec<BTreeSet<String>> {
    let mut unread = vec![BTreeSet::new(); gathered.groups.len()];
    for (target, sections) in &gathered.unread {
        if let Some(of_group) = unread.get_mut(target.group) {
            of_group.extend(sections.iter().map(|&section| section.to_owned()));
        }
    }
    unread
}

/// A target, and the text that was read of it.
pub(super) type Parsed<'a> = (&'a Target, &'a Slot);

/// Makes tenants of what was gathered and parsed.
pub(super) fn of_parsed(
    settings: &Settings,
    gathered: &Gathered,
    parsed: &[Parsed<'_>],
    wanted: &Wanted,
) -> Survey {
    let mut survey = Survey::of_gathered(gathered, parsed.len());
    let runtime_group = gathered.groups.len().saturating_sub(1);
    let (mut documents, mut runtime) = (Vec::new(), Vec::new());
    for &(target, slot) in parsed {
        match slot.parsed() {
            Some(Ok(document)) if target.group == runtime_group => {
                runtime.push(part(target, document, None));
            }
            Some(Ok(document)) => documents.push(Read {
                target,
                document,
                encoding: slot.encoding(),
                made: Some(slot.made()),
            }),
            Some(Err(failures)) => survey.failures.extend_from_slice(failures),
            None => {}
        }
    }
    let whole = Whole {
        settings,
        kinds: &gathered.groups,
        documents,
        runtime,
        unread: &unread(gathered),
        plain: wanted.plain,
    };
    whole.add_to(&mut survey, 0..runtime_group);
    let named: Vec<Named> = survey.tenants.iter().map(Named::of).collect();
    survey.notices.extend(equal_names(&named));
    survey
}

/// The documents of the settings' paths, taken for no tenant.
///
/// # Errors
/// What cannot be found, read or parsed.
pub fn documents(
    host: &dyn Host,
    settings: &Settings,
    sources: &mut SourceMap,
) -> Result<Vec<Document>, Vec<Failure>> {
    let threads = settings.threads.unwrap_or_else(|| host.threads());
    let mut gathered = gather::gather(host, settings, &Wanted::default());
    let targets = gathered.targets.iter();
    let targets: Vec<(FileId, &Target)> = targets
        .map(|target| (sources.reserve(Arc::clone(&target.shown)), target))
        .collect();
    let reader = Reader::new(host, settings);
    let read = || reader.take(&targets, threads, &Silent);
    let taken = on_large_stack(reader::STACK_BYTES, read);
    let mut documents = Vec::new();
    for ((id, _), taken) in targets.into_iter().zip(taken) {
        if let Some(file) = taken.file {
            sources.fill(id, file);
        }
        match taken.parsed {
            Ok(document) => documents.push(document),
            Err(mut failures) => gathered.failures.append(&mut failures),
        }
    }
    if gathered.failures.is_empty() {
        Ok(documents)
    } else {
        Err(gathered.failures)
    }
}

/// A text that was read.
pub(super) struct Read<'a> {
    pub(super) target: &'a Target,
    pub(super) document: &'a Document,
    pub(super) encoding: Encoding,
    /// What was made of it before.
    pub(super) made: Option<&'a Made>,
}

/// Whole groups of texts, in the order of the groups.
pub(super) struct Whole<'a> {
    pub(super) settings: &'a Settings,
    pub(super) kinds: &'a [GroupKind],
    pub(super) documents: Vec<Read<'a>>,
    /// Texts that hold record counts and guest users alone.
    pub(super) runtime: Vec<Part<'a>>,
    /// By group, the sections of its files that are not read.
    pub(super) unread: &'a [BTreeSet<String>],
    /// Whether documents of no platform are judged as they stand.
    pub(super) plain: bool,
}

impl<'a> Whole<'a> {
    /// Makes the tenants of groups.
    pub(super) fn add_to(&self, survey: &mut Survey, groups: Range<usize>) {
        let encodings = self.documents.iter();
        let encodings: HashMap<FileId, Encoding> = encodings
            .filter(|read| read.encoding != Encoding::Utf8)
            .map(|read| (read.document.file(), read.encoding))
            .collect();
        for group in groups {
            for group in self.tenants_of(group, &mut survey.parts) {
                survey.add(tenant::build(&group), &group, &encodings);
            }
        }
        if self.settings.combine {
            tenant::combine(&mut survey.tenants);
        }
    }

    fn parts(&self, number: usize) -> Vec<Part<'a>> {
        let at = |group| self.documents.partition_point(|r| r.target.group < group);
        let own = self.documents[at(number)..at(number + 1)].iter();
        own.map(|read| part(read.target, read.document, read.made))
            .collect()
    }

    /// The texts of a group that are one tenant each, unless they name several; tells whether
    /// single components were named, which need not be all of their tenant.
    fn tenants_of(&self, number: usize, single: &mut bool) -> Vec<Group<'a>> {
        let settings = self.settings;
        let parts = self.parts(number);
        let unread = || self.unread.get(number).cloned().unwrap_or_default();
        let mut groups = Vec::new();
        match self.kinds.get(number) {
            None | Some(GroupKind::Runtime) => {}
            Some(GroupKind::Folder) => groups.push(Group {
                unread: unread(),
                ..self.group(parts)
            }),
            Some(GroupKind::Files) => {
                // A file that holds a whole tenant is one; single components belong together.
                let components =
                    |part: &Part<'_>| tenant::holds_components(part, settings.platform);
                let (parts, whole): (Vec<_>, Vec<_>) = parts.into_iter().partition(components);
                groups.extend(whole.into_iter().map(|part| self.group(vec![part])));
                *single |= !parts.is_empty();
                groups.push(self.group(parts));
            }
            Some(GroupKind::Inventory(at)) => groups.push(Group {
                name: Some(settings.tenants[*at].name.as_str().into()),
                platform: settings.tenants[*at].platform.or(settings.platform),
                unread: unread(),
                ..self.group(parts)
            }),
        }
        groups.retain(|group| !group.parts.is_empty() || !group.project.is_empty());
        groups
    }

    fn group(&self, parts: Vec<Part<'a>>) -> Group<'a> {
        let is_project = |part: &Part<'_>| tenant::is_project(part.path);
        let (project, parts) = parts.into_iter().partition(is_project);
        Group {
            name: None,
            platform: self.settings.platform,
            parts,
            project,
            runtime: self.runtime.clone(),
            unread: BTreeSet::new(),
            plain: self.plain && self.settings.platform.is_none(),
        }
    }
}

pub(super) fn part<'a>(
    target: &'a Target,
    document: &'a Document,
    made: Option<&'a Made>,
) -> Part<'a> {
    Part {
        path: &target.shown,
        below: &target.below,
        document,
        made,
    }
}

impl Survey {
    /// What is known of `files` files before any of them is read.
    pub(super) fn of_gathered(gathered: &Gathered, files: usize) -> Self {
        let mut survey = Self {
            failures: gathered.failures.clone(),
            skipped: gathered.skipped.clone(),
            notices: gathered.notices.clone(),
            warnings: gathered.warnings.clone(),
            files,
            ..Self::default()
        };
        survey.count_unread(&gathered.unread);
        survey
    }

    /// Adds the tenants of a batch, with what was said while they were made.
    pub(super) fn append(&mut self, batch: Self) {
        self.tenants.extend(batch.tenants);
        self.findings.extend(batch.findings);
        self.failures.extend(batch.failures);
        self.roles.extend(batch.roles);
        self.secrets.extend(batch.secrets);
        self.inline.extend(batch.inline);
        self.parts |= batch.parts;
    }

    /// Says what is not read since nobody asks for it: a line each for those who look, and one
    /// remark for all.
    fn count_unread(&mut self, unread: &[(Target, Vec<&'static str>)]) {
        let mut by_section: BTreeMap<&str, usize> = BTreeMap::new();
        for (target, sections) in unread {
            let section = sections.first().copied().unwrap_or_default();
            *by_section.entry(section).or_default() += 1;
            self.skipped.push(Skip {
                shown: target.shown.to_string(),
                reason: format!("no selected rule reads {section}"),
                said: true,
            });
        }
        self.unread = unread.len();
        if unread.is_empty() {
            return;
        }
        let shown = by_section.iter().map(|(name, n)| format!("{name} {n}"));
        self.notices.push(Notice {
            message: format!(
                "{} not read, since no selected rule asks for their types: {}",
                match unread.len() {
                    1 => "1 file was".to_owned(),
                    n => format!("{n} files were"),
                },
                shown.collect::<Vec<_>>().join(", ")
            ),
            place: None,
        });
    }

    /// The input of a tenant as it may be shown: without its secrets.
    pub fn shown(&self, tenant: &Tenant) -> serde_json::Value {
        let hidden = |at: &tenant::Origin| self.secrets.contains(&(at.file, at.value));
        let shown = tenant
            .root
            .to_json_without(&hidden, crate::report::REDACTED);
        crate::report::without_passwords(shown)
    }

    /// Tells what the tenants' shapes refuse, and takes values of a wrong type out of them: this is
    /// what policies see.
    pub fn set_unfit_aside(&mut self) {
        let unfit = self.tenants.iter_mut().flat_map(tenant::take_unfit);
        self.findings.extend(unfit);
    }

    fn add(&mut self, built: Built, group: &Group<'_>, encodings: &HashMap<FileId, Encoding>) {
        self.tenants.extend(built.tenants);
        self.findings.extend(built.findings);
        self.failures.extend(built.failures);
        self.secrets.extend(built.secrets);
        let mut tenants = HashMap::new();
        for role in &built.roles {
            // A text of several documents belongs to the tenant of its first.
            tenants.entry(role.file).or_insert(role.tenant.as_ref());
        }
        for part in group.parts.iter().chain(&group.project) {
            if let Some(Some(tenant)) = tenants.get(&part.document.file()) {
                let encoding = encodings.get(&part.document.file());
                let encoding = encoding.copied().unwrap_or_default();
                self.findings.extend(notes(part, tenant, encoding));
                let (platform, name) = tenant;
                let platform = platform.map_or("", Platform::as_str);
                self.inline
                    .extend(inline::read(part.document, platform, name));
            }
        }
        self.roles.extend(built.roles);
    }

    /// Says of which tenants nobody can tell one from another, and whether there is none at all.
    pub(super) fn say_what_is_wrong(&mut self, tenants: &[Named]) {
        if tenants.is_empty() && self.failures.is_empty() {
            self.failures.push(gather::nothing());
        }
        self.notices.extend(equal_names(tenants));
    }
}

/// Two tenants of one name cannot be told apart in a baseline, so it is said.
fn equal_names(tenants: &[Named]) -> Vec<Notice> {
    let mut names: Vec<_> = tenants.iter().map(|t| (t.platform, &*t.name)).collect();
    names.sort_unstable();
    let doubles = names.chunk_by(|a, b| a == b).filter(|same| same.len() > 1);
    let said = doubles.map(|same| Notice {
        message: format!(
            "{} tenants are named `{}`: name them in `tenantlint.yaml` or by `tenant.name`, so that their findings can be told apart",
            same.len(),
            same[0].1
        ),
        place: None,
    });
    said.collect()
}

/// What a text was accepted with, as findings of the tenant that it belongs to.
fn notes(
    part: &Part<'_>,
    (platform, name): &(Option<Platform>, Arc<str>),
    encoding: Encoding,
) -> Vec<Finding> {
    let file = part.document.file();
    let encoding = document::encoding_note(encoding);
    let notes = encoding.iter().chain(part.document.notes());
    notes
        .enumerate()
        .map(|(number, note)| {
            let subject = Subject {
                platform: platform.map_or("", Platform::as_str).to_owned(),
                tenant: name.to_string(),
                identity: [
                    ("file".to_owned(), file_name(part.path).into()),
                    ("number".to_owned(), number.into()),
                ]
                .into(),
            };
            let place = Place::of_span(file, note.span);
            let check = note.check;
            let mut finding =
                Finding::new(check.id(), check.severity(), &*note.message, place, subject);
            finding.help = Some(note.help.clone());
            finding
        })
        .collect()
}

fn file_name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}
