//! The first configuration of a repository, and the hook that judges its commits. What stands
//! there already is never replaced: what to add to it is said instead.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::host::{Hooks, Host, NoSnapshot, PathKind, Repository, relative_path};
use crate::lint::{self, Settings, Survey, shown};
use crate::source::SourceMap;
use crate::tenant::{self, Platform};

/// The longest hook, in bytes, that is looked at to tell whether it runs this program.
const LONGEST_HOOK: usize = 1 << 20;

/// What runs the program before a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hook {
    /// Git itself.
    Git,
    /// pre-commit, or prek, which reads the same file.
    PreCommit,
    /// lefthook.
    Lefthook,
    /// husky.
    Husky,
}

/// A file that is to be written where none stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// Where.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
    /// Whether it is a program.
    pub program: bool,
    /// What it is for.
    pub purpose: String,
}

/// What becomes of a part of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// It is written.
    Write(NewFile),
    /// It is there already.
    Done(String),
    /// It is left to the user: why, and the text to add.
    Left {
        /// Why it is not done here.
        why: String,
        /// What to add, whole lines.
        add: String,
    },
}

/// The configuration of a repository whose top is `top`, from what its files hold, and whether it
/// names tenants. `top` is empty for the current folder.
pub fn configuration(host: &dyn Host, top: &Path) -> (NewFile, bool) {
    let folder = match top.as_os_str().is_empty() {
        true => Path::new("."),
        false => top,
    };
    let settings = Settings {
        paths: vec![folder.to_owned()],
        root: folder.to_owned(),
        ..Settings::default()
    };
    let mut sources = SourceMap::new();
    let survey = lint::survey(
        host,
        &settings,
        &mut sources,
        &lint::Silent,
        &lint::Wanted::default(),
    );
    let found = Found::of(&survey, &sources, top);
    let file = NewFile {
        path: top.join(lint::CONFIG_NAME),
        text: found.configuration(),
        program: false,
        purpose: found.summary(),
    };
    (file, !found.inventory().is_empty())
}

/// What a survey of a repository tells.
#[derive(Debug, Default)]
struct Found {
    /// By folder from the top, which is empty for the top itself: the files of tenants.
    files: Vec<File>,
    /// The folders that are projects of their own.
    projects: BTreeSet<String>,
    /// How many files could not be read.
    unreadable: usize,
}

/// A file of a tenant.
#[derive(Debug)]
struct File {
    /// From the top, with `/` between its parts.
    path: String,
    platform: Platform,
    /// The name that the file gives its tenant, or that tenants have without one.
    tenant: String,
    /// What it holds.
    holds: String,
}

/// A tenant as the configuration would name it.
#[derive(Debug, PartialEq, Eq)]
struct Named {
    name: String,
    platform: Platform,
    include: String,
    files: usize,
}

impl Found {
    fn of(survey: &Survey, sources: &SourceMap, top: &Path) -> Self {
        let top = shown(top);
        let mut found = Self {
            unreadable: survey.failures.iter().filter(|f| f.place.is_some()).count(),
            ..Self::default()
        };
        for role in &survey.roles {
            let path = below(sources.name(role.file), &top);
            let Some((Some(platform), name)) = &role.tenant else {
                continue;
            };
            if tenant::is_project(path) {
                found.projects.insert(parent(path).to_owned());
            }
            found.files.push(File {
                path: path.to_owned(),
                platform: *platform,
                tenant: name.to_string(),
                holds: role.holds.clone(),
            });
        }
        found
    }

    /// The tenants, where the files tell them apart.
    fn tenants(&self) -> Vec<Named> {
        let names: BTreeSet<&str> = self.files.iter().map(|f| &*f.tenant).collect();
        // Files that name their tenants need nobody to do so.
        if names.len() > 1 {
            return Vec::new();
        }
        let parts = match self.projects.len() {
            0 => self.alike(),
            1 => Vec::new(),
            _ => self.projects.iter().cloned().collect(),
        };
        let parts: Vec<String> = match parts.is_empty() {
            true => vec![String::new()],
            false => parts,
        };
        let named = parts.iter().filter_map(|part| self.named(part));
        let mut named: Vec<Named> = named.collect();
        let distinct: BTreeSet<&str> = named.iter().map(|n| &*n.name).collect();
        // Two folders of one name are told apart by the way to them.
        if distinct.len() < named.len() {
            for (tenant, part) in named.iter_mut().zip(&parts) {
                tenant.name = part.replace('/', "-");
            }
        }
        named
    }

    fn named(&self, part: &str) -> Option<Named> {
        let own = |f: &&File| part.is_empty() || f.path.starts_with(&format!("{part}/"));
        let first = self.files.iter().find(own)?;
        let (name, include) = match part.rsplit('/').next() {
            Some("") | None => (first.tenant.clone(), "**".to_owned()),
            Some(last) => (last.to_owned(), format!("{}/**", literal(part))),
        };
        Some(Named {
            name,
            platform: first.platform,
            include,
            files: self.files.iter().filter(own).count(),
        })
    }

    /// The folders, side by side, of which two or more hold the same components: those are no
    /// parts of one tenant but tenants. None where there are no such folders.
    fn alike(&self) -> Vec<String> {
        let common = self.common_folder();
        let mut folders: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for file in &self.files {
            let rest = below(&file.path, common);
            // A file beside the folders belongs to none of them.
            let Some((folder, _)) = rest.split_once('/') else {
                return Vec::new();
            };
            let whole = &file.path[..file.path.len() - rest.len() + folder.len()];
            folders.entry(whole).or_default().insert(&file.holds);
        }
        let shared = |(at, held): (usize, &BTreeSet<&str>)| {
            let mut others = folders
                .values()
                .enumerate()
                .filter(|(other, _)| *other != at);
            others.any(|(_, other)| !held.is_disjoint(other))
        };
        match folders.len() > 1 && folders.values().enumerate().all(shared) {
            true => folders.into_keys().map(str::to_owned).collect(),
            false => Vec::new(),
        }
    }

    /// The deepest folder that holds all files.
    fn common_folder(&self) -> &str {
        let mut folders = self.files.iter().map(|f| parent(&f.path));
        let first = folders.next().unwrap_or_default();
        folders.fold(first, |common, folder| {
            let mut common = common;
            while !common.is_empty() && below(folder, common) == folder && folder != common {
                common = parent(common);
            }
            common
        })
    }

    /// What the configuration has to say of the tenants. One tenant needs no inventory, which would
    /// only be one more thing that decides what is judged.
    fn inventory(&self) -> Vec<Named> {
        let tenants = self.tenants();
        if tenants.len() > 1 {
            tenants
        } else {
            Vec::new()
        }
    }

    fn configuration(&self) -> String {
        let mut text = "# What tenantlint judges here, and how. `tenantlint schema config` tells all that can stand in this file.\nversion: 1\n".to_owned();
        let tenants = self.tenants();
        match (&tenants[..], self.files.is_empty()) {
            (_, true) => text.push_str(
                "\n# No tenant's settings were found yet. Where they will be, and what the tenant is called:\n# tenants:\n#   - name: production\n#     include: [exports/production/**]\n",
            ),
            ([], false) => text.push_str(
                "\n# The files name their tenants themselves; every file here is looked at.\n",
            ),
            ([one], false) => text.push_str(&format!(
                "\n# One tenant was found, and goes by the name {}. Reports, waivers and baselines hold on to the name; for\n# another, choose it now:\n# tenants:\n#   - name: production\n#     include: [\"**\"]\n",
                quoted(&one.name)
            )),
            _ => text.push_str(
                "\n# Each of these folders holds a tenant of its own. Reports, waivers and baselines hold on to the names: choose\n# them now. The first whose `include` takes a file has it; a file that none takes is told of, and not judged.\n",
            ),
        }
        let inventory = self.inventory();
        if !inventory.is_empty() {
            text.push_str("tenants:\n");
        }
        for tenant in &inventory {
            text.push_str(&format!(
                "  - name: {}\n    platform: {}\n    include: [{}]\n",
                quoted(&tenant.name),
                tenant.platform,
                quoted(&tenant.include)
            ));
        }
        text.push_str(
            "\n# Record counts and guest users, which no settings tell, make findings exact:\n# runtime: [runtime.yaml]\n",
        );
        text
    }

    fn summary(&self) -> String {
        let tenants = self.tenants();
        let files = |n: usize| match n {
            1 => "1 file".to_owned(),
            n => format!("{n} files"),
        };
        let mut said = match (&tenants[..], self.files.len()) {
            (_, 0) => "no tenant's settings were found".to_owned(),
            ([], n) => format!("{} of tenants that they name themselves", files(n)),
            (tenants, _) => {
                let named = tenants.iter().map(|tenant| {
                    let (platform, name) = (tenant.platform, &tenant.name);
                    format!("{platform} tenant `{name}`, {}", files(tenant.files))
                });
                named.collect::<Vec<_>>().join("; ")
            }
        };
        if self.unreadable > 0 {
            let (count, are) = match self.unreadable {
                1 => ("1 error".to_owned(), "was"),
                n => (format!("{n} errors"), "were"),
            };
            said.push_str(&format!(
                "; {count} in other files {are} left for `tenantlint check` to show"
            ));
        }
        said
    }
}

/// The hook of a repository.
///
/// # Errors
/// When the repository takes no commits, or its configuration cannot be read.
pub fn hook(
    host: &dyn Host,
    repository: &dyn Repository,
    top: &Path,
    hook: Hook,
) -> Result<Step, NoSnapshot> {
    let hooks = repository.hooks()?;
    // What stands in this folder is husky's own, and written anew by it.
    let is_husky = hook == Hook::Git && hooks.folder.ends_with(".husky/_");
    let hook = if is_husky { Hook::Husky } else { hook };
    let (head, text, purpose) = match hook {
        Hook::Git => return Ok(git_hook(host, &hooks)),
        Hook::PreCommit => (
            "repos:\n",
            PRE_COMMIT,
            "run `pre-commit install` or `prek install` once in every clone",
        ),
        Hook::Lefthook => ("", LEFTHOOK, "run `lefthook install` once in every clone"),
        Hook::Husky => ("", HUSKY, "husky itself is set up by `npx husky init`"),
    };
    let there = files(hook).iter().map(|name| top.join(name));
    let mut there = there.filter(|path| host.kind(path) != PathKind::Missing);
    Ok(match there.next() {
        Some(path) if runs_it(host, &path) => already(&path),
        Some(path) => in_the_way(&path, "Add this to it", text),
        None => Step::Write(NewFile {
            path: files(hook)
                .iter()
                .map(|name| top.join(name))
                .next()
                .unwrap_or_default(),
            text: format!("{head}{text}"),
            program: false,
            purpose: purpose.to_owned(),
        }),
    })
}

/// What runs hooks in a repository already, where its files tell.
pub fn fitting(host: &dyn Host, top: &Path) -> Option<Hook> {
    let there = |hook: &Hook| {
        let mut files = files(*hook).iter();
        files.any(|name| host.kind(&top.join(name)) != PathKind::Missing)
    };
    let all = [Hook::PreCommit, Hook::Lefthook, Hook::Husky];
    all.into_iter().find(there)
}

/// The names of the file that tells of the hooks; the first is the usual one.
fn files(hook: Hook) -> &'static [&'static str] {
    match hook {
        Hook::Git => &[],
        Hook::PreCommit => &[
            ".pre-commit-config.yaml",
            "prek.toml",
            ".pre-commit-config.yml",
        ],
        Hook::Lefthook => &[
            "lefthook.yml",
            "lefthook.yaml",
            "lefthook.toml",
            "lefthook.json",
            ".lefthook.yml",
            ".lefthook.yaml",
            ".lefthook.toml",
            ".lefthook.json",
            ".config/lefthook.yml",
            ".config/lefthook.yaml",
        ],
        Hook::Husky => &[".husky/pre-commit"],
    }
}

const PRE_COMMIT: &str = "  - repo: local
    hooks:
      - id: tenantlint
        name: tenantlint
        entry: tenantlint check --staged
        language: system
        # The index is judged as a whole: also where a commit only deletes.
        always_run: true
        pass_filenames: false
";

const LEFTHOOK: &str = "pre-commit:
  commands:
    tenantlint:
      run: tenantlint check --staged
";

const HUSKY: &str = "tenantlint check --staged\n";

/// A hook fails where it cannot judge: a commit that nobody looked at is not one that is right.
const GIT_HOOK: &str = r#"#!/bin/sh
# Judges what is about to be committed. `git commit --no-verify` commits without.
PATH="$PATH:$HOME/.cargo/bin"
if ! command -v tenantlint >/dev/null 2>&1; then
  echo "pre-commit: there is no tenantlint on the PATH, so that this commit cannot be judged." >&2
  echo "pre-commit: Install it, or commit with --no-verify." >&2
  exit 1
fi
exec tenantlint check --staged
"#;

fn git_hook(host: &dyn Host, hooks: &Hooks) -> Step {
    let path = relative_path(&hooks.folder, &host.current_dir()).join("pre-commit");
    if runs_it(host, &path) {
        return already(&path);
    }
    if hooks.taken {
        return in_the_way(&path, "Add this line to it", HUSKY);
    }
    if hooks.shared {
        return Step::Left {
            why: format!(
                "`core.hooksPath` names {}, which may serve other repositories, too. Write this to {} if all of them shall be judged:",
                shown(&hooks.folder),
                shown(&path),
            ),
            add: GIT_HOOK.to_owned(),
        };
    }
    Step::Write(NewFile {
        path,
        text: GIT_HOOK.to_owned(),
        program: true,
        purpose: "what is about to be committed is judged".to_owned(),
    })
}

fn already(path: &Path) -> Step {
    Step::Done(format!("{} runs tenantlint already", shown(path)))
}

fn in_the_way(path: &Path, what: &str, add: &str) -> Step {
    Step::Left {
        why: format!(
            "{} is there already, and stays as it is. {what}:",
            shown(path)
        ),
        add: add.to_owned(),
    }
}

/// Whether a file has a line, no comment, that runs the program.
fn runs_it(host: &dyn Host, path: &Path) -> bool {
    let Ok(bytes) = host.read(path, LONGEST_HOOK) else {
        return false;
    };
    let text = String::from_utf8_lossy(&bytes);
    let mut lines = text.lines().map(str::trim_start);
    lines.any(|line| !line.starts_with('#') && line.contains("tenantlint check"))
}

/// A path from the top, of one that is shown with the top before it.
fn below<'p>(path: &'p str, folder: &str) -> &'p str {
    if folder.is_empty() || folder == "." {
        return path.strip_prefix("./").unwrap_or(path);
    }
    let rest = path.strip_prefix(folder);
    rest.and_then(|rest| rest.strip_prefix('/')).unwrap_or(path)
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A path as a glob that takes it alone.
fn literal(path: &str) -> String {
    path.chars()
        .map(|c| match c {
            '*' | '?' | '[' | ']' | '{' | '}' => format!("[{c}]"),
            c => c.to_string(),
        })
        .collect()
}

/// A YAML scalar.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let starts = text.starts_with(|c: char| c.is_ascii_alphabetic());
    let word = !matches!(
        &*text.to_ascii_lowercase(),
        "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n"
    );
    match starts && word && text.chars().all(plain) {
        true => text.to_owned(),
        false => serde_json::Value::from(text).to_string(),
    }
}
