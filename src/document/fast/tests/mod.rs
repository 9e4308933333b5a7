//! What the fast path answers is what the full parser answers, over written and real texts.
//!
//! The texts come from a seed. Each is told in a failure, so that it can become a case of its own.

#![expect(
    clippy::disallowed_methods,
    reason = "the real files are read where they lie"
)]

mod generate;

use std::path::{Path, PathBuf};

use self::generate::{Random, mutant, soup, written};
use super::super::characters::inspect;
use super::super::notes::Notes;
use super::super::{Limits, damage, parse, parse_in_full, xml};
use crate::check::Check;
use crate::source::{Encoding, SourceMap};

/// How many texts are written, and how many mutants each has.
const WRITTEN: usize = 2_500;
const MUTANTS: usize = 20;

/// Compares the two parsers on a text; whether the fast path answered.
fn compare(text: &str, limits: &Limits) -> bool {
    let file = SourceMap::new().add("t", "", Encoding::Utf8);
    let full = parse_in_full(file, text.into(), limits);
    let answer = parse(file, text.into(), limits);
    assert!(
        answer == full,
        "the two differ on {text:?} within {limits:?}:\n{answer:#?}\n{full:#?}"
    );
    let mut notes = Notes::default();
    let is_content = inspect(text, Check::YamlSyntax, &mut notes) == Ok(true);
    let reaches_it = is_content && damage::inspect(text).is_ok() && !xml::is_markup(text);
    reaches_it && super::parse(file, &text.into(), limits, &notes).is_some()
}

fn answered(text: &str) -> bool {
    compare(text, &Limits::default())
}

#[test]
fn what_exports_hold_is_answered() {
    for text in [
        "",
        "\n",
        "# nothing\n",
        "---\na: 1\n",
        "# c\n--- # c\n# c\na: 1 # c\n",
        "\u{feff}a: 1\n",
        "a: b\n---\nc: d\n# e\n--- # f\n- g\n---\nh\n",
        "a: b\u{ad}\u{200b}c # \u{2060}\n",
        "a: 2026 b\n  1_000\n",
        "a: 1",
        "a:",
        "a:\r\n  b: c\r\n\r\n  # d\r\n  d: # e\r\n",
        "a: # c\n  b\n",
        "a:\n- b: c\n  d: e\n-\n- f\ng: h\n",
        "a:\n  - b\n  -   c: d\n      e: f\n  - - g\n    - h\n",
        "- a\n- b: c\n\n-\n- \n",
        "a: it's \"b\" [c] {d} e#f, http://g:8080 &h *i !j\n",
        "\"a\": \"b\\n\\u3042\\ud83d\\udeb2\\\\\"\n'c' : 'it''s' # d\n",
        "a: {b: c, \"d\":1, 'e': [f, -1, {}, []]} # g\n",
        "a: []\nb: {}\n",
        "{\"a\": [1, 2.5, true, null, \"b\"],\r\n\t\"c\"  : {\"d\": {}}}\n# e\n",
        "[]",
        "日本: 語 # 🚲\n",
        "a: -1\nc: 0x1F\n",
        "a\n",
        "1: a\n2: b\n",
        "a: b\n  c\n\n  d\n \n\n  - e\n# f\ng: h\n",
        "a:\n- b\n  c\n- d:\n    e\n   f\n",
        "a: 'b \n\n\n  c''d\n  ' # e\n",
        "a: \"b \n  c\\\n  d\\n\n\n e \\\n\n  f\"\n",
        "a: |\n  b\n\n   c # d \n  \n# e\nb: >-\n\n\n    f\n    g\n\n\n    h\n",
        "- |-\n  a\n- b: |\r\n   c\r\n\r\n",
        "a: >\n  b",
        "a: [\n  b, 'c\n  d',\n{e: f\n}\n] # g\n",
        "a: ~\nb: 2026-11-22\nc: 1_000\nd: 010\ne: -0\nf: yes\n",
    ] {
        assert!(answered(text), "{text:?}");
    }
}

#[test]
fn what_is_not_plain_is_left_to_the_full_parser() {
    for text in [
        "a: b\n  c: d\n",
        "a: b # c\n  d\n",
        "a: [b]\n  c\n",
        "a: b\n  c # d\n  e\n",
        "a\nb\n",
        "a: 'b\n\tc'\n",
        "a: 'b\n---\nc'\n",
        "'a\n  b': c\n",
        "a: |+\n  b\n",
        "a: |2\n  b\n",
        "a: | # b\n  c\n",
        "a: |\n   \n  b\n",
        "a: >\n  b\n   c\n",
        "a: |\nb: c\n",
        "a: {b: c,\n\td: e}\n",
        "a: &b c\n",
        "a: *b\n",
        "a: !!str b\n",
        "<<: {a: b}\n",
        "? a\n: b\n",
        "%YAML 1.2\n---\na: b\n",
        "a: b\n---\n---\nc: d\n",
        "---\n--- # c\na: b\n",
        "--- a\n",
        "a: b\n...\n",
        "a:\tb\n",
        "\ta: b\n",
        "a: b\u{85}c\n",
        "a: b\u{2028}c\n",
        "a: 010\n  b\n",
        "a: 2026-11-22\n  10:00:00\n",
        "a: 1\na: 2\n",
        "1: a\n0x1: b\n",
        "a: 1\n'a': 2\n",
        "{a: 1, \"\\u0061\": 2}",
        "a: b: c\n",
        "a: [b\n",
        "- a\nb: c\n",
        "a: b\n c: d\n",
        "---\n",
        "a: b\rc: d\r",
    ] {
        let limits = Limits::default();
        assert!(!compare(text, &limits), "{text:?}");
    }
}

/// The keys of a mapping that is compared pair by pair, of one that is sorted, and of one that
/// needs a closer look, each with a duplicate somewhere.
#[test]
fn duplicates_are_found_however_many_keys_there_are() {
    for count in [2, 5, 15, 16, 17, 18, 300] {
        for twin in [0, count / 2, count - 1] {
            let keys = |last: &str| {
                let all = (0..count).map(|n| format!("Field_Number_{n:04}__c: x\n"));
                all.collect::<String>() + last
            };
            assert!(answered(&keys("")), "{count}");
            let last = format!("Field_Number_{twin:04}__c: y\n");
            assert!(!answered(&keys(&last)), "{count}, {twin}");
        }
    }
}

#[test]
fn the_limits_are_those_of_the_full_parser() {
    let nested = |depth: usize| {
        let line = |n: usize| format!("{}a:\n", " ".repeat(n));
        (0..depth).map(line).collect::<String>()
    };
    let limits = Limits::default();
    assert!(compare(&nested(limits.max_depth), &limits));
    assert!(!compare(&nested(limits.max_depth + 1), &limits));
    let flow = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(compare(&flow(limits.max_depth), &limits));
    assert!(!compare(&flow(limits.max_depth + 1), &limits));
    for (max_nodes, max_scalar_bytes, fits) in [(3, 5, true), (2, 5, false), (3, 4, false)] {
        let limits = Limits {
            max_nodes,
            max_scalar_bytes,
            ..Limits::default()
        };
        assert_eq!(compare("a: bcdef\n", &limits), fits);
    }
    for length in [59_000, 70_000] {
        compare(&format!("{}: b\n", "a".repeat(length)), &limits);
    }
    for (before, behind) in [("a:\n", "  b\n"), ("-\n", "  b: c\n"), ("", "a: b\n")] {
        for count in [10, 100_100] {
            let text = format!("{before}{}{behind}", "# c\n".repeat(count));
            assert_eq!(compare(&text, &limits), count == 10);
        }
    }
}

/// Some texts within limits that they may exceed.
fn limits(random: &mut Random) -> Limits {
    if !random.one_in(20) {
        return Limits::default();
    }
    Limits {
        max_depth: random.below(5),
        max_nodes: random.below(40),
        max_scalar_bytes: random.below(20),
        ..Limits::default()
    }
}

#[test]
fn written_texts_and_their_mutants_agree() {
    let mut random = Random::new(1);
    let (mut plain, mut mutants) = (0, 0);
    for _ in 0..WRITTEN {
        let text = written(&mut random);
        plain += usize::from(answered(&text));
        for _ in 0..MUTANTS {
            let limits = limits(&mut random);
            mutants += usize::from(compare(&mutant(&text, &mut random), &limits));
        }
    }
    // A fast path that gives up would agree with anything.
    assert!(plain * 100 >= WRITTEN * 99, "{plain} of {WRITTEN}");
    assert!(mutants * 5 >= WRITTEN * MUTANTS, "{mutants}");
}

#[test]
fn texts_of_random_tokens_agree() {
    let mut random = Random::new(2);
    let count = 60_000;
    let answers = (0..count).filter(|_| answered(&soup(&mut random))).count();
    assert!(answers * 20 >= count, "{answers} of {count}");
}

#[test]
fn real_files_agree_and_are_answered() {
    let Some(corpus) = std::env::var_os("TENANTLINT_CORPUS") else {
        eprintln!("skipped: no real file was parsed: TENANTLINT_CORPUS is not set");
        return;
    };
    let mut files = Vec::new();
    find(Path::new(&corpus), &mut files);
    files.sort();
    assert!(files.len() > 100, "the files are found");
    let read = |path: &PathBuf| std::fs::read_to_string(path).expect("a text");
    let left: Vec<_> = files.iter().filter(|path| !answered(&read(path))).collect();
    assert!(
        left.len() * 10 <= files.len(),
        "left to the full parser: {left:#?}"
    );
}

fn find(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            find(&path, files);
        } else if matches!(
            path.extension().and_then(|e| e.to_str()),
            Some("yaml" | "yml" | "json")
        ) {
            files.push(path);
        }
    }
}
