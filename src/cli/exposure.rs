//! `exposure`: judges, and shows as one table what the findings say that is open to whom.

use super::access_args::ExposureArgs;
use super::check::{passing, sinks, write_all};
use super::output;
use super::progress::Bar;
use super::settings::{Resolved, resolve};
use super::suggest::help;
use super::{Run, TROUBLE, Trouble};
use crate::assess::exposure::{Asked, Unknown, table};
use crate::finding::Notice;
use crate::report::exposed::{self, ExposureReport};
use crate::source::SourceMap;

/// Words that are listed where none is near the one that was asked for.
const MOST_WORDS: usize = 10;

pub(super) fn run(
    run: &mut Run<'_, '_>,
    args: &ExposureArgs,
    outputs: &[output::Flag],
) -> Result<u8, Trouble> {
    let sinks = sinks(run, outputs)?;
    let flags = args.judge.flags();
    let mut sources = SourceMap::new();
    let Resolved { settings, .. } = match resolve(run.host, &flags, &mut sources) {
        Ok(resolved) => resolved,
        Err(failures) => return run.show_failures(sources, failures),
    };
    let bar = Bar::new(run.console.stderr_terminal && !args.page.quiet);
    let mut report = passing(run.host, &settings, sources, false, &bar);
    bar.clear();
    let asked = Asked {
        objects: args.access.object.clone(),
        principals: args.access.principal.clone(),
        categories: args.category.clone(),
    };
    let all = table(&report.findings);
    let count = all.len();
    let (rows, unknown) = asked.choose(all);
    report.warnings.extend(unknown.iter().map(in_vain));
    let exposed = ExposureReport {
        hidden: count - rows.len(),
        rows,
        report,
    };
    let code = exposed.exit_code();
    let seen = write_all(
        run,
        &sinks,
        &args.page.look(),
        &|format, style| exposed::render(&exposed, format, style),
        &|style| exposed::warnings(&exposed, style),
    )?;
    if code == TROUBLE && !seen {
        return run.show_failures(exposed.report.sources, exposed.report.failures);
    }
    Ok(code)
}

/// That a word was asked for which nothing has: a slip must not look like a good answer.
pub(super) fn in_vain(unknown: &Unknown) -> Notice {
    let Unknown { kind, word, known } = unknown;
    let listed: Vec<&str> = known.iter().map(String::as_str).collect();
    let hint = help(word, listed.iter().copied(), || match listed.len() {
        0 => "there is none at all".to_owned(),
        n => format!("there is {}", list(&listed, n)),
    });
    Notice {
        message: format!("nothing here is of the {kind} `{word}`: {hint}"),
        place: None,
    }
}

/// As many words as a line of advice should have.
fn list(words: &[&str], count: usize) -> String {
    let shown = words.iter().take(MOST_WORDS).copied();
    let shown = shown.collect::<Vec<_>>().join(", ");
    match count.saturating_sub(MOST_WORDS) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
