//! `history` and `notice`: what was open when, by the commits of a repository.

use std::path::{Path, PathBuf};

use super::access_args::{HistoryArgs, NoticeArgs, PastArgs};
use super::args::OutputArgs;
use super::change::{folder, refused};
use super::check::{sinks, style, write, write_all};
use super::console::Stream;
use super::exposure::in_vain;
use super::output::{self, Target};
use super::progress::Bar;
use super::settings::{Resolved, resolve, shown};
use super::{Run, Trouble};
use crate::finding::{Failure, Notice};
use crate::host::{Host, NoSnapshot, PathKind, State};
use crate::jobs::history::{self, Asked};
use crate::jobs::store::Store;
use crate::lint::{Progress, Replay, rule_info};
use crate::report::past::{self, PastReport};
use crate::report::{Report, RuleInfo};
use crate::source::SourceMap;

pub(super) fn run(
    run: &mut Run<'_, '_>,
    args: &HistoryArgs,
    outputs: &[output::Flag],
) -> Result<u8, Trouble> {
    let sinks = sinks(run, outputs)?;
    refuse_stdin(&args.past)?;
    let bar = Bar::new(run.console.stderr_terminal && !args.page.quiet);
    let asked = past::Asked {
        rules: args.rule.clone(),
        open: args.open,
        ..asked(&args.past)
    };
    let told = tell(run.host, &args.past, &asked, &bar);
    bar.clear();
    let told = match told {
        Ok(told) => told,
        Err((sources, failures)) => return run.show_failures(sources, failures),
    };
    write_all(
        run,
        &sinks,
        &args.page.look(),
        &|format, style| past::render(&told, format, style),
        &|style| past::warnings(&told, style),
    )?;
    Ok(told.exit_code())
}

pub(super) fn notice(run: &mut Run<'_, '_>, args: &NoticeArgs) -> Result<u8, Trouble> {
    refuse_stdin(&args.past)?;
    let bar = Bar::new(run.console.stderr_terminal && !args.quiet);
    let told = tell(run.host, &args.past, &asked(&args.past), &bar);
    bar.clear();
    let told = match told {
        Ok(told) => told,
        Err((sources, failures)) => return run.show_failures(sources, failures),
    };
    match past::write_notice(&told, &args.past.access.principal) {
        Some(draft) => match args.output.as_ref().filter(|path| *path != Path::new("-")) {
            Some(path) => write(run, &Target::File(path.clone()), &draft)?,
            None => run.print(draft)?,
        },
        None => {
            let words =
                "nothing to tell: nobody from outside could reach anything that is asked for\n";
            run.console.write(Stream::Stderr, words.as_bytes())?;
        }
    }
    let words = past::warnings(&told, &style(run, &OutputArgs::default(), &Target::Stdout));
    run.console.write(Stream::Stderr, words.as_bytes())?;
    Ok(told.exit_code())
}

fn refuse_stdin(args: &PastArgs) -> Result<(), Trouble> {
    match args
        .judge
        .input
        .paths
        .iter()
        .any(|path| path == Path::new("-"))
    {
        true => Err(Trouble::Usage(
            "standard input has no history: name files or folders of a repository".to_owned(),
        )),
        false => Ok(()),
    }
}

fn asked(args: &PastArgs) -> past::Asked {
    past::Asked {
        on: args.on.clone(),
        objects: args.access.object.clone(),
        principals: args.access.principal.clone(),
        ..past::Asked::default()
    }
}

/// Judges the history that the arguments name.
///
/// # Errors
/// What keeps it from being told at all; places point into the sources.
fn tell(
    host: &dyn Host,
    args: &PastArgs,
    asked: &past::Asked,
    progress: &dyn Progress,
) -> Result<PastReport, (SourceMap, Vec<Failure>)> {
    let flags = args.judge.flags();
    let nothing = |why| (SourceMap::new(), refused(why));
    let repository = host.repository(&folder(host, &flags)).map_err(nothing)?;
    let tip = State::Commit(&args.rev);
    let snapshot = repository.snapshot(tip).map_err(nothing)?;
    let mut sources = SourceMap::new();
    // All states are judged by what the tip says.
    let Resolved { settings, .. } = match resolve(&*snapshot.host, &flags, &mut sources) {
        Ok(resolved) => resolved,
        Err(failures) => return Err((sources, failures)),
    };
    let replay = Replay::new(&*snapshot.host, &settings, sources)?;
    let rules: Vec<RuleInfo> = replay.rules().rules.iter().map(rule_info).collect();
    let mut store = Store::new(host, kept_in(host, args));
    let history = Asked {
        tip,
        first_parent: args.first_parent,
        as_of: settings.as_of.clone(),
        today: host.today(),
    };
    let chronicle = history::run(&*repository, replay, &mut store, &history, progress);
    let chronicle = chronicle.map_err(nothing)?;
    if chronicle.is_empty() {
        let named = settings.paths.iter().map(|path| shown(path));
        let why = NoSnapshot {
            message: format!(
                "no commit of this history holds anything to judge in {}",
                named.collect::<Vec<_>>().join(", ")
            ),
            help: "Name a file or folder that is or was in the repository; `tenantlint config` lists what is judged today.".to_owned(),
        };
        return Err(nothing(why));
    }
    let report = Report {
        rules,
        ..Report::default()
    };
    let (mut told, unknown) = PastReport::new(chronicle, report, asked);
    told.report.warnings.extend(unknown.iter().map(in_vain));
    let is_gone = |path: &&PathBuf| {
        let missing = snapshot.host.kind(path) == PathKind::Missing;
        missing && !path.to_string_lossy().contains(['*', '?', '[', '{'])
    };
    let gone = settings.paths.iter().filter(is_gone).map(|path| Notice {
        message: format!(
            "`{}` is not in {}: only what it held before is told",
            shown(path),
            snapshot.name
        ),
        place: None,
    });
    told.report.warnings.extend(gone);
    Ok(told)
}

/// The folder that keeps what was judged.
fn kept_in(host: &dyn Host, args: &PastArgs) -> Option<PathBuf> {
    if args.no_cache {
        return None;
    }
    let named = args.cache_dir.clone();
    named.or_else(|| {
        let absolute = |name: &str| {
            let path = PathBuf::from(host.env(name)?);
            path.is_absolute().then_some(path)
        };
        let caches =
            absolute("XDG_CACHE_HOME").or_else(|| Some(absolute("HOME")?.join(".cache")))?;
        Some(caches.join("tenantlint").join("history"))
    })
}
