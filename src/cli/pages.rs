//! What the program prints of itself: schemas, completions, manual pages.

use super::args::{CompletionsArgs, ManArgs, SchemaArgs};
use super::{Run, Trouble, command_line, suggest};
use crate::embedded;

/// The ending of a published schema.
const ENDING: &str = ".schema.json";

/// The file of the configuration's schema, which is asked for by another name.
const CONFIG: (&str, &str) = ("config", "tenantlint.schema.json");

pub(super) fn schema(run: &mut Run<'_, '_>, args: &SchemaArgs) -> Result<u8, Trouble> {
    let Some(wanted) = &args.name else {
        let names: String = schemas().map(|(name, _)| format!("{name}\n")).collect();
        run.print(names)?;
        return Ok(0);
    };
    let found = schemas().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
    let Some((_, text)) = found else {
        let help = suggest::help(wanted, schemas().map(|(name, _)| name), || {
            "`tenantlint schema` lists them".to_owned()
        });
        return Err(Trouble::Usage(format!(
            "there is no schema `{wanted}`; {help}"
        )));
    };
    run.print(text)?;
    Ok(0)
}

/// Names and texts of the published schemas.
fn schemas() -> impl Iterator<Item = (&'static str, &'static str)> {
    embedded::schemas().iter().map(|(path, text)| {
        let name = match *path {
            path if path == CONFIG.1 => CONFIG.0,
            path => path
                .strip_suffix(ENDING)
                .or(path.strip_suffix(".json"))
                .unwrap_or(path),
        };
        (name, *text)
    })
}

pub(super) fn completions(run: &mut Run<'_, '_>, args: &CompletionsArgs) -> Result<u8, Trouble> {
    let mut bytes = Vec::new();
    clap_complete::generate(args.shell, &mut command_line(), "tenantlint", &mut bytes);
    run.print(bytes)?;
    Ok(0)
}

pub(super) fn man(run: &mut Run<'_, '_>, args: &ManArgs) -> Result<u8, Trouble> {
    let mut cli = command_line();
    cli.build();
    let page = match &args.command {
        None => cli,
        Some(name) => match cli.find_subcommand(name) {
            Some(sub) => sub.clone(),
            None => {
                let names = cli.get_subcommands().map(clap::Command::get_name);
                let help =
                    suggest::help(name, names, || "`tenantlint --help` lists them".to_owned());
                return Err(Trouble::Usage(format!(
                    "there is no command `{name}`; {help}"
                )));
            }
        },
    };
    let mut bytes = Vec::new();
    clap_mangen::Man::new(page).render(&mut bytes)?;
    run.print(bytes)?;
    Ok(0)
}
