//! `exposure`: judges, and shows as one table what the findings say that is open to whom.

use super::args::{ExposureArgs, OutputArgs};
use super::check::{for_people, sinks, style, write};
use super::output;
use super::progress::Bar;
use super::settings::{Flags, Resolved, resolve};
use super::{Run, TROUBLE, Trouble};
use crate::assess::exposure::{Asked, table};
use crate::lint;
use crate::report::exposed::{self, ExposureReport};
use crate::source::SourceMap;

pub(super) fn run(
    run: &mut Run<'_, '_>,
    args: &ExposureArgs,
    outputs: &[output::Flag],
) -> Result<u8, Trouble> {
    let sinks = sinks(run, outputs)?;
    let flags = Flags {
        input: Some(&args.input),
        policies: Some(&args.policies),
        selection: Some(&args.selection),
        configuration: Some(&args.configuration),
        threads: args.threads,
        ..Flags::default()
    };
    let mut sources = SourceMap::new();
    let Resolved { settings, .. } = match resolve(run.host, &flags, &mut sources) {
        Ok(resolved) => resolved,
        Err(failures) => return run.show_failures(sources, failures),
    };
    let bar = Bar::new(run.console.stderr_terminal && !args.quiet);
    let report = lint::judge(run.host, &settings, sources, &bar).report;
    bar.clear();
    let asked = Asked {
        objects: args.object.clone(),
        principals: args.principal.clone(),
        categories: args.category.clone(),
    };
    let all = table(&report.findings, &Asked::default()).len();
    let rows = table(&report.findings, &asked);
    let exposed = ExposureReport {
        hidden: all - rows.len(),
        rows,
        report,
    };
    let look = OutputArgs {
        verbose: args.verbose,
        quiet: args.quiet,
        width: args.width,
        ..OutputArgs::default()
    };
    for sink in &sinks {
        let style = style(run, &look, &sink.target);
        let text = exposed::render(&exposed, sink.format, &style);
        write(run, &sink.target, &text)?;
    }
    let code = exposed.exit_code();
    if code == TROUBLE && !sinks.iter().any(for_people) {
        return run.show_failures(exposed.report.sources, exposed.report.failures);
    }
    Ok(code)
}
