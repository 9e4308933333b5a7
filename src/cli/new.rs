//! `new`: the folder of a new rule, where there is none yet.

use std::path::{Path, PathBuf};

use super::args::{NewArgs, NewRuleArgs, NewWhat};
use super::console::one_line;
use super::init::{write, written};
use super::settings::{Flags, Resolved, resolve, shown};
use super::{Run, Trouble};
use crate::host::{PathKind, plain_path};
use crate::jobs::new_rule::{self, NewRule};
use crate::lint;
use crate::source::SourceMap;
use crate::tenant::Platform;

/// The folder of policies where the configuration names none.
const POLICIES: &str = "policies";

/// How ids begin that are the program's own.
const RESERVED: [&str; 2] = ["SF-", "TL-"];

pub(super) fn run(run: &mut Run<'_, '_>, args: &NewArgs) -> Result<u8, Trouble> {
    match &args.what {
        NewWhat::Rule(args) => rule(run, args),
    }
}

fn rule(run: &mut Run<'_, '_>, args: &NewRuleArgs) -> Result<u8, Trouble> {
    let flags = Flags {
        configuration: Some(&args.configuration),
        ..Flags::default()
    };
    let mut sources = SourceMap::new();
    let resolved = match resolve(run.host, &flags, &mut sources) {
        Ok(resolved) => resolved,
        Err(failures) => return run.show_failures(sources, failures),
    };
    let configured = resolved.settings.policies.first().cloned();
    let is_configured = |dir: &PathBuf| resolved.settings.policies.contains(dir);
    let dir = args.dir.clone().or(configured);
    let dir = dir.unwrap_or_else(|| PathBuf::from(POLICIES));
    let named = is_configured(&dir);
    let pack = pack_name(run, &dir)?;
    if let Some(other) = taken(run, &args.id, &dir, resolved, &mut sources)? {
        return Err(Trouble::Usage(format!(
            "the id `{}` is taken: {other}. Ids are never used again",
            args.id
        )));
    }
    let name = args.name.clone();
    let name = name.unwrap_or_else(|| args.id.to_lowercase().replace('-', "_"));
    let rule = NewRule {
        id: &args.id,
        pack: &pack,
        name: &name,
        platform: platform(args)?,
        severity: args.severity,
        family: &args.family,
    };
    let files = new_rule::files(&rule, &dir);
    let folder = dir.join(&name);
    if run.host.kind(&folder) != PathKind::Missing {
        return Err(Trouble::Usage(format!(
            "`{}` is there already, and stays as it is; give the rule another `--name`",
            shown(&folder)
        )));
    }
    for file in &files {
        if !args.dry_run {
            write(run, file)?;
        }
        run.print(written(file, args.dry_run))?;
    }
    if !args.dry_run {
        run.print(next(&folder, &dir, named))?;
    }
    Ok(0)
}

fn platform(args: &NewRuleArgs) -> Result<Platform, Trouble> {
    let only = match Platform::ALL {
        [only] => Some(*only),
        _ => None,
    };
    args.platform.or(only).ok_or_else(|| {
        let names: Vec<&str> = Platform::ALL.iter().map(|p| p.as_str()).collect();
        Trouble::Usage(format!("`--platform` is wanted: {}", names.join(", ")))
    })
}

/// The first part of the rule's package, which is the name of the pack's folder.
fn pack_name(run: &Run<'_, '_>, dir: &Path) -> Result<String, Trouble> {
    let full = plain_path(&run.host.current_dir().join(dir));
    let name = full.file_name().map(|n| n.to_string_lossy().into_owned());
    let name = name.unwrap_or_default().replace(['-', ' ', '.'], "_");
    let word = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    let starts = name.starts_with(|c: char| c.is_ascii_alphabetic());
    // Names of Rego, and packages that came with the program.
    let refused = [
        "tenantlint",
        "input",
        "data",
        "default",
        "import",
        "package",
    ];
    if !word || !starts || refused.contains(&name.as_str()) {
        return Err(Trouble::Usage(format!(
            "the folder of a pack gives its packages their name, and `{}` cannot be one: name the \
             folder after your organisation, such as `--dir policies/acme`",
            shown(dir)
        )));
    }
    Ok(name)
}

/// Who has an id: a rule of the settings or of the pack, or the program.
fn taken(
    run: &Run<'_, '_>,
    id: &str,
    dir: &Path,
    resolved: Resolved,
    sources: &mut SourceMap,
) -> Result<Option<String>, Trouble> {
    let mut settings = resolved.settings;
    let dir = dir.to_owned();
    if run.host.kind(&dir) == PathKind::Folder && !settings.policies.contains(&dir) {
        settings.policies.push(dir);
    }
    // What is wrong with other rules is no matter here.
    let (rules, _) = lint::load_rules(run.host, &settings, sources);
    let same = rules.rules.iter().find(|r| r.id.eq_ignore_ascii_case(id));
    if let Some(other) = same {
        return Ok(Some(format!("by {}", other.policy.path)));
    }
    let upper = id.to_uppercase();
    let own = RESERVED.iter().find(|prefix| upper.starts_with(*prefix));
    Ok(own.map(|prefix| format!("ids that start with {prefix} are the program's own")))
}

/// What to do now.
fn next(folder: &Path, dir: &Path, named: bool) -> String {
    let check = match named {
        true => "tenantlint check".to_owned(),
        false => format!("tenantlint check --policy {}", shown(dir)),
    };
    let text = format!(
        "next: tenantlint test {}, which passes; say in policy.rego what is bad, mark it in bad.yaml, and \
         test again; then {check}",
        shown(folder)
    );
    format!("{}\n", one_line(&text))
}
