//! Which format goes where.

use tenantlint::cli::output::{Flag, Sink, Target, pair};
use tenantlint::report::Format;

/// `json`, `human` and `concise` are formats, all else are files.
fn paired(flags: &[&str]) -> Result<Vec<(Format, Option<String>)>, String> {
    let flags = flags.iter().map(|f| match f.parse() {
        Ok(format) => Flag::Format(format),
        Err(_) => Flag::Output(f.into()),
    });
    let name = |sink: Sink| match sink.target {
        Target::Stdout => (sink.format, None),
        Target::File(path) => (sink.format, Some(path.display().to_string())),
    };
    pair(flags).map(|sinks| sinks.into_iter().map(name).collect())
}

fn right(flags: &[&str], want: &[(Format, Option<&str>)]) {
    let want = want
        .iter()
        .map(|(f, p)| (*f, p.map(str::to_owned)))
        .collect();
    assert_eq!(paired(flags), Ok(want), "{flags:?}");
}

fn wrong(flags: &[&str], part: &str) {
    let message = paired(flags).expect_err("it is ambiguous");
    assert!(message.contains(part), "{flags:?}: {message}");
}

#[test]
fn each_file_belongs_to_the_format_before_it() {
    use Format::{Concise, Human, Json};
    right(&[], &[(Human, None)]);
    right(&["json"], &[(Json, None)]);
    right(&["json", "r.json"], &[(Json, Some("r.json"))]);
    right(
        &["json", "r.json", "human"],
        &[(Json, Some("r.json")), (Human, None)],
    );
    right(
        &["human", "json", "r.json"],
        &[(Human, None), (Json, Some("r.json"))],
    );
    right(&["json", "-"], &[(Json, None)]);
    right(
        &["json", "a", "json", "b", "concise", "c"],
        &[(Json, Some("a")), (Json, Some("b")), (Concise, Some("c"))],
    );
}

#[test]
fn what_is_ambiguous_is_refused() {
    wrong(&["r.json"], "has no `--format` before it");
    wrong(&["r.json", "json"], "has no `--format` before it");
    wrong(&["json", "a", "b"], "one `--format` has two files");
    wrong(&["json", "human"], "standard output");
    wrong(&["json", "-", "human"], "standard output");
    wrong(
        &["json", "a", "human", "a"],
        "two formats would be written to `a`",
    );
}
