//! Mutation testing of the bundled policies: every policy is changed in one small way at a time,
//! and its tests and examples must notice, or what it says of them (`tests/answers/`) change. A
//! change that nothing notices is a survivor: it is either a hole in the tests, or is listed in
//! `tests/mutants/survivors.tsv` with the reason why it changes nothing that matters.
//!
//! It takes minutes, so that `.ci/slow` starts it in release mode and `cargo test` leaves it out:
//! `cargo test --release --test mutants -- --ignored --nocapture`. `TENANTLINT_MUTANTS` limits it
//! to the policies whose path holds one of its texts, separated by commas.

mod cli_support;
mod policy_support;

#[path = "mutants/changes.rs"]
mod changes;
#[path = "mutants/stage.rs"]
mod stage;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use changes::{Key, Mutant};
use stage::{Fate, Files, Pack};

fn here(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(below)
}

/// The policies as they lie on the disk, so that none is judged that an older build holds.
fn policies() -> Files {
    let root = here("policies");
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

/// Survivors that are known, each with the number of its lines in the list.
fn known() -> BTreeMap<Key, usize> {
    let text = std::fs::read_to_string(here("tests/mutants/survivors.tsv"));
    let mut all = BTreeMap::new();
    for line in text.expect("the list is there").lines().skip(1) {
        let [path, code, change, reason] = line
            .split('\t')
            .collect::<Vec<_>>()
            .try_into()
            .unwrap_or_else(|_| panic!("no path, code, change and reason: {line}"));
        assert!(!reason.is_empty(), "without a reason: {line}");
        let key = (path.to_owned(), code.to_owned(), change.to_owned());
        *all.entry(key).or_default() += 1;
    }
    all
}

/// What becomes of each mutant, in their order.
#[expect(
    clippy::print_stdout,
    reason = "a survivor is worth a look before the end"
)]
fn fates(mutants: &[Mutant], pack: &Pack) -> Vec<Fate> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut fates = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(mutant) = mutants.get(number) else {
                return fates;
            };
            let fate = pack.fate(&mutant.path, &mutant.text);
            let fate = fate.unwrap_or_else(|e| panic!("{e}"));
            if fate == Fate::Survived {
                println!("survived: {}", mutant.shown());
            }
            fates.push((number, fate));
        }
    };
    std::thread::scope(|scope| {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let started: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let mut all: Vec<(usize, Fate)> = started
            .into_iter()
            .flat_map(|thread| thread.join().expect("judging does not panic"))
            .collect();
        all.sort_unstable();
        all.into_iter().map(|(_, fate)| fate).collect()
    })
}

/// Survivors that are not listed, and listed ones that do not survive.
fn wrong(survivors: &[&Mutant], mut known: BTreeMap<Key, usize>) -> Vec<String> {
    let mut wrong = Vec::new();
    for mutant in survivors {
        match known.get_mut(&mutant.key()) {
            Some(left) if *left > 0 => *left -= 1,
            _ => wrong.push(mutant.shown()),
        }
    }
    let stale = known.into_iter().filter(|(_, left)| *left > 0);
    wrong.extend(stale.map(|((path, code, change), _)| {
        format!("{path}\t{code}\t{change}\tis listed and did not survive")
    }));
    wrong
}

#[test]
#[ignore = "takes minutes: .ci/slow starts it in release mode"]
fn every_change_of_a_policy_is_noticed() {
    let pack = Pack::new(policies());
    let filter = std::env::var("TENANTLINT_MUTANTS").unwrap_or_default();
    let wanted = |path: &String| filter.split(',').any(|part| path.contains(part));
    let policies = pack.policies().filter(|(path, _)| wanted(path));
    let mutants: Vec<Mutant> = policies
        .flat_map(|(path, text)| changes::mutants(path, text))
        .collect();
    assert!(!mutants.is_empty(), "no policy's path holds `{filter}`");
    let fates = fates(&mutants, &pack);
    let count = |wanted: Fate| fates.iter().filter(|fate| **fate == wanted).count();
    println!(
        "{} mutants: {} killed, {} broken, {} survived",
        mutants.len(),
        count(Fate::Killed),
        count(Fate::Broken),
        count(Fate::Survived),
    );
    let survivors: Vec<&Mutant> = mutants
        .iter()
        .zip(&fates)
        .filter(|(_, fate)| **fate == Fate::Survived)
        .map(|(mutant, _)| mutant)
        .collect();
    let mut known = known();
    known.retain(|(path, _, _), _| wanted(path));
    let wrong = wrong(&survivors, known);
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn the_list_of_survivors_is_exact() {
    let mutant = |change: &str| Mutant {
        path: "p".to_owned(),
        line: 1,
        change: change.to_owned(),
        code: "c".to_owned(),
        text: String::new(),
    };
    let key = |change: &str| ("p".to_owned(), "c".to_owned(), change.to_owned());
    let (listed, other) = (mutant("listed"), mutant("other"));
    let known = BTreeMap::from([(key("listed"), 1)]);
    assert!(wrong(&[&listed], known.clone()).is_empty());
    assert_eq!(
        wrong(&[&listed, &listed], known.clone()),
        ["p:1\tc\tlisted"]
    );
    assert_eq!(
        wrong(&[&other], known),
        [
            "p:1\tc\tother",
            "p\tc\tlisted\tis listed and did not survive"
        ]
    );
}
