//! `import`: a tenant of any form, written as YAML in the canonical form.

use super::args::{AboutArgs, ImportArgs, InputArgs};
use super::console::{Stream, one_line};
use super::settings::{Flags, resolve, shown};
use super::{Run, Trouble};
use crate::jobs::import::{self, Plan};
use crate::source::SourceMap;

/// Exit code of `--check` where something would change.
const CHANGES: u8 = 1;

pub(super) fn run(run: &mut Run<'_, '_>, args: &ImportArgs) -> Result<u8, Trouble> {
    let input = InputArgs {
        paths: args.paths.clone(),
        stdin_filename: None,
        about: AboutArgs {
            platform: Some(args.platform),
            runtime: args.runtime.clone(),
        },
    };
    let flags = Flags {
        input: Some(&input),
        configuration: Some(&args.configuration),
        ..Flags::default()
    };
    let mut sources = SourceMap::new();
    let resolved = match resolve(run.host, &flags, &mut sources) {
        Ok(resolved) => resolved,
        Err(failures) => return run.show_failures(sources, failures),
    };
    let planned = import::plan(
        run.host,
        &resolved.settings,
        &mut sources,
        &args.output,
        args.layout,
    );
    let plan = match planned {
        Ok(plan) => plan,
        Err(failures) => return run.show_failures(sources, failures),
    };
    if args.check {
        let text = changes(&plan);
        run.print(text)?;
    } else {
        import::carry_out(run.host, &plan)
            .map_err(|reason| Trouble::Write(std::io::Error::other(reason)))?;
    }
    let said = summary(&plan, args);
    run.console.write(Stream::Stderr, said.as_bytes())?;
    Ok(if args.check && !plan.is_done() {
        CHANGES
    } else {
        0
    })
}

/// The files that would change, a line each.
fn changes(plan: &Plan) -> String {
    let write = plan.write.iter().map(|(path, _)| ("write ", path));
    let remove = plan.remove.iter().map(|path| ("remove", path));
    write
        .chain(remove)
        .map(|(what, path)| format!("{what} {}\n", one_line(&shown(path))))
        .collect()
}

fn summary(plan: &Plan, args: &ImportArgs) -> String {
    let mut text = String::new();
    if let Some((first, _)) = plan.left_out.first() {
        let first = one_line(first);
        text.push_str(&match plan.left_out.len() {
            1 => format!("nothing was imported from {first}"),
            n => format!("nothing was imported from {n} files, such as {first}"),
        });
        text.push_str("; `tenantlint config` says why\n");
    }
    if plan.secrets > 0 {
        let places = match plan.secrets {
            1 => "1 secret is".to_owned(),
            n => format!("{n} secrets are"),
        };
        text.push_str(&format!("{places} not copied: ******** stands instead\n"));
    }
    let (written, removed) = match args.check {
        true => ("to write", "to remove"),
        false => ("written", "removed"),
    };
    text.push_str(&format!(
        "{}: {} {written}, {} unchanged, {} {removed}\n",
        one_line(&shown(&args.output)),
        match plan.write.len() {
            1 => "1 file".to_owned(),
            n => format!("{n} files"),
        },
        plan.unchanged,
        plan.remove.len(),
    ));
    text
}
