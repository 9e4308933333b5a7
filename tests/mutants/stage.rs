//! What judges a change: the unit tests and examples of the policy that changes, and for a module
//! of the library those of the rules that use it, one rule at a time, so that most changes are
//! noticed by the first. Only what these read is loaded.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use serde_json::Value;
use tenantlint::jobs::test;
use tenantlint::lint::{self, Demands, Settings};
use tenantlint::source::SourceMap;

use crate::cli_support::Memory;
use crate::policy_support;

/// Texts by their paths below `policies/`.
pub(crate) type Files = BTreeMap<String, String>;

/// What became of a mutant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fate {
    /// Some test noticed, some example, or what the rule says of its examples (`tests/answers/`).
    Killed,
    /// The policy does not load any more or fails while it judges, which the program says itself:
    /// the change tests nothing.
    Broken,
    /// Nothing noticed.
    Survived,
}

/// Files that are loaded together, and what is said of them before any change.
#[derive(Debug)]
pub(crate) struct Stage {
    files: Files,
    said: BTreeMap<String, Value>,
}

/// All policies, and which of them read which.
#[derive(Debug)]
pub(crate) struct Pack {
    files: Files,
    /// By folder of the library: the folders that it reads, and theirs, and itself.
    library: BTreeMap<String, BTreeSet<String>>,
    /// By folder: the folders that judge its changes.
    judges: BTreeMap<String, Vec<String>>,
    /// By folder: what judges there, once it was asked for.
    stages: BTreeMap<String, OnceLock<Result<Stage, String>>>,
}

impl Pack {
    pub(crate) fn new(files: Files) -> Self {
        let modules = files
            .keys()
            .filter(|p| p.contains("/lib/") && p.ends_with(".rego"))
            .map(|p| folder(p).to_owned());
        let mut library: BTreeMap<String, BTreeSet<String>> = modules
            .map(|module| (module.clone(), BTreeSet::from([module])))
            .collect();
        let names: Vec<Vec<String>> = library.keys().map(|m| names(&files, m)).collect();
        loop {
            let before = library.clone();
            for (path, text) in files.iter().filter(|(p, _)| is_code(p)) {
                if let Some(reached) = library.get_mut(folder(path)) {
                    let direct = before.values().zip(&names).filter(|(_, n)| reads(text, n));
                    reached.extend(direct.flat_map(|(further, _)| further.clone()));
                }
            }
            if library == before {
                break;
            }
        }
        let mut pack = Self {
            files,
            library,
            judges: BTreeMap::new(),
            stages: BTreeMap::new(),
        };
        let folders: BTreeSet<String> = pack.policies().map(|(p, _)| folder(p).into()).collect();
        for own in folders {
            pack.judges.insert(own.clone(), pack.judging(&own));
            pack.stages.insert(own, OnceLock::new());
        }
        pack
    }

    /// The policies whose changes are judged, with their texts.
    pub(crate) fn policies(&self) -> impl Iterator<Item = (&String, &String)> {
        self.files.iter().filter(|(path, _)| is_code(path))
    }

    /// What becomes of a changed policy: what the first folder says that notices it, the nearest
    /// first.
    pub(crate) fn fate(&self, path: &str, text: &str) -> Result<Fate, String> {
        for judge in &self.judges[folder(path)] {
            let stage = self.stages[judge].get_or_init(|| self.stage(judge));
            match stage.as_ref().map_err(Clone::clone)?.judge(path, text) {
                Fate::Survived => {}
                fate => return Ok(fate),
            }
        }
        Ok(Fate::Survived)
    }

    /// The folders that judge the changes of a folder's policies, nearest first.
    fn judging(&self, own: &str) -> Vec<String> {
        let mut folders = vec![own.to_owned()];
        if self.library.contains_key(own) {
            let rules = self.policies().map(|(path, _)| folder(path));
            let using = rules.filter(|rule| {
                !self.library.contains_key(*rule) && self.read_by(rule).contains(own)
            });
            folders.extend(using.map(str::to_owned));
        }
        folders
    }

    /// The modules of the library that the files of a folder read, through each other as well.
    fn read_by(&self, folder: &str) -> BTreeSet<String> {
        let texts: Vec<&String> = self.inside(folder).map(|(_, text)| text).collect();
        let direct = self.library.iter().filter(|(module, _)| {
            let names = names(&self.files, module);
            texts.iter().any(|text| reads(text, &names))
        });
        direct.flat_map(|(_, read)| read.clone()).collect()
    }

    fn inside(&self, wanted: &str) -> impl Iterator<Item = (&String, &String)> {
        self.files.iter().filter(move |(p, _)| folder(p) == wanted)
    }

    /// A folder with its tests, and what it reads without theirs.
    fn stage(&self, own: &str) -> Result<Stage, String> {
        let read = self.read_by(own);
        let mut files: Files = self
            .inside(own)
            .map(|(path, text)| (path.clone(), text.clone()))
            .collect();
        if let Some(id) = files.get(&format!("{own}/policy.rego")).and_then(|t| id(t)) {
            for text in files.iter_mut().filter(|(p, _)| p.ends_with(".yaml")) {
                *text.1 = only_marks_of(text.1, &id);
            }
        }
        let shared = self.files.iter().filter(|(p, _)| {
            read.contains(folder(p)) && is_code(p) && folder(p) != own || p.contains("/data/")
        });
        files.extend(shared.map(|(p, t)| (p.clone(), t.clone())));
        // Without a module of the library the program would load its own.
        if !files.keys().any(|p| p.contains("/lib/")) {
            let any = self
                .files
                .iter()
                .find(|(p, _)| p.contains("/lib/") && is_code(p));
            files.extend(any.map(|(p, t)| (p.clone(), t.clone())));
        }
        let stage = Stage {
            said: said(&files).map_err(|e| format!("{own} does not load: {e}"))?,
            files,
        };
        match stage.fate_of(&stage.files) {
            Fate::Survived => Ok(stage),
            fate => Err(format!("{own} fails before any change: {fate:?}")),
        }
    }
}

/// Whether a file is a policy or a module of the library, no test.
fn is_code(path: &str) -> bool {
    path.ends_with(".rego") && !path.ends_with("_test.rego")
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// By what others name a module of the library: its package, and where it has parameters, those.
fn names(files: &Files, module: &str) -> Vec<String> {
    let code = files
        .iter()
        .filter(|(path, _)| is_code(path) && folder(path) == module);
    let mut names = vec![format!("data.tenantlint.{}", module.replace('/', "."))];
    for id in code.filter_map(|(_, text)| id(text)) {
        names.push(format!("data.tenantlint.params.{id}"));
        names.push(format!("data.tenantlint.params[\"{id}\"]"));
    }
    names
}

/// Whether a text holds one of the names.
fn reads(text: &str, names: &[String]) -> bool {
    let ends = |rest: &str| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    names.iter().any(|name| {
        let mut found = text.match_indices(name.as_str());
        found.any(|(at, _)| ends(&text[at + name.len()..]))
    })
}

/// The id in a policy's METADATA.
fn id(text: &str) -> Option<String> {
    let line = text.lines().find_map(|l| l.strip_prefix("#   id: "))?;
    Some(line.trim().to_owned())
}

/// An example without the marks of other rules, which are not there to answer.
fn only_marks_of(text: &str, id: &str) -> String {
    let lines = text.lines().map(|line| {
        let Some((before, ids)) = line.split_once("# expect:") else {
            return line.to_owned();
        };
        let kept: Vec<&str> = ids
            .split(',')
            .map(str::trim)
            .filter(|mark| *mark == id || mark.starts_with("TL-"))
            .collect();
        if kept.is_empty() {
            before.to_owned()
        } else {
            format!("{before}# expect: {}", kept.join(", "))
        }
    });
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

fn settings() -> Settings {
    let mut settings = Settings {
        as_of: Some(policy_support::AS_OF.to_owned()),
        ..Settings::default()
    };
    settings.evaluate.max_rule_time = Duration::from_secs(20);
    // Whether stated places are causes is no test, and takes longer than all that are.
    let mut demands = Demands::clone(&settings.demands);
    demands.selection.ignore.push("TL-POLICY-008".to_owned());
    settings.demands = Arc::new(demands);
    settings
}

fn host(files: &Files) -> Memory {
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(p, t)| (p.as_str(), t.as_str()))
        .collect();
    Memory::new(&files)
}

fn folders() -> [PathBuf; 1] {
    [PathBuf::from("salesforce")]
}

/// What the rules say of their own examples; an error where one cannot be used.
fn said(files: &Files) -> Result<BTreeMap<String, Value>, String> {
    let settings = settings();
    let mut sources = SourceMap::new();
    let loaded = lint::load_folders(&host(files), &settings, &folders(), &mut sources);
    let rules = loaded.set;
    if let Some(failure) = loaded.failures.first() {
        return Err(failure.message.clone());
    }
    let said = policy_support::answers(&rules, &sources, &settings);
    let mut answers = said.values().flat_map(|examples| examples.as_object());
    let error = answers.find_map(|all| all.values().find_map(|said| said.get("error")));
    error.map(Value::to_string).map_or(Ok(()), Err)?;
    Ok(said)
}

impl Stage {
    /// What becomes of a changed policy here.
    pub(crate) fn judge(&self, path: &str, text: &str) -> Fate {
        let mut files = self.files.clone();
        files.insert(path.to_owned(), text.to_owned());
        self.fate_of(&files)
    }

    fn fate_of(&self, files: &Files) -> Fate {
        match said(files) {
            Err(_) => return Fate::Broken,
            Ok(said) if said != self.said => return Fate::Killed,
            Ok(_) => {}
        }
        let asked = test::Asked {
            folders: &folders(),
            ..test::Asked::default()
        };
        let ran = test::run(&host(files), &settings(), &asked);
        let failed: Vec<&str> = ran
            .cases
            .iter()
            .filter(|case| !case.problems.is_empty())
            .map(|case| case.name.as_str())
            .collect();
        // A test without a name is one whose module does not load.
        if !ran.report.failures.is_empty() || failed.iter().any(|name| name.ends_with(": ")) {
            Fate::Broken
        } else if failed.is_empty() {
            Fate::Survived
        } else {
            Fate::Killed
        }
    }
}

#[test]
fn marks_of_other_rules_are_taken_out_of_an_example() {
    let text = "a: 1 # expect: SF-A-001, SF-B-001\nb: 2 # expect: SF-B-001\nc: 3\n";
    let expected = "a: 1 # expect: SF-A-001\nb: 2 \nc: 3\n";
    assert_eq!(only_marks_of(text, "SF-A-001"), expected);
}
