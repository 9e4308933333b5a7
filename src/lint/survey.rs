//! Files into tenants: what is gathered is read, parsed, and grouped into tenants, with what is wrong
//! with the files themselves. Nothing is judged here.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::gather::{self, Gathered, GroupKind, Skip, Target, Wanted};
use super::{Progress, Settings, Silent};
use crate::assess::inline::{self, Inline};
use crate::document::{self, Document};
use crate::finding::{Failure, Finding, Notice, Place, Subject};
use crate::host::Host;
use crate::source::{FileId, SourceMap, Span};
use crate::tenant::{self, Built, Group, Holds, Part, Platform, Role, Tenant};

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
    let mut gathered = gather::gather(host, settings, wanted);
    progress.phase("reading", gathered.targets.len());
    let targets = std::mem::take(&mut gathered.targets);
    let parsed = gather::read_and_parse(host, settings, &targets, sources, progress);
    let parsed: Vec<_> = targets.iter().zip(&parsed).collect();
    let mut survey = of_parsed(settings, gathered, &parsed, sources, wanted);
    if survey.tenants.is_empty() && survey.failures.is_empty() {
        survey.failures.push(gather::nothing());
    }
    survey
}

/// A target with what it holds, or why nobody can tell.
pub(super) type Parsed<'a> = (&'a Target, &'a Result<Document, Vec<Failure>>);

/// Makes tenants of what was gathered and parsed.
pub(super) fn of_parsed(
    settings: &Settings,
    gathered: Gathered,
    parsed: &[Parsed<'_>],
    sources: &SourceMap,
    wanted: &Wanted,
) -> Survey {
    let mut survey = Survey {
        failures: gathered.failures,
        skipped: gathered.skipped,
        notices: gathered.notices,
        warnings: gathered.warnings,
        files: parsed.len(),
        ..Survey::default()
    };
    survey.count_unread(&gathered.unread);
    let mut documents = Vec::with_capacity(parsed.len());
    for (target, parsed) in parsed {
        match parsed {
            Ok(document) => documents.push((*target, document)),
            Err(failures) => survey.failures.extend(failures.iter().cloned()),
        }
    }
    let read = Read {
        kinds: &gathered.groups,
        documents: &documents,
        unread: &gathered.unread,
        plain: wanted.plain,
    };
    let (groups, parts) = groups(settings, &read);
    survey.parts = parts;
    for group in groups {
        survey.add(tenant::build(&group), &group, sources);
    }
    if settings.combine {
        tenant::combine(&mut survey.tenants);
    }
    survey.warn_of_equal_names();
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
    let mut gathered = gather::gather(host, settings, &Wanted::default());
    let parsed = gather::read_and_parse(host, settings, &gathered.targets, sources, &Silent);
    let mut documents = Vec::new();
    for parsed in parsed {
        match parsed {
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

/// What was read, and as whose.
struct Read<'a> {
    kinds: &'a [GroupKind],
    documents: &'a [(&'a Target, &'a Document)],
    unread: &'a [(Target, Vec<&'static str>)],
    /// Whether documents of no platform are judged as they stand.
    plain: bool,
}

/// The groups of documents that are one tenant each, unless they name several; and whether single
/// components were named, which need not be all of their tenant.
fn groups<'a>(settings: &Settings, read: &Read<'a>) -> (Vec<Group<'a>>, bool) {
    let Read {
        kinds,
        documents,
        unread,
        ..
    } = *read;
    let of = |number: usize| {
        let parts = documents.iter().filter(move |(t, _)| t.group == number);
        parts.map(|(target, document)| Part {
            path: &target.shown,
            below: &target.below,
            document,
        })
    };
    let runtime = kinds.iter().position(|k| *k == GroupKind::Runtime);
    let runtime: Vec<Part<'a>> = runtime.map_or_else(Vec::new, |n| of(n).collect());
    let group = |parts: Vec<Part<'a>>| {
        let is_project = |part: &Part<'_>| tenant::holds(part.path) == Holds::Project;
        let (project, parts) = parts.into_iter().partition(is_project);
        Group {
            name: None,
            platform: settings.platform,
            parts,
            project,
            runtime: runtime.clone(),
            unread: BTreeSet::new(),
            plain: read.plain && settings.platform.is_none(),
        }
    };
    let unread_of = |number: usize| {
        let own = unread.iter().filter(|(t, _)| t.group == number);
        own.flat_map(|(_, sections)| sections.iter().map(|&s| s.to_owned()))
            .collect()
    };
    let mut groups = Vec::new();
    let mut single = false;
    for (number, kind) in kinds.iter().enumerate() {
        match kind {
            GroupKind::Runtime => {}
            GroupKind::Folder => groups.push(Group {
                unread: unread_of(number),
                ..group(of(number).collect())
            }),
            GroupKind::Files => {
                // A file that holds a whole tenant is one; single components belong together.
                let (parts, whole): (Vec<_>, Vec<_>) =
                    of(number).partition(|part| tenant::holds_components(part, settings.platform));
                groups.extend(whole.into_iter().map(|part| group(vec![part])));
                single |= !parts.is_empty();
                groups.push(group(parts));
            }
            GroupKind::Inventory(at) => groups.push(Group {
                name: Some(settings.tenants[*at].name.as_str().into()),
                platform: settings.tenants[*at].platform.or(settings.platform),
                unread: unread_of(number),
                ..group(of(number).collect())
            }),
        }
    }
    groups.retain(|group| !group.parts.is_empty() || !group.project.is_empty());
    (groups, single)
}

impl Survey {
    /// Says what is not read since nobody asks for it: a line each for those who look, and one
    /// remark for all.
    fn count_unread(&mut self, unread: &[(Target, Vec<&'static str>)]) {
        let mut by_section: BTreeMap<&str, usize> = BTreeMap::new();
        for (target, sections) in unread {
            let section = sections.first().copied().unwrap_or_default();
            *by_section.entry(section).or_default() += 1;
            self.skipped.push(Skip {
                shown: target.shown.clone(),
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

    fn add(&mut self, built: Built, group: &Group<'_>, sources: &SourceMap) {
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
                self.findings.extend(notes(part, tenant, sources));
                let (platform, name) = tenant;
                let platform = platform.map_or("", Platform::as_str);
                self.inline
                    .extend(inline::read(part.document, platform, name));
            }
        }
        self.roles.extend(built.roles);
    }

    /// Two tenants of one name cannot be told apart in a baseline, so it is said.
    fn warn_of_equal_names(&mut self) {
        let mut names: Vec<_> = self.tenants.iter().map(|t| (t.platform, &t.name)).collect();
        names.sort();
        let doubles = names.chunk_by(|a, b| a == b).filter(|same| same.len() > 1);
        let said = doubles.map(|same| Notice {
            message: format!(
                "{} tenants are named `{}`: name them in `tenantlint.yaml` or by `tenant.name`, so that their findings can be told apart",
                same.len(),
                same[0].1
            ),
            place: None,
        });
        let said: Vec<_> = said.collect();
        self.notices.extend(said);
    }
}

/// What a text was accepted with, as findings of the tenant that it belongs to.
fn notes(
    part: &Part<'_>,
    (platform, name): &(Option<Platform>, Arc<str>),
    sources: &SourceMap,
) -> Vec<Finding> {
    let file = part.document.file();
    let encoding = document::encoding_note(sources.file(file).encoding());
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
