//! `check`: settings, run, report, exit code.

use std::path::Path;

use super::args::{CheckArgs, OutputArgs, When};
use super::change;
use super::console::{Look, Stream};
use super::output::{self, Sink, Target};
use super::progress::Bar;
use super::settings::{Flags, Resolved, resolve, shown};
use super::{Run, TROUBLE, Trouble, fix};
use crate::check::Check;
use crate::finding::{Failure, Finding};
use crate::host::{Host, Once, PathKind};
use crate::jobs::fix::propose_for;
use crate::lint::{self, Progress, Settings};
use crate::report::{self, Format, Report, Style, Thresholds};
use crate::source::{SourceMap, Texts};
use crate::tenant::Tenant;

pub(super) fn run(
    run: &mut Run<'_, '_>,
    args: &CheckArgs,
    outputs: &[output::Flag],
) -> Result<u8, Trouble> {
    let sinks = sinks(run, outputs)?;
    let flags = Flags {
        input: Some(&args.input),
        policies: Some(&args.policies),
        selection: Some(&args.selection),
        verdict: Some(&args.verdict),
        configuration: Some(&args.configuration),
        threads: args.threads,
        assess: Some(&args.assess),
        ..Flags::default()
    };
    if (args.change.all || args.change.accept_governance) && !args.change.compares() {
        let needs = "`--all` and `--accept-governance` go with `--since` or `--staged`";
        return Err(Trouble::Usage(needs.to_owned()));
    }
    if args.mend.any() {
        return fix::check(run, args, &flags, &sinks, outputs);
    }
    if args.mend.dry() || args.mend.unsafe_fixes {
        let needs = "`--dry-run` and `--unsafe-fixes` go with `--fix`, `--fix-only` or `--diff`";
        return Err(Trouble::Usage(needs.to_owned()));
    }
    let mut sources = SourceMap::new();
    let proposes = proposes(&sinks);
    let report = if args.change.asks_git() {
        let bar = Bar::new(run.console.stderr_terminal && !args.output.quiet);
        let report = change::judged(run.host, &args.change, &flags, proposes, &mut sources, &bar);
        bar.clear();
        report.unwrap_or_else(|failures| refused(run, args, sources, failures))
    } else {
        let host = Once::new(run.host);
        match resolve(&host, &flags, &mut sources) {
            Err(failures) => refused(run, args, sources, failures),
            Ok(resolved) => judged(run, &host, args, proposes, sources, resolved),
        }
    };
    told(run, args, &sinks, report)
}

/// Writes a report in the formats that are asked for, and gives its exit code.
pub(super) fn told(
    run: &mut Run<'_, '_>,
    args: &CheckArgs,
    sinks: &[Sink],
    report: Report,
) -> Result<u8, Trouble> {
    let code = report::exit_code(&report);
    let seen = write_all(
        run,
        sinks,
        &args.output,
        &|format, style| report::render(&report, format, style),
        // What keeps a report from being whole is shown below.
        &|style| {
            let mended = report.mended.as_ref();
            mended.map_or_else(String::new, |m| report::account(&report, m, style))
        },
    )?;
    if code == TROUBLE && !seen {
        show_failures(run, report)?;
    }
    Ok(code)
}

/// The formats that are asked for, each with where it is written, which is no folder.
pub(super) fn sinks(run: &Run<'_, '_>, outputs: &[output::Flag]) -> Result<Vec<Sink>, Trouble> {
    let sinks = output::pair(outputs.iter().cloned()).map_err(Trouble::Usage)?;
    let folder = sinks.iter().find_map(|sink| match &sink.target {
        Target::File(path) if run.host.kind(path) == PathKind::Folder => Some(shown(path)),
        _ => None,
    });
    match folder {
        Some(folder) => Err(Trouble::Usage(format!("`--output {folder}` is a folder"))),
        None => Ok(sinks),
    }
}

/// Writes something in each format to where it goes; what only people need to be told goes to
/// standard error where no format is for them. Gives whether one was.
pub(super) fn write_all(
    run: &mut Run<'_, '_>,
    sinks: &[Sink],
    look: &OutputArgs,
    render: &dyn Fn(Format, &Style) -> String,
    warnings: &dyn Fn(&Style) -> String,
) -> Result<bool, Trouble> {
    for sink in sinks {
        let style = style(run, look, &sink.target);
        write(run, &sink.target, &render(sink.format, &style))?;
    }
    let seen = sinks.iter().any(for_people);
    if !seen {
        let words = warnings(&style(run, look, &Target::Stdout));
        run.console.write(Stream::Stderr, words.as_bytes())?;
    }
    Ok(seen)
}

/// A report of a run whose settings are not understood: nothing is judged by a guess.
pub(super) fn refused(
    run: &Run<'_, '_>,
    args: &CheckArgs,
    sources: SourceMap,
    failures: Vec<Failure>,
) -> Report {
    let as_of = args.policies.as_of.clone();
    Report {
        sources,
        as_of: as_of.unwrap_or_else(|| run.host.today()),
        thresholds: Thresholds::USUAL,
        rules: own_checks(&failures),
        failures,
        ..Report::default()
    }
}

/// What a reader needs to know of the checks that failed.
fn own_checks(failures: &[Failure]) -> Vec<report::RuleInfo> {
    let failed = |check: &&Check| failures.iter().any(|f| f.id == check.id());
    let checks = Check::ALL.iter().filter(failed);
    checks.copied().map(lint::check_info).collect()
}

/// Whether some format shows what fixes do to the texts.
pub(super) fn proposes(sinks: &[Sink]) -> bool {
    sinks.iter().any(|sink| sink.format.shows_texts_of_fixes())
}

fn judged(
    run: &Run<'_, '_>,
    host: &dyn Host,
    args: &CheckArgs,
    proposes: bool,
    sources: SourceMap,
    resolved: Resolved,
) -> Report {
    let Resolved { settings, .. } = resolved;
    let bar = Bar::new(run.console.stderr_terminal && !args.output.quiet);
    let report = passing(host, &settings, sources, proposes, &bar);
    bar.clear();
    report
}

/// Judges tenants that nobody asks for afterwards, at the end of the process.
pub(super) fn passing(
    host: &dyn Host,
    settings: &Settings,
    sources: SourceMap,
    proposes: bool,
    progress: &dyn Progress,
) -> Report {
    let mend = |findings: &mut [&mut Finding], tenants: &[Tenant], texts: Texts<'_>| {
        propose_for(findings, tenants, texts, settings);
    };
    let mend = proposes.then_some(&mend as &lint::Mend<'_>);
    let (report, spent) = lint::pass(host, settings, sources, mend, progress);
    // Its memory goes as a whole.
    std::mem::forget(spent);
    report
}

/// Writes a text where it belongs.
pub(super) fn write(run: &mut Run<'_, '_>, target: &Target, text: &str) -> Result<(), Trouble> {
    match target {
        Target::Stdout => run.print(text),
        Target::File(path) => write_file(run, path, text.as_bytes()),
    }
}

fn write_file(run: &Run<'_, '_>, path: &Path, bytes: &[u8]) -> Result<(), Trouble> {
    run.host.write(path, bytes).map_err(|reason| {
        let message = format!("{}: {reason}", shown(path));
        Trouble::Write(std::io::Error::other(message))
    })
}

/// Files have colours only where the flag asks for them, and never hyperlinks.
pub(super) fn style(run: &Run<'_, '_>, args: &OutputArgs, target: &Target) -> Style {
    let look = match target {
        Target::Stdout => run.look(Stream::Stdout),
        Target::File(_) => Look {
            color: run.color == When::Always,
            terminal: false,
            width: None,
        },
    };
    Style {
        color: look.color,
        unicode: !args.ascii,
        width: args.width.or(look.width).unwrap_or(0),
        hyperlinks: look.terminal && look.color,
        verbose: args.verbose,
        quiet: args.quiet,
        statistics: args.statistics,
    }
}

/// Whether a person sees the output.
pub(super) fn for_people(sink: &Sink) -> bool {
    sink.target == Target::Stdout && sink.format.is_for_people()
}

/// Where no format for people shows why exit code 2 came, standard error does.
pub(super) fn show_failures(run: &mut Run<'_, '_>, report: Report) -> Result<(), Trouble> {
    let report = Report {
        findings: Vec::new(),
        notices: Vec::new(),
        warnings: Vec::new(),
        comparison: None,
        ..report
    };
    run.show_on_stderr(&report)
}
