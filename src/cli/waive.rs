//! `waive`: writes a waiver for one finding that a run has given.

use std::path::Path;

use super::args::{AssessArgs, WaiveArgs};
use super::console::{Stream, one_line};
use super::settings::{Flags, Resolved, resolve, shown, text_of};
use super::{Run, Trouble, config, named};
use crate::assess::insert::{Change, Listing, Unfit};
use crate::assess::waiver::Written;
use crate::assess::{date, waiver};
use crate::finding::{Failure, Finding, Status};
use crate::host::PathKind;
use crate::lint::{self, Settings};
use crate::report::Report;
use crate::source::{Encoding, SourceMap, Span};

/// The key of the list.
const KEY: &str = "waivers";

/// What a new file begins with.
const HEAD: &str = "\
# Findings that somebody answers for, each until a day. `tenantlint waive` adds one; change and remove
# them as you like.
";

pub(super) fn run(run: &mut Run<'_, '_>, args: &WaiveArgs) -> Result<u8, Trouble> {
    let assess = AssessArgs {
        may_lack: true,
        ..AssessArgs::default()
    };
    let flags = Flags {
        input: Some(&args.input),
        policies: Some(&args.policies),
        configuration: Some(&args.configuration),
        assess: Some(&assess),
        ..Flags::default()
    };
    let mut sources = SourceMap::new();
    let Resolved { settings, .. } = match resolve(run.host, &flags, &mut sources) {
        Ok(resolved) => resolved,
        Err(failures) => return run.show_failures(sources, failures),
    };
    let report = lint::run(run.host, &settings, sources, &lint::Silent);
    check_until(&args.until, &report.as_of, &settings).map_err(Trouble::Usage)?;
    let finding = match chosen(&report, &args.fingerprint) {
        Ok(finding) => finding,
        // What could not be judged may be what is looked for.
        Err(_) if !report.failures.is_empty() => {
            run.show_on_stderr(&Report {
                findings: Vec::new(),
                ..report
            })?;
            return Ok(super::TROUBLE);
        }
        Err(message) => return Err(Trouble::Usage(message)),
    };
    let lines = waiver::lines_for(finding, &args.reason, &args.owner, &args.until);
    let path = args.file.as_deref().unwrap_or(&settings.waivers_file);
    let text = match with_entry(run, path, finding, &lines)? {
        Ok(text) => text,
        Err((sources, failures)) => return run.show_failures(sources, failures),
    };
    let done = match args.dry_run {
        true => "would write to",
        false => "wrote to",
    };
    if !args.dry_run {
        let written = run.host.write(path, text.as_bytes());
        written.map_err(|reason| {
            Trouble::Write(std::io::Error::other(format!("{}: {reason}", shown(path))))
        })?;
    }
    let mut said = format!("{done} {}:\n", one_line(&shown(path)));
    for line in lines.lines() {
        said.push_str(&format!("  {}\n", one_line(line)));
    }
    run.print(said)?;
    if path != settings.waivers_file {
        let note = format!(
            "`check` reads this file only where the configuration names it: `waivers-file: {}`\n",
            one_line(&shown(path))
        );
        run.console.write(Stream::Stderr, note.as_bytes())?;
    }
    Ok(0)
}

/// A day that is not over, and not further away than a waiver may last.
fn check_until(until: &str, as_of: &str, settings: &Settings) -> Result<(), String> {
    let today = date::day(as_of).ok_or_else(|| format!("`{as_of}` is no date"))?;
    let latest = waiver::latest(today, settings.max_waiver_days);
    if until < as_of {
        return Err(format!(
            "`--until {until}` is over; write a day from {as_of} to {latest}"
        ));
    }
    if until > latest.as_str() {
        return Err(format!(
            "`--until {until}` is too far away: a waiver lasts for at most {} days, until {latest}",
            settings.max_waiver_days
        ));
    }
    Ok(())
}

/// The one finding that can be waived whose fingerprint begins so.
fn chosen<'r>(report: &'r Report, digits: &str) -> Result<&'r Finding, String> {
    let finding = named::one(report, digits)?;
    if finding.rule.starts_with(waiver::OWN_PREFIX) {
        return Err(format!(
            "{} is about a waiver, and cannot be waived",
            finding.rule
        ));
    }
    match &finding.status {
        Status::Waived(by) => Err(format!(
            "it is waived already, until {} by {}: {}",
            by.until,
            one_line(&by.owner),
            one_line(&by.reason)
        )),
        Status::Exempted(_) => Err("its policy exempts the input from it already".to_owned()),
        Status::Open | Status::Baselined => Ok(finding),
    }
}

/// Why a file is not written, with the texts that this points into.
type Refused = (SourceMap, Vec<Failure>);

/// The text of a file of waivers with an entry more.
fn with_entry(
    run: &Run<'_, '_>,
    path: &Path,
    finding: &Finding,
    lines: &str,
) -> Result<Result<String, Refused>, Trouble> {
    let name = shown(path);
    let text = match run.host.kind(path) {
        PathKind::Missing => String::new(),
        PathKind::Folder => return Err(Trouble::Usage(format!("`{name}` is a folder"))),
        PathKind::File => text_of(run.host, path, config::LONG.max_bytes)
            .map_err(|reason| Trouble::Usage(format!("`{name}` cannot be read: {reason}")))?,
    };
    let read = |text: &str| -> Result<Vec<Written>, Refused> {
        let mut sources = SourceMap::new();
        let waivers = config::parse_waivers(&name, text, &mut sources);
        waivers.map_err(|failures| (sources, failures))
    };
    let before = match read(&text) {
        Ok(waivers) => waivers,
        Err(refused) => return Ok(Err(refused)),
    };
    let listing = match Listing::of(&text, KEY, HEAD, &config::LONG) {
        Ok(listing) => listing,
        Err(unfit) => return Ok(Err(no_place(&name, &text, unfit))),
    };
    let fingerprint = finding.fingerprint.as_str();
    let after = listing.apply(&[Change::Add { fingerprint, lines }]);
    // What is written is read again first: a list that people write may be of any form.
    match read(&after) {
        Ok(waivers) if waivers.len() == before.len() + 1 => Ok(Ok(after)),
        Ok(_) | Err(_) => {
            let unfit = Unfit {
                span: Span::default(),
                why: "an entry more would change what else it says",
            };
            Ok(Err(no_place(&name, &text, unfit)))
        }
    }
}

fn no_place(name: &str, text: &str, unfit: Unfit) -> Refused {
    let mut sources = SourceMap::new();
    let file = sources.add(name, text, Encoding::Utf8);
    let message = format!("nothing can be added to `{name}`: {}", unfit.why);
    let help = format!("write `{KEY}:` on a line of its own, and each entry below it behind a `-`");
    let failure = config::failure((file, unfit.span), message, help);
    (sources, vec![failure])
}
