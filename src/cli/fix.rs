//! `fix`, and `check` with `--fix`, `--fix-only` or `--diff`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::args::{AssessArgs, CheckArgs, InputArgs, OutputArgs};
use super::check;
use super::console::{Stream, one_line};
use super::fix_args::FixArgs;
use super::named;
use super::output::{Flag, Sink, Target};
use super::progress::Bar;
use super::settings::{Flags, resolve, shown};
use super::{Run, TROUBLE, Trouble};
use crate::finding::{Failure, count};
use crate::host::{Host, PathKind};
use crate::jobs::fix::{self, Asked, Mended};
use crate::report::{self, Difference, Report, Style};
use crate::source::SourceMap;
use crate::tenant;

/// The fewest digits by which a finding is named.
const FEWEST_DIGITS: usize = 8;

/// `check` that fixes first.
pub(super) fn check(
    run: &mut Run<'_, '_>,
    args: &CheckArgs,
    flags: &Flags<'_>,
    sinks: &[Sink],
    outputs: &[Flag],
) -> Result<u8, Trouble> {
    let mend = &args.mend;
    if args.change.asks_git() {
        let what =
            "fixes are made in files on the disk: leave out `--staged`, `--rev` and `--since`";
        return Err(Trouble::Usage(what.to_owned()));
    }
    if args.input.paths.iter().any(|path| path == Path::new("-")) {
        let what = "fixes are made in files on the disk, and `-` is none";
        return Err(Trouble::Usage(what.to_owned()));
    }
    let reports = !mend.dry() && !mend.fix_only;
    if !reports && !outputs.is_empty() {
        let what = "`--format` and `--output` are for the report, which is not written here";
        return Err(Trouble::Usage(what.to_owned()));
    }
    let asked = Asked {
        unsafe_too: mend.unsafe_fixes,
        proposes: reports && check::proposes(sinks),
        choose: &|_| Ok(None),
    };
    let mended = match mended(run, flags, &asked, !args.output.quiet) {
        Ok(mended) => mended,
        Err(Stopped::Trouble(trouble)) => return Err(trouble),
        Err(Stopped::Settings(sources, failures)) if reports => {
            let report = check::refused(run, args, sources, failures);
            return check::told(run, args, sinks, report);
        }
        Err(Stopped::Settings(sources, failures)) => return run.show_failures(sources, failures),
    };
    let style = check::style(run, &args.output, &Target::Stdout);
    if !mend.dry() {
        write(run, &mended)?;
    }
    if reports {
        let report = with_account(mended, false);
        return check::told(run, args, sinks, report);
    }
    let changes = mended.applied.len();
    let report = show(run, mended, &style, mend.dry(), mend.dry())?;
    code(run, report, mend.dry() && changes > 0)
}

pub(super) fn run(run: &mut Run<'_, '_>, args: &FixArgs) -> Result<u8, Trouble> {
    let (digits, paths) = sorted(run.host, &args.what);
    let input = InputArgs {
        paths,
        stdin_filename: None,
        about: args.about.clone(),
    };
    if input.paths.iter().any(|path| path == Path::new("-")) {
        let what = "fixes are made in files on the disk, and `-` is none";
        return Err(Trouble::Usage(what.to_owned()));
    }
    let assess = AssessArgs::default();
    let flags = Flags {
        input: Some(&input),
        policies: Some(&args.policies),
        selection: Some(&args.selection),
        configuration: Some(&args.configuration),
        assess: Some(&assess),
        ..Flags::default()
    };
    let choose = |report: &Report| {
        let named = digits.iter().map(|digits| {
            let finding = named::one(report, digits)?;
            Ok(finding.fingerprint.as_str().to_owned())
        });
        let named: Result<BTreeSet<String>, String> = named.collect();
        named.map(|named| Some(named).filter(|named| !named.is_empty()))
    };
    let asked = Asked {
        unsafe_too: args.unsafe_fixes,
        proposes: false,
        choose: &choose,
    };
    let mended = match mended(run, &flags, &asked, true) {
        Ok(mended) => mended,
        Err(Stopped::Trouble(trouble)) => return Err(trouble),
        Err(Stopped::Settings(sources, failures)) => return run.show_failures(sources, failures),
    };
    let package = match &args.package {
        Some(folder) => packaged(run.host, folder, &mended).map_err(Trouble::Usage)?,
        None => Vec::new(),
    };
    if !args.dry_run {
        write(run, &mended)?;
        for (path, text) in &package {
            let written = run.host.write(path, text.as_bytes());
            written.map_err(|why| {
                Trouble::Write(std::io::Error::other(format!("{}: {why}", shown(path))))
            })?;
        }
    }
    let style = check::style(run, &OutputArgs::default(), &Target::Stdout);
    let is_done = |digits: &String| {
        let mut applied = mended.applied.iter();
        applied.any(|fix| fix.fingerprint.starts_with(digits.as_str()))
    };
    let left: Vec<String> = digits.iter().filter(|d| !is_done(d)).cloned().collect();
    let without = unfixable(&mended, &left);
    let style = Style {
        // What waits to be asked for is told where it was named.
        verbose: !left.is_empty(),
        ..style
    };
    let report = show(run, mended, &style, args.dry_run, true)?;
    for message in without {
        run.console.write(Stream::Stderr, message.as_bytes())?;
    }
    if let (Some(folder), false) = (&args.package, package.is_empty()) {
        let done = if args.dry_run { "would write" } else { "wrote" };
        let files = count(package.len(), "file");
        let folder = shown(folder);
        let folder = one_line(&folder);
        let message = format!("{done} {files} to deploy to {folder}\n");
        run.console.write(Stream::Stderr, message.as_bytes())?;
    }
    code(run, report, !left.is_empty())
}

/// The exit code, and why it is 2.
fn code(run: &mut Run<'_, '_>, report: Report, bad: bool) -> Result<u8, Trouble> {
    if report.failures.is_empty() {
        return Ok(u8::from(bad));
    }
    check::show_failures(run, report)?;
    Ok(TROUBLE)
}

/// The files that deploy what was changed, with their paths.
///
/// # Errors
/// That the folder holds something, or why a change cannot be deployed.
fn packaged(
    host: &dyn Host,
    folder: &Path,
    mended: &Mended,
) -> Result<Vec<(PathBuf, String)>, String> {
    if host.kind(folder) != PathKind::Missing {
        let name = one_line(&shown(folder)).into_owned();
        return Err(format!(
            "`--package {name}` is there already: name a new folder"
        ));
    }
    let mut files = Vec::new();
    for (tenant, changed) in &mended.changed {
        let own = match mended.changed.len() {
            1 => folder.to_owned(),
            _ => folder.join(tenant::file_name(&tenant.name)),
        };
        let platform = tenant.platform.ok_or_else(|| {
            format!(
                "`{}` is a file of no platform, which nothing deploys",
                tenant.name
            )
        })?;
        let package = platform.package(tenant, changed).map_err(|why| {
            format!(
                "no package for tenant `{}`, and nothing was written: {why}",
                tenant.name
            )
        })?;
        files.extend(
            package
                .into_iter()
                .map(|file| (own.join(&file.path), file.text)),
        );
    }
    Ok(files)
}

/// What names findings and what names files: hexadecimal digits are a fingerprint unless a file has
/// their name.
fn sorted(host: &dyn Host, what: &[PathBuf]) -> (Vec<String>, Vec<PathBuf>) {
    let mut digits = Vec::new();
    let mut paths = Vec::new();
    for path in what {
        let text = path.to_string_lossy().to_ascii_lowercase();
        let is_hex = text.bytes().all(|b| b.is_ascii_hexdigit());
        let fits = (FEWEST_DIGITS..=64).contains(&text.len());
        if is_hex && fits && host.kind(path) == PathKind::Missing {
            digits.push(text);
        } else {
            paths.push(path.clone());
        }
    }
    (digits, paths)
}

/// Of findings that were named and stay, those for which nothing else says why.
fn unfixable(mended: &Mended, digits: &[String]) -> Vec<String> {
    let told = mended.refused.iter().chain(&mended.offered);
    let told: Vec<&str> = told.map(|fix| fix.fingerprint.as_str()).collect();
    let silent = digits
        .iter()
        .filter(|d| !told.iter().any(|t| t.starts_with(d.as_str())));
    silent
        .map(|d| format!("{d}: its rule knows no fix; `tenantlint check` says what to do\n"))
        .collect()
}

/// Why nothing was tried.
enum Stopped {
    Trouble(Trouble),
    Settings(SourceMap, Vec<Failure>),
}

fn mended(
    run: &Run<'_, '_>,
    flags: &Flags<'_>,
    asked: &Asked<'_>,
    bar: bool,
) -> Result<Mended, Stopped> {
    let mut sources = SourceMap::new();
    let resolved = match resolve(run.host, flags, &mut sources) {
        Ok(resolved) => resolved,
        Err(failures) => return Err(Stopped::Settings(sources, failures)),
    };
    let bar = Bar::new(run.console.stderr_terminal && bar);
    let mended = fix::mend(run.host, &resolved.settings, sources, asked, &bar);
    bar.clear();
    mended.map_err(|(message, report)| match report.failures.is_empty() {
        true => Stopped::Trouble(Trouble::Usage(message)),
        // What could not be judged may be what was named.
        false => Stopped::Settings(report.sources, report.failures),
    })
}

fn write(run: &Run<'_, '_>, mended: &Mended) -> Result<(), Trouble> {
    let written = fix::write(run.host, &mended.texts);
    written.map_err(|why| Trouble::Write(std::io::Error::other(one_line(&why).into_owned())))
}

/// The report of what is left, with what was done.
fn with_account(mended: Mended, dry: bool) -> Report {
    let account = report::Mended {
        applied: mended.applied,
        refused: mended.refused,
        offered: mended.offered,
        files: mended.texts.len(),
        dry,
    };
    Report {
        mended: Some(account),
        ..mended.report
    }
}

/// Shows what was done, or would be: the differences on standard output, the account on standard
/// error.
fn show(
    run: &mut Run<'_, '_>,
    mended: Mended,
    style: &Style,
    dry: bool,
    differences: bool,
) -> Result<Report, Trouble> {
    if differences {
        let after = (&mended.report.sources, &mended.report.redactions);
        let secrets =
            |(sources, redactions), name: &str| report::secrets(sources, redactions, name);
        let all: Vec<Difference<'_>> = mended
            .texts
            .iter()
            .map(|text| Difference {
                name: &text.name,
                before: (
                    &text.before,
                    secrets((&mended.before.0, &mended.before.1), &text.name),
                ),
                after: (&text.after, secrets(after, &text.name)),
            })
            .collect();
        let diff = report::diff(&all, style);
        run.print(diff)?;
    }
    let report = with_account(mended, dry);
    if let Some(account) = &report.mended {
        let mut words = report::account(&report, account, style);
        if let Some(left) = report::left(&report).filter(|_| !style.quiet) {
            words.push_str(&format!("{left}: `tenantlint check` shows them\n"));
        }
        run.console.write(Stream::Stderr, words.as_bytes())?;
    }
    Ok(report)
}
