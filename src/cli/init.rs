//! `init`: a configuration and a hook, where there are none yet.

use std::path::{Path, PathBuf};

use super::args::{InitArgs, InitHook};
use super::change::refused;
use super::config::{self, Search};
use super::console::one_line;
use super::settings::shown;
use super::{Run, Trouble};
use crate::host::relative_path;
use crate::jobs::init::{self, Hook, NewFile, Step};
use crate::source::SourceMap;

/// Exit code where something that was asked for is left to the user.
const LEFT: u8 = 1;

/// A hook refuses the commit that brings an inventory: what it leaves out is judged no more.
const FIRST_INVENTORY: &str = "read it, then commit it by `git commit --no-verify`: naming tenants decides what is judged, which is a\n  finding of any change (TL-CHANGE-001)\n";

pub(super) fn run(run: &mut Run<'_, '_>, args: &InitArgs) -> Result<u8, Trouble> {
    let host = run.host;
    let repository = host.repository(Path::new("."));
    let top = match &repository {
        Ok(repository) => relative_path(repository.top(), &host.current_dir()),
        Err(_) => PathBuf::new(),
    };
    let wanted = args.hook.and_then(InitHook::hook);
    let (step, names_tenants) = configuration(run, &top);
    let mut steps = vec![step];
    match (wanted, &repository) {
        (None, _) => {}
        (Some(hook), Ok(repository)) => match init::hook(host, &**repository, &top, hook) {
            Ok(step) => steps.push(step),
            Err(why) => return run.show_failures(SourceMap::new(), refused(why)),
        },
        (Some(_), Err(why)) => {
            return run.show_failures(SourceMap::new(), refused(why.clone()));
        }
    }
    let mut code = 0;
    for step in &steps {
        match step {
            Step::Write(file) => {
                if !args.dry_run {
                    write(run, file)?;
                }
                run.print(written(file, args.dry_run))?;
            }
            Step::Done(what) => run.print(format!("{}\n", one_line(what)))?,
            Step::Left { why, add } => {
                code = LEFT;
                run.print(format!("{}\n\n{}\n", one_line(why), indented(add)))?;
            }
        }
    }
    let next = match (args.hook, &repository) {
        (None, Ok(_)) => {
            let name = init::fitting(host, &top).map_or("git", InitHook::name);
            format!("next: tenantlint check, then tenantlint init --hook {name}\n")
        }
        _ => "next: tenantlint check\n".to_owned(),
    };
    if names_tenants && repository.is_ok() {
        run.print(FIRST_INVENTORY)?;
    }
    run.print(next)?;
    Ok(code)
}

fn configuration(run: &Run<'_, '_>, top: &Path) -> (Step, bool) {
    let step = match config::search(run.host, Path::new(".")) {
        Search::Found(path) => Step::Done(format!(
            "{} is there already, and stays as it is",
            shown(&path)
        )),
        Search::Misnamed(path) => Step::Left {
            why: format!("{} is not read under this name. Rename it:", shown(&path)),
            add: format!("{}\n", config::FILE_NAME),
        },
        Search::Nothing => {
            let (file, names_tenants) = init::configuration(run.host, top);
            return (Step::Write(file), names_tenants);
        }
    };
    (step, false)
}

/// Writes a new file.
pub(super) fn write(run: &Run<'_, '_>, file: &NewFile) -> Result<(), Trouble> {
    let bytes = file.text.as_bytes();
    let written = match file.program {
        true => run.host.write_program(&file.path, bytes),
        false => run.host.write(&file.path, bytes),
    };
    written.map_err(|reason| {
        let message = format!("{}: {reason}", shown(&file.path));
        Trouble::Write(std::io::Error::other(message))
    })
}

/// What is said of a new file.
pub(super) fn written(file: &NewFile, dry_run: bool) -> String {
    let (path, purpose) = (shown(&file.path), &file.purpose);
    match dry_run {
        false => format!("wrote {}\n", one_line(&format!("{path}: {purpose}"))),
        true => format!(
            "would write {}\n\n{}\n",
            one_line(&format!("{path}: {purpose}")),
            indented(&file.text)
        ),
    }
}

fn indented(text: &str) -> String {
    let line = |line: &str| match line {
        "" => "\n".to_owned(),
        line => format!("    {line}\n"),
    };
    text.lines().map(line).collect()
}

impl InitHook {
    fn hook(self) -> Option<Hook> {
        match self {
            Self::Git => Some(Hook::Git),
            Self::PreCommit => Some(Hook::PreCommit),
            Self::Lefthook => Some(Hook::Lefthook),
            Self::Husky => Some(Hook::Husky),
            Self::None => None,
        }
    }

    fn name(hook: Hook) -> &'static str {
        match hook {
            Hook::Git => "git",
            Hook::PreCommit => "pre-commit",
            Hook::Lefthook => "lefthook",
            Hook::Husky => "husky",
        }
    }
}
