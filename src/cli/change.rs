//! `--staged`, `--rev` and `--since`: which trees a run judges, and by whose settings.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::args::ChangeArgs;
use super::check::passing;
use super::config::{self, ConfigText};
use super::settings::{Flags, Resolved, resolve, start};
use crate::check::Check;
use crate::finding::{Failure, Finding, Notice, Place};
use crate::host::{Host, NoSnapshot, PathKind, Repository, State};
use crate::jobs::compare::{self, Trees};
use crate::jobs::loosen;
use crate::lint::{self, Progress, Settings};
use crate::report::Report;
use crate::source::{FileId, SourceMap, Span};
use crate::threads::in_parallel;

/// The stack of a thread that lists the files of a state, in bytes.
const STACK_BYTES: usize = 16 << 20;

/// How the tree on disk is called.
const ON_DISK: &str = "the working tree";

/// Judges the tree that the arguments name, beside the one that they compare it with.
///
/// # Errors
/// What keeps the run from judging at all; places point into `sources`.
pub(super) fn judged(
    host: &dyn Host,
    args: &ChangeArgs,
    flags: &Flags<'_>,
    proposes: bool,
    sources: &mut SourceMap,
    progress: &dyn Progress,
) -> Result<Report, Vec<Failure>> {
    let repository = host.repository(&folder(host, flags)).map_err(refused)?;
    let states = States::of(args);
    let snapshot = |state: Option<State<'_>>| state.map(|s| repository.snapshot(s)).transpose();
    let both = [states.head, states.base];
    let mut snapshots = in_parallel(both.len(), host.threads(), STACK_BYTES, |n| {
        snapshot(both[n])
    })
    .into_iter();
    let mut next = || snapshots.next().unwrap_or(Ok(None)).map_err(refused);
    let (head, base) = (next()?, next()?);
    let head_host = head.as_ref().map_or(host, |snapshot| &*snapshot.host);
    let date = head.as_ref().and_then(|snapshot| snapshot.date.clone());
    let Some(base) = base else {
        let Resolved { mut settings, .. } = resolve(head_host, flags, sources)?;
        settings.as_of = settings.as_of.or(date);
        let sources = std::mem::take(sources);
        return Ok(passing(head_host, &settings, sources, proposes, progress));
    };
    let sides = Sides {
        base: &*base.host,
        head: head_host,
        head_name: head.as_ref().map_or(ON_DISK, |snapshot| &snapshot.name),
        base_name: &base.name,
        is_first: base.unborn,
        date,
        proposes,
    };
    compared(
        &*repository,
        &states,
        &sides,
        args,
        flags,
        sources,
        progress,
    )
}

/// The states that the arguments name.
struct States<'a> {
    /// None for the files on disk.
    head: Option<State<'a>>,
    /// None where nothing is compared.
    base: Option<State<'a>>,
}

impl<'a> States<'a> {
    fn of(args: &'a ChangeArgs) -> Self {
        let rev = args.rev.as_deref();
        let head = match args.staged {
            true => Some(State::Index),
            false => rev.map(State::Commit),
        };
        let base = match &args.since {
            Some(with) => Some(State::MergeBase { with, of: rev }),
            None => args.staged.then_some(State::Head),
        };
        Self { head, base }
    }
}

/// The two trees of a comparison.
struct Sides<'s> {
    base: &'s dyn Host,
    head: &'s dyn Host,
    base_name: &'s str,
    head_name: &'s str,
    /// Whether nothing was committed before.
    is_first: bool,
    /// The head's date, where it is a commit.
    date: Option<String>,
    /// Whether fixes are told as texts.
    proposes: bool,
}

/// Configuration, waivers, baseline and policies are the base's, so that a change cannot soften
/// its own judge; the base of a first commit has none to give.
fn compared(
    repository: &dyn Repository,
    states: &States<'_>,
    sides: &Sides<'_>,
    args: &ChangeArgs,
    flags: &Flags<'_>,
    sources: &mut SourceMap,
    progress: &dyn Progress,
) -> Result<Report, Vec<Failure>> {
    let accepts = args.accept_governance || sides.is_first;
    let judge = if accepts { sides.head } else { sides.base };
    let Resolved { mut settings, .. } = resolve(judge, flags, sources)?;
    settings.as_of = settings.as_of.or_else(|| sides.date.clone());
    let mut governs = true;
    if let (Some(from), Some(to)) = (states.base, states.head) {
        let changed = repository.changed(from, to).map_err(refused)?;
        if args.staged && !args.all {
            settings.touched = lint::touched(judge, &settings, &changed);
        }
        let touches_none = settings.touched.as_ref().is_some_and(BTreeSet::is_empty);
        if touches_none || !lint::concerns(judge, &settings, &changed) {
            return Ok(untouched(sides, judge, &settings, &changed));
        }
        governs = lint::governs(&settings, &changed);
    }
    let softened = match sides.is_first || !governs {
        true => Vec::new(),
        false => softened(sides, &settings, accepts, flags, sources)?,
    };
    let (softened, accepted) = match accepts {
        true => (Vec::new(), softened),
        false => (softened, Vec::new()),
    };
    let trees = Trees {
        base: sides.base,
        head: sides.head,
        base_name: sides.base_name.to_owned(),
        head_name: sides.head_name.to_owned(),
        policies: judge,
        accepts,
        proposes: sides.proposes,
    };
    let texts = std::mem::take(sources);
    let mut report = compare::compare(trees, &settings, texts, softened, args.all, progress);
    report
        .warnings
        .extend(accepted.into_iter().map(|finding| Notice {
            message: format!("accepted by `--accept-governance`: {}", finding.message),
            place: Some((finding.primary.file, finding.primary.span)),
        }));
    Ok(report)
}

/// The report of a change that touches nothing that is judged.
fn untouched(
    sides: &Sides<'_>,
    judge: &dyn Host,
    settings: &Settings,
    changed: &[PathBuf],
) -> Report {
    let as_of = settings.as_of.clone().unwrap_or_else(|| judge.today());
    let names = (sides.base_name.to_owned(), sides.head_name.to_owned());
    let outside = match settings.touched {
        Some(_) => lint::in_no_tenant(sides.head, settings, changed),
        None => Vec::new(),
    };
    Report {
        notices: outside,
        ..compare::untouched(names.0, names.1, settings, as_of)
    }
}

/// What the change would loosen in its own judge.
fn softened(
    sides: &Sides<'_>,
    settings: &Settings,
    accepts: bool,
    flags: &Flags<'_>,
    sources: &mut SourceMap,
) -> Result<Vec<Finding>, Vec<Failure>> {
    let other = if accepts { sides.base } else { sides.head };
    // Base settings that are not understood are nothing to go back to.
    let resolved = match resolve(other, flags, sources) {
        Ok(resolved) => resolved,
        Err(_) if accepts => return Ok(Vec::new()),
        Err(failures) => return Err(failures),
    };
    let (base, head) = match accepts {
        true => (&resolved.settings, settings),
        false => (settings, &resolved.settings),
    };
    let mut found: Vec<Finding> = Vec::new();
    let mut texts: BTreeMap<PathBuf, ConfigText> = BTreeMap::new();
    for loosened in loosen::loosened(base, head) {
        let config = loosened.config.as_ref();
        let config = config.or(head.config.as_ref()).or(base.config.as_ref());
        let place = loosened.place.or_else(|| {
            let text = texts.entry(config?.clone()).or_insert_with_key(|path| {
                let file = texts_of(sides, path, sources);
                ConfigText::of(file, sources)
            });
            Some(text.place(&loosened.key))
        });
        if let Some((file, span)) = place {
            let inner = loosened.config.as_deref().map(super::settings::shown);
            let setting: Vec<String> = inner.into_iter().chain(loosened.key).collect();
            let message = format!("this change {}", loosened.what);
            let place = Place::of_span(file, span);
            found.push(compare::softening(message, place, &setting.join(".")));
        }
    }
    for path in compare::changed_policies(sides.base, sides.head, base) {
        let file = texts_of(sides, Path::new(&path), sources);
        let message = format!("this change alters the policy `{path}`");
        let place = Place::of_span(file, Span::new(0, 0));
        found.push(compare::softening(message, place, &path));
    }
    Ok(found)
}

/// The text of a file, of the head where it has one, else of the base.
fn texts_of(sides: &Sides<'_>, path: &Path, sources: &mut SourceMap) -> FileId {
    let limit = config::LIMITS.max_bytes;
    let bytes = sides
        .head
        .read(path, limit)
        .or_else(|_| sides.base.read(path, limit));
    let text = String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned();
    let name = super::settings::shown(path);
    sources.add(name, text, crate::source::Encoding::Utf8)
}

/// The folder that tells the repository: that of the first path, where it is on disk.
pub(super) fn folder(host: &dyn Host, flags: &Flags<'_>) -> PathBuf {
    let start = start(flags);
    let there = |path: &&Path| host.kind(path) == PathKind::Folder;
    let folder = start.ancestors().find(there).map(Path::to_owned);
    match folder {
        Some(folder) if folder != Path::new("") => folder,
        _ => PathBuf::from("."),
    }
}

pub(super) fn refused(why: NoSnapshot) -> Vec<Failure> {
    vec![Failure {
        id: Check::TreeUnreadable.id(),
        rule: None,
        message: why.message,
        place: None,
        labels: Vec::new(),
        help: why.help,
    }]
}
