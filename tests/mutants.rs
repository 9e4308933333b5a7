//! Mutation testing of the bundled policies: every policy is changed in one small way at a time,
//! and its tests and examples must notice, or what it says of them (`tests/answers/`) change. A change that nothing notices is a survivor: it is
//! either a hole in the tests, or is listed in `tests/mutants/survivors.tsv` with the reason why
//! it changes nothing that matters.
//!
//! It takes minutes, so that `.ci/run` starts it in release mode and `cargo test` leaves it out:
//! `cargo test --release --test mutants -- --ignored --nocapture`. `TENANTLINT_MUTANTS` limits it
//! to the policies whose path holds that text; `TENANTLINT_MUTANTS_FROM` takes the policies of
//! another folder than `policies/`.

mod cli_support;
mod policy_support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use cli_support::Memory;
use tenantlint::jobs::test;
use tenantlint::lint::{self, Settings};
use tenantlint::source::SourceMap;

/// One change of one policy.
#[derive(Debug, Clone)]
struct Mutant {
    /// The path of the policy below `policies/`.
    path: String,
    /// The line that changes, one-based.
    line: usize,
    /// What is done to it, such as `== to !=`.
    change: String,
    /// The line as it stands, without the blanks around it.
    code: String,
    /// The whole text after the change.
    text: String,
}

/// What became of a mutant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// Some test or example noticed.
    Killed,
    /// The policy does not load any more, so that it tests nothing.
    Stillborn,
    /// Nothing noticed.
    Survived,
}

type Files = BTreeMap<String, String>;

fn policies() -> Files {
    let root = std::env::var_os("TENANTLINT_MUTANTS_FROM").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("policies"),
        PathBuf::from,
    );
    let mut files = Files::new();
    collect(&root, &root, &mut files);
    files
}

fn collect(root: &Path, folder: &Path, files: &mut Files) {
    for entry in std::fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the entry can be read").path();
        if path.is_dir() {
            collect(root, &path, files);
        } else if path.extension().is_some_and(|e| e == "rego" || e == "yaml") {
            let below = path.strip_prefix(root).expect("it lies below");
            let text = std::fs::read_to_string(&path).expect("the file can be read");
            files.insert(below.to_string_lossy().replace('\\', "/"), text);
        }
    }
}

/// The bytes of a line that are code: neither inside a text nor in a comment.
fn code_mask(line: &str) -> Vec<bool> {
    let bytes = line.as_bytes();
    let mut mask = vec![true; bytes.len()];
    let (mut at, mut quote) = (0, None);
    while at < bytes.len() {
        match (quote, bytes[at]) {
            (None, b'#') => {
                mask[at..].fill(false);
                break;
            }
            (None, q @ (b'"' | b'`')) => {
                quote = Some(q);
                mask[at] = false;
            }
            (Some(b'"'), b'\\') => {
                mask[at] = false;
                if at + 1 < bytes.len() {
                    mask[at + 1] = false;
                }
                at += 1;
            }
            (Some(q), c) => {
                mask[at] = false;
                if c == q {
                    quote = None;
                }
            }
            (None, _) => {}
        }
        at += 1;
    }
    mask
}

fn is_word(byte: Option<&u8>) -> bool {
    byte.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_')
}

/// Comparisons and constants that are swapped for others.
const SWAPS: &[(&str, &str)] = &[
    ("==", "!="),
    ("!=", "=="),
    ("<=", ">"),
    (">=", "<"),
    ("<", ">="),
    (">", "<="),
    ("true", "false"),
    ("false", "true"),
    ("not ", ""),
    ("min(", "max("),
    ("max(", "min("),
    ("startswith(", "endswith("),
    ("endswith(", "startswith("),
    (" | ", " & "),
    (" & ", " | "),
    (" + ", " - "),
    (" - ", " + "),
];

/// Keys whose texts are for people: no test need pin them word by word.
const PROSE: &[&str] = &["\"message\":", "\"title\":", "message :=", "sprintf("];

/// All changes of one line: what is done, and the line after it.
fn changes(line: &str) -> Vec<(String, String)> {
    let mask = code_mask(line);
    let bytes = line.as_bytes();
    let mut all = Vec::new();
    let replaced =
        |at: usize, len: usize, by: &str| format!("{}{by}{}", &line[..at], &line[at + len..]);
    let mut at = 0;
    while at < bytes.len() {
        if !mask[at] {
            at += 1;
            continue;
        }
        let rest = &line[at..];
        let found = SWAPS.iter().find(|(from, _)| {
            let word = from.as_bytes()[0].is_ascii_alphabetic();
            let ends = from.len() + at;
            rest.starts_with(from)
                && (!word || !is_word(at.checked_sub(1).and_then(|b| bytes.get(b))))
                && (!word || from.ends_with(['(', ' ']) || !is_word(bytes.get(ends)))
        });
        if let Some((from, to)) = found {
            let shown = if to.is_empty() { "nothing" } else { to.trim() };
            all.push((
                format!("{} to {shown}", from.trim()),
                replaced(at, from.len(), to),
            ));
            at += from.len();
            continue;
        }
        if rest.as_bytes()[0].is_ascii_digit()
            && !is_word(at.checked_sub(1).and_then(|b| bytes.get(b)))
        {
            let len = rest.bytes().take_while(u8::is_ascii_digit).count();
            if let Ok(number) = rest[..len].parse::<u64>() {
                all.push((
                    format!("{number} to {}", number + 1),
                    replaced(at, len, &(number + 1).to_string()),
                ));
            }
            at += len;
            continue;
        }
        at += rest.chars().next().map_or(1, char::len_utf8);
    }
    if !PROSE.iter().any(|words| line.contains(words)) {
        all.extend(texts(line, &mask));
    }
    all
}

/// Quoted constants, each changed into another one.
fn texts(line: &str, mask: &[bool]) -> Vec<(String, String)> {
    let bytes = line.as_bytes();
    let mut all = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if mask[at] || bytes[at] != b'"' {
            at += 1;
            continue;
        }
        let Some(len) = line[at + 1..].find('"') else {
            break;
        };
        let text = &line[at + 1..at + 1 + len];
        all.push((
            format!("\"{text}\" to another text"),
            format!("{}{text}~{}", &line[..=at], &line[at + 1 + len..]),
        ));
        at += len + 2;
    }
    all
}

/// Whether a line is one whole step of a body, which can be dropped.
fn is_step(line: &str) -> bool {
    let trimmed = line.trim();
    let mask = code_mask(line);
    let mut depth = 0i32;
    for (byte, code) in line.bytes().zip(&mask) {
        if !code {
            continue;
        }
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return false;
        }
    }
    depth == 0
        && line.starts_with(['\t', ' '])
        && !trimmed.is_empty()
        && !trimmed.starts_with('#')
        && !trimmed.starts_with('}')
}

fn mutants(path: &str, text: &str) -> Vec<Mutant> {
    let lines: Vec<&str> = text.lines().collect();
    let start = lines
        .iter()
        .position(|l| l.starts_with("package "))
        .unwrap_or(0);
    let mut all = Vec::new();
    let mut add = |number: usize, change: String, by: Option<String>| {
        let mut changed: Vec<&str> = lines.clone();
        let by = by.unwrap_or_default();
        changed[number] = &by;
        all.push(Mutant {
            path: path.to_owned(),
            line: number + 1,
            change,
            code: lines[number].trim().to_owned(),
            text: changed.join("\n") + "\n",
        });
    };
    for (number, line) in lines.iter().enumerate().skip(start + 1) {
        if line.starts_with("import ") || line.trim_start().starts_with('#') {
            continue;
        }
        if is_step(line) {
            add(number, "dropped".to_owned(), None);
        }
        for (change, by) in changes(line) {
            add(number, change, Some(by));
        }
    }
    all
}

/// The files that judge a policy: the library, the data, and those rules whose answers it is part
/// of: its own folder, or for a module of the library the folders that import it.
fn stage(files: &Files, path: &str, with_rules: bool) -> Files {
    let in_library = |p: &str| p.contains("/lib/") || p.contains("/data/");
    let own = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut modules = BTreeSet::from([own.to_owned()]);
    if with_rules {
        loop {
            let before = modules.len();
            for (p, text) in files
                .iter()
                .filter(|(p, _)| p.contains("/lib/") && p.ends_with(".rego"))
            {
                if modules.iter().any(|m| imports(text, m)) {
                    modules.insert(p.rsplit_once('/').map_or("", |(f, _)| f).to_owned());
                }
            }
            if modules.len() == before {
                break;
            }
        }
    }
    let uses = |folder: &str| {
        files
            .get(&format!("{folder}/policy.rego"))
            .is_some_and(|text| modules.iter().any(|m| imports(text, m)))
    };
    let keep = |p: &str| {
        let folder = p.rsplit_once('/').map_or("", |(f, _)| f);
        if in_library(p) {
            // Tests of other modules of the library say nothing of this one.
            return !p.ends_with("_test.rego") || modules.contains(folder);
        }
        folder == own || (with_rules && path.contains("/lib/") && uses(folder))
    };
    files
        .iter()
        .filter(|(p, _)| keep(p))
        .map(|(p, t)| (p.clone(), t.clone()))
        .collect()
}

/// Whether a text imports the module of a folder such as `salesforce/lib/paths`.
fn imports(text: &str, folder: &str) -> bool {
    let package = format!("import data.tenantlint.{}", folder.replace('/', "."));
    text.lines().any(|line| {
        line.strip_prefix(&package)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
    })
}

fn settings() -> Settings {
    let mut settings = Settings {
        as_of: Some(policy_support::AS_OF.to_owned()),
        ..Settings::default()
    };
    settings.evaluate.max_rule_time = Duration::from_secs(5);
    settings
}

/// What the tests say of a set of files.
#[derive(Debug, Default)]
struct Tested {
    /// Some policy does not load.
    broken: bool,
    /// The tests that failed.
    failed: Vec<String>,
    /// What the rules say of their own examples.
    said: BTreeMap<String, serde_json::Value>,
}

fn tested(files: &Files) -> Tested {
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(p, t)| (p.as_str(), t.as_str()))
        .collect();
    let host = Memory::new(&files);
    let folders = [PathBuf::from("salesforce")];
    let settings = settings();
    let ran = test::run(&host, &settings, &folders);
    let unusable = ["TL-POLICY-001", "TL-POLICY-002"];
    let mut tested = Tested {
        broken: ran.failures.iter().any(|f| unusable.contains(&f.id)),
        ..Tested::default()
    };
    let failed = ran.outcomes.iter().filter(|o| !o.problems.is_empty());
    tested.failed = failed.map(|o| o.name.clone()).collect();
    if !tested.broken && tested.failed.is_empty() {
        let mut sources = SourceMap::new();
        let (rules, _) = lint::load_folders(&host, &settings, &folders, &mut sources);
        tested.said = policy_support::answers(&rules, &sources, &settings);
    }
    tested
}

/// The files that judge a policy, and what is said of them as it stands.
struct Stage {
    files: Files,
    said: BTreeMap<String, serde_json::Value>,
}

fn fate(mutant: &Mutant, stages: &[Stage]) -> Fate {
    for stage in stages {
        let mut files = stage.files.clone();
        files.insert(mutant.path.clone(), mutant.text.clone());
        let now = tested(&files);
        if now.broken {
            return Fate::Stillborn;
        }
        if !now.failed.is_empty() || now.said != stage.said {
            return Fate::Killed;
        }
    }
    Fate::Survived
}

/// Survivors that are known: path, line of code, change, reason.
fn known() -> BTreeMap<(String, String, String), String> {
    include_str!("mutants/survivors.tsv")
        .lines()
        .skip(1)
        .map(|line| {
            let mut parts = line.split('\t').map(str::to_owned);
            let mut next = || parts.next().expect("path, code, change and reason");
            ((next(), next(), next()), next())
        })
        .collect()
}

#[test]
#[ignore = "takes minutes: .ci/run starts it in release mode"]
fn every_change_of_a_policy_is_noticed() {
    let files = policies();
    let filter = std::env::var("TENANTLINT_MUTANTS").unwrap_or_default();
    let judged: Vec<&String> = files
        .keys()
        .filter(|p| p.ends_with(".rego") && !p.ends_with("_test.rego") && p.contains(&filter))
        .collect();
    assert!(!judged.is_empty(), "no policy's path holds `{filter}`");
    let mut all = Vec::new();
    let mut stages = BTreeMap::new();
    for path in judged {
        let mut own = vec![stage(&files, path, false)];
        if path.contains("/lib/") {
            own.push(stage(&files, path, true));
        }
        let own: Vec<Stage> = own
            .into_iter()
            .map(|files| {
                let Tested {
                    broken,
                    failed,
                    said,
                } = tested(&files);
                assert!(
                    !broken && failed.is_empty(),
                    "{path} fails before any change: {failed:?}"
                );
                Stage { files, said }
            })
            .collect();
        stages.insert(path.clone(), own);
        all.extend(mutants(path, &files[path]));
    }
    let next = AtomicUsize::new(0);
    let fates = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some(mutant) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let fate = fate(mutant, &stages[&mutant.path]);
                    fates
                        .lock()
                        .expect("no thread panics")
                        .push((mutant.clone(), fate));
                }
            });
        }
    });
    let fates = fates.into_inner().expect("no thread panics");
    let count = |wanted: Fate| fates.iter().filter(|(_, f)| *f == wanted).count();
    println!(
        "mutants: {}, killed {}, survived {}, did not load {}",
        fates.len(),
        count(Fate::Killed),
        count(Fate::Survived),
        count(Fate::Stillborn),
    );
    let known = known();
    let key = |m: &Mutant| (m.path.clone(), m.code.clone(), m.change.clone());
    let mut wrong: Vec<String> = fates
        .iter()
        .filter(|(m, f)| *f == Fate::Survived && !known.contains_key(&key(m)))
        .map(|(m, _)| format!("{}:{}\t{}\t{}", m.path, m.line, m.code, m.change))
        .collect();
    let survived: BTreeSet<_> = fates
        .iter()
        .filter(|(_, f)| *f == Fate::Survived)
        .map(|(m, _)| key(m))
        .collect();
    let stale = known
        .keys()
        .filter(|k| k.0.contains(&filter) && !survived.contains(*k));
    wrong.extend(stale.map(|(path, code, change)| {
        format!("{path}\t{code}\t{change}\tis listed and did not survive")
    }));
    wrong.sort();
    assert!(
        wrong.is_empty(),
        "{} survivors:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn changes_of_a_line_are_what_they_say() {
    let of = |line: &str| {
        changes(line)
            .into_iter()
            .map(|(_, l)| l)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        of("\tx.a == true # == 1"),
        ["\tx.a != true # == 1", "\tx.a == false # == 1"]
    );
    assert_eq!(
        of("\tnot x[\"== 2\"]"),
        ["\tx[\"== 2\"]", "\tnot x[\"== 2~\"]"]
    );
    assert_eq!(
        of("\tcount(a1) >= 12"),
        ["\tcount(a1) < 12", "\tcount(a1) >= 13"]
    );
    assert!(
        is_step("\tcount(x) == 1")
            && !is_step("\t}")
            && !is_step("deny if {")
            && !is_step("\tfound := {x |")
    );
}
