//! Hostile texts end in a clear error, or are read, in bounded time and memory.
//!
//! Each text is read in a process of its own, for the memory of a process is only measured as a
//! whole. The bounds leave room for slow machines and builds without optimisation; what grows
//! faster than its text exceeds them by far at these sizes.

#![expect(
    clippy::disallowed_methods,
    reason = "the clock and the memory of a process are what is measured"
)]

use std::io::Write as _;
use std::process::Command;
use std::time::{Duration, Instant};

use tenantlint::document::{Limits, decode, parse};
use tenantlint::source::{Encoding, SourceMap};

const TIME: Duration = Duration::from_secs(120);
/// Bytes of memory for each byte of text, and for the program itself.
const MEMORY: (u64, u64) = (40, 128 << 20);
const NAME: &str = "TENANTLINT_HOSTILE";

/// A name, the text, and words of the first error; empty where the text is read.
type Case = (&'static str, fn() -> Vec<u8>, &'static str);

const CASES: &[Case] = &[
    (
        "nested brackets",
        || repeat("[", 100_000),
        "`max-depth` is 200",
    ),
    (
        "nested braces",
        || repeat("{a: ", 100_000),
        "`max-depth` is 200",
    ),
    (
        "nested dashes",
        || repeat("- ", 100_000),
        "`max-depth` is 200",
    ),
    (
        "nested questions",
        || repeat("? ", 100_000),
        "`max-depth` is 200",
    ),
    (
        "nested indentation",
        || staircase(2_000),
        "`max-depth` is 200",
    ),
    (
        "aliases of aliases",
        || laughs(64),
        "`max-expanded-nodes` is 100000000",
    ),
    (
        "merges of merges",
        || merges(64),
        "`max-expanded-nodes` is 100000000",
    ),
    (
        "a chain of aliases",
        || chain("[*a{}]", 100_000),
        "`max-depth` is 200",
    ),
    (
        "a chain of merges",
        || chain("{<<: *a{}, k: 1}", 100_000),
        "`max-depth` is 200",
    ),
    (
        "a long quoted scalar",
        || wrap("a: \"", repeat("x", 50 << 20), "\""),
        "`max-scalar-bytes` is 16777216",
    ),
    (
        "a long plain scalar",
        || wrap("a: ", repeat("x", 50 << 20), "\n"),
        "`max-scalar-bytes` is 16777216",
    ),
    (
        "a long block scalar",
        || wrap("a: |\n", repeat("  some words\n", 4 << 20), ""),
        "`max-scalar-bytes` is 16777216",
    ),
    (
        "a long folded scalar",
        || wrap("a: \"", repeat("x\n ", 1 << 20), "\""),
        "",
    ),
    (
        "escapes",
        || wrap("a: \"", repeat("\\u0041", 1 << 20), "\""),
        "",
    ),
    ("digits", || repeat("9", 10 << 20), ""),
    (
        "a text too long",
        || repeat("# 89012345678901\n", 16 << 20),
        "`max-bytes` is 268435456",
    ),
    (
        "invalid UTF-8",
        || wrap("a: ", vec![0xFF; 1 << 20], "\n"),
        "byte 3 is not valid UTF-8",
    ),
    (
        "zero bytes",
        || wrap("a: b\n", vec![0; 1 << 20], "\n"),
        "U+0000",
    ),
    (
        "unmarked UTF-16",
        || {
            "a: b\n"
                .repeat(1 << 18)
                .encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect()
        },
        "looks like UTF-16",
    ),
    (
        "97 comments",
        || wrap("a:\n", repeat("  # c\n", 97), "  b: 1\n"),
        "",
    ),
    (
        "90,000 comments",
        || wrap("a:\n", repeat("  # c\n", 90_000), "  b: 1\n"),
        "",
    ),
    (
        "200,000 comments",
        || wrap("a:\n  -\n", repeat("  # c\n", 200_000), "  - 1\n"),
        "at most 100000 are read",
    ),
    (
        "one line of JSON",
        || {
            wrap(
                "{",
                join(700_000, |i| format!("\"k{i}\": {i}, ")),
                "\"z\": 1}",
            )
        },
        "",
    ),
    (
        "one line of words",
        || wrap("a: ", repeat("x y ", 5 << 19), "\n"),
        "",
    ),
    (
        "a long key",
        || wrap("{\"", repeat("k", 60_000), "\": 1}"),
        "",
    ),
    (
        "a longer key",
        || wrap("{\"", repeat("k", 1 << 20), "\": 1}"),
        "65,536 characters",
    ),
    (
        "anchors",
        || join(100_000, |i| format!("- &a{i} x\n- *a{i}\n")),
        "",
    ),
    (
        "one anchor again and again",
        || repeat("- &a x\n- *a\n", 100_000),
        "",
    ),
    (
        "unknown aliases",
        || repeat("- *a\n", 300_000),
        "no anchor before this place",
    ),
    ("documents", || repeat("--- a\n", 1_000_000), ""),
    ("empty documents", || repeat("---\n", 1_000_000), ""),
    ("keys", || join(500_000, |i| format!("k{i}: \n")), ""),
    (
        "one key again and again",
        || repeat("a: 1\n", 300_000),
        "stands 300000 times",
    ),
    (
        "keys twice",
        || join(500_000, |i| format!("k{}: \n", i / 2)),
        "stands twice",
    ),
    (
        "entries of flow pairs",
        || wrap("[", repeat("\"a\":1,", 250_000), "]"),
        "",
    ),
    (
        "blank lines",
        || wrap("a:\n", repeat("\n", 10 << 20), "  b: 1\n"),
        "",
    ),
    ("blank block scalars", || repeat("- |\n   \n", 500_000), ""),
    (
        "a blank block scalar",
        || wrap("a: |\n", repeat("   \n", 1 << 20), "b: 1\n"),
        "",
    ),
    ("ambiguous scalars", || repeat("- 010\n", 300_000), ""),
    (
        "hidden characters",
        || wrap("# ", repeat("\u{202e}", 1_000_000), "\n"),
        "",
    ),
    (
        "long tags",
        || {
            wrap(
                &format!("%TAG !t! tag:{}\n---\n", "x".repeat(900)),
                join(400_000, |i| format!("- !t!{i} a\n")),
                "",
            )
        },
        "the tags are too long",
    ),
    (
        "many handles",
        || {
            wrap(
                "",
                join(50_000, |i| format!("%TAG !t{i}! tag:x{i}\n")),
                "---\na\n",
            )
        },
        "",
    ),
];

fn repeat(text: &str, times: usize) -> Vec<u8> {
    text.repeat(times).into_bytes()
}

fn wrap(before: &str, inside: Vec<u8>, after: &str) -> Vec<u8> {
    [before.as_bytes(), &inside, after.as_bytes()].concat()
}

fn join(count: usize, part: impl Fn(usize) -> String) -> Vec<u8> {
    (0..count).map(part).collect::<String>().into_bytes()
}

fn staircase(depth: usize) -> Vec<u8> {
    join(depth, |i| format!("{}a:\n", " ".repeat(i)))
}

/// Each anchor stands for nine of the one before it.
fn laughs(depth: usize) -> Vec<u8> {
    let line = |i: usize| format!("- &a{} [{}]\n", i + 1, vec![format!("*a{i}"); 9].join(", "));
    wrap("- &a0 lol\n", join(depth, line), "")
}

fn merges(depth: usize) -> Vec<u8> {
    let line = |i: usize| {
        format!(
            "- &a{} {{<<: [{}], k{i}: 1}}\n",
            i + 1,
            vec![format!("*a{i}"); 9].join(", ")
        )
    };
    wrap("- &a0 {k: 1}\n", join(depth, line), "")
}

fn chain(link: &str, length: usize) -> Vec<u8> {
    let line = |i: usize| format!("- &a{} {}\n", i + 1, link.replace("{}", &i.to_string()));
    wrap("- &a0 {x: 1}\n", join(length, line), "")
}

/// The first error of a text, or nothing.
fn read(bytes: &[u8]) -> String {
    let text = match decode(bytes) {
        Ok((text, _)) => text,
        Err(error) => return error.message,
    };
    let mut sources = SourceMap::new();
    let file = sources.add("hostile.yaml", text.as_str(), Encoding::Utf8);
    match parse(file, text.into(), &Limits::default()) {
        Ok(_) => String::new(),
        Err(errors) => errors
            .first()
            .map(|e| format!("{} {}", e.message, e.help))
            .unwrap_or_default(),
    }
}

/// The most memory that this process ever had, in bytes; nothing where the system does not tell.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes * 1024)
}

/// Reads the one text that the parent names, and reports on standard error: time in
/// milliseconds, memory in bytes, the first error.
#[test]
fn child() {
    let Ok(name) = std::env::var(NAME) else {
        return;
    };
    let case = CASES.iter().find(|c| c.0 == name).expect("a case");
    let bytes = (case.1)();
    let before = peak_memory().unwrap_or(0);
    let start = Instant::now();
    let error = read(&bytes);
    let time = start.elapsed().as_millis();
    let memory = peak_memory().unwrap_or(0).saturating_sub(before);
    writeln!(
        std::io::stderr(),
        "RESULT\t{time}\t{memory}\t{}\t{error}",
        bytes.len()
    )
    .expect("standard error is open");
}

#[test]
fn hostile_texts_are_bounded_in_time_and_memory() {
    let program = std::env::current_exe().expect("the path of this test");
    let mut failures = Vec::new();
    for (name, _, words) in CASES {
        let output = Command::new(&program)
            .args(["--exact", "child", "--nocapture"])
            .env(NAME, name)
            .output()
            .expect("the child runs");
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        let result = text.lines().find_map(|l| l.strip_prefix("RESULT\t"));
        let fields: Vec<&str> = result
            .map(|r| r.splitn(4, '\t').collect())
            .unwrap_or_default();
        let &[time, memory, length, error] = fields.as_slice() else {
            failures.push(format!("{name}: no result ({}): {text}", output.status));
            continue;
        };
        let number = |text: &str| text.parse::<u64>().expect("a number");
        let allowed = number(length) * MEMORY.0 + MEMORY.1;
        let right = if words.is_empty() {
            error.is_empty()
        } else {
            error.contains(words)
        };
        let bounded = u128::from(number(time)) < TIME.as_millis() && number(memory) < allowed;
        let line = format!(
            "{name}: {time} ms, {} MB, {length} bytes: {error:.100}",
            number(memory) >> 20
        );
        writeln!(std::io::stderr(), "{line}").expect("standard error is open");
        if !right || !bounded {
            failures.push(format!("{line} (expected {words:?})"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
