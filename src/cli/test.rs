//! `test`: runs the tests of policies and says which failed, each with its place.

use super::args::TestArgs;
use super::console::{Stream, one_line};
use super::settings::{Flags, resolve};
use super::{Run, TROUBLE, Trouble};
use crate::jobs::test::{self, Outcome, Tested};
use crate::source::SourceMap;

pub(super) fn run(run: &mut Run<'_, '_>, args: &TestArgs) -> Result<u8, Trouble> {
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
    let tested = test::run(run.host, &resolved.settings, &args.paths);
    let failed = tested
        .outcomes
        .iter()
        .filter(|o| !o.problems.is_empty())
        .count();
    let passed = tested.outcomes.len() - failed;
    let mut text = String::new();
    for outcome in &tested.outcomes {
        if args.verbose || !outcome.problems.is_empty() {
            text.push_str(&told(&tested, outcome));
        }
    }
    text.push_str(&format!("{passed} passed, {failed} failed\n"));
    run.print(text)?;
    if !tested.failures.is_empty() {
        return run.show_failures(tested.sources, tested.failures);
    }
    if tested.outcomes.is_empty() {
        run.console
            .write(Stream::Stderr, b"error: there were no tests to run\n")?;
        return Ok(TROUBLE);
    }
    Ok(u8::from(failed > 0))
}

fn told(tested: &Tested, outcome: &Outcome) -> String {
    let word = if outcome.problems.is_empty() {
        "ok  "
    } else {
        "FAIL"
    };
    let mut text = format!("{word} {}\n", one_line(&outcome.name));
    for problem in &outcome.problems {
        let at = problem.place.map_or_else(String::new, |(file, span)| {
            let at = tested.sources.file(file).position(span.start);
            format!("{}:{}:{}: ", tested.sources.name(file), at.line, at.column)
        });
        text.push_str(&format!(
            "     {}\n",
            one_line(&format!("{at}{}", problem.message))
        ));
    }
    text
}
