//! What is judged as another state of what was judged before is what is judged afresh: over made-up
//! changes of two tenants, told commit by commit by `history` and change by change by the hook.

mod git_support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use git_support::Repo;
use serde_json::Value;

const CONFIG: &str = "version: 1\ntenants:\n  - name: one\n    include: [one/**]\n  - name: two\n    include: [two/**]\n";

/// How many changes follow one another.
const CHANGES: usize = 28;

/// Numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % end
    }
}

fn files(folder: &Path, below: &str, all: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy();
        let below = format!("{below}/{name}");
        if path.is_dir() {
            files(&path, &below, all);
        } else if name != "tenantlint.yaml" {
            all.insert(below, fs::read_to_string(&path).expect("a text"));
        }
    }
}

/// The files of both tenants, of two kinds of project.
fn tenants() -> BTreeMap<String, String> {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut all = BTreeMap::new();
    files(&examples.join("merchant-portal"), "one", &mut all);
    files(&examples.join("parts-shop"), "two", &mut all);
    assert!(all.len() > 30, "{}", all.len());
    all
}

/// A word of a text the other way round, at one of its places.
fn flipped(text: &str, dice: &mut Dice) -> Option<String> {
    const WORDS: &[(&str, &str)] = &[("true", "false"), ("false", "true"), ("Private", "Read")];
    let there: Vec<_> = WORDS
        .iter()
        .filter(|(word, _)| text.contains(word))
        .collect();
    let (word, other) = there.get(dice.below(there.len().max(1)))?;
    let places: Vec<usize> = text.match_indices(word).map(|(at, _)| at).collect();
    let at = places[dice.below(places.len())];
    Some(format!(
        "{}{other}{}",
        &text[..at],
        &text[at + word.len()..]
    ))
}

/// The texts of a repository, which change one after the other.
struct Texts {
    original: BTreeMap<String, String>,
    now: BTreeMap<String, String>,
}

impl Texts {
    fn new() -> Self {
        let original = tenants();
        Self {
            now: original.clone(),
            original,
        }
    }

    /// Changes each tenant.
    fn change(&mut self, number: usize, dice: &mut Dice) {
        self.change_one("one/", number, dice);
        self.change_one("two/", number + 3, dice);
    }

    fn change_one(&mut self, tenant: &str, number: usize, dice: &mut Dice) {
        let names = self.original.keys();
        let names = names.filter(|name| name.starts_with(tenant));
        let names: Vec<String> = names.cloned().collect();
        let name = &names[dice.below(names.len())];
        let original = self.original[name].clone();
        let text = self.now.get(name).cloned();
        let waiver = "# tenantlint: waive SF-GUEST-002 until 2099-12-31 by crm: known";
        let after = match (number % 7, text) {
            // What is gone comes back.
            (_, None) => Some(original),
            (0, Some(_)) => None,
            (1, Some(text)) if text != original => Some(original),
            (2, Some(text)) if name.ends_with(".yaml") => {
                Some(format!("{text}\n# note {number}\n"))
            }
            (3, Some(text)) if name.ends_with(".yaml") => Some(format!("{waiver}\n{text}")),
            // It no longer parses.
            (4, Some(text)) => Some(format!("{text}\n<a: [1")),
            (_, Some(text)) => Some(flipped(&text, dice).unwrap_or_else(|| format!("{text}\n"))),
        };
        match after {
            Some(text) => drop(self.now.insert(name.clone(), text)),
            None => drop(self.now.remove(name)),
        }
        // Another file of the same tenant under another name, with what it says.
        if number % 9 == 5 {
            let name = name
                .replace("__c", "_Copy__c")
                .replace("Merchant", "Dealer");
            let text = self.original[&names[number % names.len()]].clone();
            self.now.insert(name, text);
        }
    }

    fn write(&self, repo: &Repo) {
        for folder in ["one", "two"] {
            if repo.at(folder).exists() {
                fs::remove_dir_all(repo.at(folder)).expect("it can be removed");
            }
        }
        self.now
            .iter()
            .for_each(|(name, text)| repo.write(name, text));
        repo.git(&["add", "--all", "."]);
    }
}

fn tenantlint(repo: &Repo, args: &[&str]) -> String {
    let ran = Command::new(env!("CARGO_BIN_EXE_tenantlint"))
        .current_dir(&repo.0)
        .args(args)
        .env_remove("XDG_CACHE_HOME")
        .env_remove("HOME")
        .output()
        .expect("the program starts");
    String::from_utf8(ran.stdout).expect("text")
}

fn json(repo: &Repo, args: &[&str]) -> Value {
    let told = tenantlint(repo, args);
    serde_json::from_str(&told).unwrap_or_else(|e| panic!("{args:?}: {e}: {told}"))
}

/// What a report tells of a state, without what it is beside another one.
fn told(report: &Value) -> BTreeSet<String> {
    let list = |name: &str| report[name].as_array().expect("a list").clone();
    let of_state = |finding: &Value| {
        let rule = finding["rule"].as_str().expect("a rule");
        !rule.starts_with("TL-CHANGE") && !rule.starts_with("TL-WAIVER")
    };
    let findings = list("findings").into_iter().filter(of_state);
    let told = findings.map(|finding| {
        let keys = [
            "rule",
            "severity",
            "message",
            "fingerprint",
            "subject",
            "access",
            "primary",
        ];
        keys.map(|key| finding[key].to_string()).join(" ")
    });
    let gaps = list("not_evaluated");
    let gaps = gaps.iter();
    let gaps = gaps.map(|gap| format!("{} {} {}", gap["rule"], gap["tenant"], gap["message"]));
    let failures = list("failures");
    let failures = failures.iter().map(Value::to_string);
    told.chain(gaps).chain(failures).collect()
}

#[test]
fn the_hook_tells_of_both_states_what_each_is_by_itself() {
    let repo = Repo::empty("incremental-hook");
    repo.write("tenantlint.yaml", CONFIG);
    let mut texts = Texts::new();
    texts.write(&repo);
    repo.git(&["commit", "--quiet", "--message=all"]);
    let mut dice = Dice(7);
    let mut gone = 0;
    let mut before: Option<BTreeSet<String>> = None;
    for number in 0..CHANGES {
        texts.change(number, &mut dice);
        texts.write(&repo);
        let staged = json(&repo, &["check", "--staged", "--format", "json"]);
        let afresh = json(&repo, &["check", "--format", "json"]);
        let (here, now) = (told(&staged), told(&afresh));
        let missing: Vec<_> = now.difference(&here).collect();
        assert!(missing.is_empty(), "change {number}: {missing:?}");
        // Beside another state a rule may be asked of a section that is not there any more.
        let more = here
            .difference(&now)
            .filter(|told| !told.contains("was not exported"));
        assert_eq!(
            more.collect::<Vec<_>>(),
            Vec::<&String>::new(),
            "change {number}"
        );
        for finding in staged["comparison"]["fixed"]
            .as_array()
            .into_iter()
            .flatten()
        {
            let print = finding["fingerprint"].to_string();
            let holds = |all: &BTreeSet<String>| all.iter().any(|told| told.contains(&print));
            assert!(!holds(&now), "change {number}: {finding}");
            assert!(
                before.as_ref().is_none_or(holds),
                "change {number}: {finding}"
            );
            gone += 1;
        }
        before = Some(now);
        repo.git(&["commit", "--quiet", "--allow-empty", "--message=change"]);
    }
    assert!(gone > 0, "some change mends something");
}

/// The files of a cache, by name.
fn kept(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(folder: &Path, all: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            match path.is_dir() {
                true => walk(&path, all),
                false => all.push(path),
            }
        }
    }
    let mut all = Vec::new();
    walk(&folder.join("states"), &mut all);
    let name = |path: &Path| {
        path.file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned()
    };
    let read = |path: &PathBuf| fs::read(path).expect("it can be read");
    all.iter().map(|path| (name(path), read(path))).collect()
}

#[test]
fn history_keeps_of_each_state_what_a_run_over_it_alone_keeps() {
    let repo = Repo::empty("incremental-history");
    let caches = Repo::folder("incremental-history-caches");
    repo.write("tenantlint.yaml", CONFIG);
    let mut texts = Texts::new();
    let mut dice = Dice(3);
    let mut commits = Vec::new();
    for number in 0..CHANGES {
        texts.write(&repo);
        let day = format!("{}-03-0{}T12:00:00Z", 2018 + number / 9, 1 + number % 9);
        let (authored, committed) = (
            format!("GIT_AUTHOR_DATE={day}"),
            format!("GIT_COMMITTER_DATE={day}"),
        );
        let commit = [
            "git",
            "commit",
            "--quiet",
            "--allow-empty",
            "--message=change",
        ];
        let ran = repo.run(
            "env",
            &[[&*authored, &*committed].as_slice(), &commit].concat(),
        );
        assert_eq!(ran.code, 0, "{}", ran.said);
        commits.push(repo.git(&["rev-parse", "HEAD"]).trim().to_owned());
        texts.change(number, &mut dice);
    }
    let history = |rev: &str, cache: &str, more: &[&str]| {
        let cache = caches.at(cache);
        let args = [
            "history",
            "--format",
            "json",
            "--rev",
            rev,
            "--threads",
            "1",
            "--cache-dir",
        ];
        let cache = cache.to_str().expect("text");
        json(&repo, &[&args, [cache].as_slice(), more].concat());
    };
    let last = commits.last().expect("a commit").clone();
    // All states as of one day, and those of the last commit as of all days that matter.
    history(&last, "all", &["--as-of", "2024-05-01"]);
    history(&last, "days", &[]);
    let all = kept(&caches.at("all"));
    let days = kept(&caches.at("days"));
    let day = |name: &String| name.split_once('-').expect("a day").1.to_owned();
    let eras: BTreeSet<String> = days.keys().map(day).collect();
    assert!(
        all.len() > CHANGES && eras.len() > 2,
        "{} {eras:?}",
        all.len()
    );
    let alone = |commit: &str| {
        let tree = format!("{commit}^{{tree}}");
        repo.git(&["commit-tree", &tree, "-m", "alone"])
            .trim()
            .to_owned()
    };
    for (number, commit) in commits.iter().enumerate() {
        let cache = format!("alone-{number}");
        history(&alone(commit), &cache, &["--as-of", "2024-05-01"]);
        for (name, state) in kept(&caches.at(&cache)) {
            assert!(all.get(&name) == Some(&state), "commit {number}: {name}");
        }
    }
    let mut compared = BTreeSet::new();
    for era in eras.iter().filter(|era| era.as_str() > "0001-01-01") {
        for commit in commits.iter().step_by(9) {
            let cache = format!("alone-{era}-{commit}");
            history(&alone(commit), &cache, &["--as-of", era]);
            for (name, state) in kept(&caches.at(&cache)) {
                if let Some(among) = days.get(&name) {
                    assert!(*among == state, "{era}: {name}");
                    compared.insert(era);
                }
            }
        }
    }
    assert!(compared.len() > 1, "{compared:?}");
}
