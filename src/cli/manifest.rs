//! `manifest`: what to retrieve before the first run, or for what a run could not judge.

use super::args::ManifestArgs;
use super::console::Stream;
use super::settings::{Flags, Resolved, resolve};
use super::show::chosen;
use super::{Run, Trouble};
use crate::jobs::manifest;
use crate::lint::{self, Settings};
use crate::source::SourceMap;

pub(super) fn run(run: &mut Run<'_, '_>, args: &ManifestArgs) -> Result<u8, Trouble> {
    let flags = Flags {
        input: Some(&args.input),
        policies: Some(&args.policies),
        selection: Some(&args.selection),
        configuration: Some(&args.configuration),
        ..Flags::default()
    };
    let mut sources = SourceMap::new();
    let Resolved { settings, .. } = match resolve(run.host, &flags, &mut sources) {
        Ok(resolved) => resolved,
        Err(failures) => return run.show_failures(sources, failures),
    };
    let (rules, failures) = lint::select_rules(run.host, &settings, &mut sources);
    if !failures.is_empty() {
        return run.show_failures(sources, failures);
    }
    if !args.input.paths.is_empty() {
        return of_gaps(run, args, &settings, &rules);
    }
    let manifests = manifest::of_rules(&rules);
    match &manifests[..] {
        [] => Err(Trouble::Usage("no rule is selected".to_owned())),
        all => {
            let texts: Vec<&str> = all.iter().map(|(_, text)| &**text).collect();
            run.print(texts.concat()).map(|()| 0)
        }
    }
}

fn of_gaps(
    run: &mut Run<'_, '_>,
    args: &ManifestArgs,
    settings: &Settings,
    rules: &crate::rule::RuleSet,
) -> Result<u8, Trouble> {
    let mut judged = lint::judge(run.host, settings, SourceMap::new(), &lint::Silent);
    let failures = std::mem::take(&mut judged.report.failures);
    if !failures.is_empty() {
        let sources = std::mem::take(&mut judged.report.sources);
        return run.show_failures(sources, failures);
    }
    let tenant = chosen(&judged.tenants, args.tenant.as_deref()).map_err(Trouble::Usage)?;
    match manifest::of_gaps(rules, &judged, tenant) {
        Some(text) => run.print(text).map(|()| 0),
        None => {
            let said = b"nothing is missing: the rules could judge all that they read\n";
            run.console.write(Stream::Stderr, said)?;
            Ok(0)
        }
    }
}
