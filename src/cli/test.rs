//! `test`: runs the tests of policies and says which failed, each with its place.

use super::args::{OutputArgs, TestArgs};
use super::check::{for_people, sinks, style, write};
use super::console::Stream;
use super::output;
use super::settings::{Flags, resolve};
use super::{Run, TROUBLE, Trouble};
use crate::jobs::test::{self, Asked};
use crate::report::tested;
use crate::source::SourceMap;

pub(super) fn run(
    run: &mut Run<'_, '_>,
    args: &TestArgs,
    outputs: &[output::Flag],
) -> Result<u8, Trouble> {
    let sinks = sinks(run, outputs)?;
    let flags = Flags {
        configuration: Some(&args.configuration),
        threads: args.threads,
        ..Flags::default()
    };
    let mut sources = SourceMap::new();
    let resolved = match resolve(run.host, &flags, &mut sources) {
        Ok(resolved) => resolved,
        Err(failures) => return run.show_failures(sources, failures),
    };
    let asked = Asked {
        folders: &args.paths,
        filter: args.run.clone(),
        coverage: args.coverage,
        min_coverage: args.min_coverage,
    };
    let report = test::run(run.host, &resolved.settings, &asked);
    let look = OutputArgs {
        verbose: args.verbose,
        ..OutputArgs::default()
    };
    for sink in &sinks {
        let style = style(run, &look, &sink.target);
        let text = tested::render(&report, sink.format, &style);
        write(run, &sink.target, &text)?;
    }
    if report.cases.is_empty() && report.report.failures.is_empty() {
        let words = match &args.run {
            Some(_) => {
                "error: no test has a name that `--run` matches; `--verbose` without it shows the names\n"
            }
            None => "error: there were no tests to run\n",
        };
        run.console.write(Stream::Stderr, words.as_bytes())?;
    }
    let code = report.exit_code();
    if code == TROUBLE && !sinks.iter().any(for_people) {
        return run.show_failures(report.report.sources, report.report.failures);
    }
    Ok(code)
}
