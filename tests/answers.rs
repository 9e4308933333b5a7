//! What each bundled rule says of its own examples, word for word: `tests/answers/`. Messages,
//! places, chains and fixes are what a user reads, so that a change of them shows up in review.
//!
//! `TENANTLINT_RENEW=1` writes the files anew.

mod cli_support;
mod policy_support;

use std::collections::BTreeSet;
use std::path::Path;

use tenantlint::lint::{self, Settings};
use tenantlint::source::SourceMap;

#[test]
fn every_rule_says_of_its_examples_what_it_said() {
    let settings = Settings::default();
    let mut sources = SourceMap::new();
    let host = cli_support::Memory::new(&[]);
    let (rules, failures) = lint::load_rules(&host, &settings, &mut sources);
    assert!(failures.is_empty(), "{failures:?}");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/answers");
    let renew = std::env::var_os("TENANTLINT_RENEW").is_some();
    let mut wrong = Vec::new();
    let mut names = BTreeSet::new();
    for (rule, said) in policy_support::answers(&rules, &sources, &settings) {
        let path = folder.join(format!("{rule}.json"));
        let text = format!("{said:#}\n");
        if renew {
            std::fs::write(&path, &text).expect("it is written");
        } else if std::fs::read_to_string(&path).ok().as_ref() != Some(&text) {
            wrong.push(format!("{rule} says now: {text}"));
        }
        names.insert(format!("{rule}.json"));
    }
    for entry in std::fs::read_dir(&folder).expect("tests/answers is there") {
        let path = entry.expect("an entry").path();
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        if !names.contains(&name) {
            if renew {
                std::fs::remove_file(&path).expect("it is removed");
            } else {
                wrong.push(format!("tests/answers/{name} is of no rule"));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{}\nread why, then renew them with TENANTLINT_RENEW=1",
        wrong.join("\n")
    );
}
