//! Every command in the README, and in pages that hold exact output, is run, and prints what they say
//! that it prints.
//!
//! In a ```console block, a line after `$ ` is a command, what follows is its whole output on
//! both streams; a line `...` stands for any number of lines, `[..]` for any text in a line.

use std::path::Path;
use std::process::Command;

struct Step {
    line: usize,
    command: String,
    output: Vec<String>,
}

fn steps(readme: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut inside = false;
    for (number, line) in readme.lines().enumerate() {
        if line.starts_with("```") {
            inside = line == "```console";
        } else if inside {
            match (line.strip_prefix("$ "), steps.last_mut()) {
                (Some(command), _) => steps.push(Step {
                    line: number + 1,
                    command: command.to_owned(),
                    output: Vec::new(),
                }),
                (None, Some(step)) => step.output.push(line.to_owned()),
                (None, None) => {}
            }
        }
    }
    steps
}

/// The words of a command after the program; `None` for what this test does not run itself.
fn arguments(command: &str) -> Option<String> {
    let run = [
        "cargo run --release --quiet -- ",
        "cargo run --release -- ",
        "tenantlint ",
    ];
    run.iter()
        .find_map(|prefix| command.strip_prefix(prefix))
        .map(str::to_owned)
}

fn line_fits(want: &str, got: &str) -> bool {
    let mut parts = want.split("[..]");
    let first = parts.next().unwrap_or("");
    let Some(mut rest) = got.strip_prefix(first) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else {
        return rest.is_empty();
    };
    for part in middle {
        let Some(at) = rest.find(part) else {
            return false;
        };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

fn fits(want: &[String], got: &[&str]) -> bool {
    match want.split_first() {
        None => got.is_empty(),
        Some((first, more)) if first == "..." => (0..=got.len()).any(|n| fits(more, &got[n..])),
        Some((first, more)) => got
            .split_first()
            .is_some_and(|(line, rest)| line_fits(first, line) && fits(more, rest)),
    }
}

/// Runs the commands of a page in a folder; gives how many there were.
fn run_commands(page: &str, folder: &Path) -> usize {
    let path_of_page = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
    let text = std::fs::read_to_string(path_of_page).expect("the page");
    let program = Path::new(env!("CARGO_BIN_EXE_tenantlint"));
    let bin = program.parent().expect("a folder");
    let path = std::env::var("PATH").unwrap_or_default();
    let mut ran = 0;
    for step in steps(&text) {
        // This test is a part of what `cargo test` runs; installing needs a registry.
        if step.command == "cargo test" || step.command.starts_with("cargo install") {
            continue;
        }
        let line = match arguments(&step.command) {
            Some(words) => format!("tenantlint {words} 2>&1"),
            None => format!("{{ {}; }} 2>&1", step.command),
        };
        let output = Command::new("sh")
            .args(["-c", &line])
            .current_dir(folder)
            .env("PATH", format!("{}:{path}", bin.display()))
            .env_remove("FORCE_COLOR")
            .env_remove("CLICOLOR_FORCE")
            .output()
            .expect("a shell");
        let text = String::from_utf8_lossy(&output.stdout);
        let got: Vec<&str> = text.lines().map(str::trim_end).collect();
        let mut want = step.output;
        while want.last().is_some_and(|l| l.trim().is_empty()) {
            want.pop();
        }
        assert!(
            fits(&want, &got),
            "{page}:{}: `{}` printed\n{text}\nwhere the page says\n{}",
            step.line,
            step.command,
            want.join("\n")
        );
        assert_ne!(output.status.code(), Some(101), "{} panicked", step.command);
        ran += 1;
    }
    ran
}

#[test]
fn the_readme_tells_the_truth() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    // What an earlier run wrote.
    let _ = std::fs::remove_dir_all(root.join("target/parts-shop"));
    let _ = std::fs::remove_dir_all(root.join("target/merchant-history"));
    let ran = run_commands("README.md", root);
    assert!(ran >= 5, "only {ran} commands of the README were run");
}

#[test]
fn the_page_on_policies_of_others_tells_the_truth() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let ran = run_commands("docs/policies-of-others.md", root);
    assert_eq!(ran, 5, "commands of the page");
}

#[test]
fn the_page_for_authors_tells_the_truth() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("docs-policies");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(folder.join(".git")).expect("a folder");
    std::fs::write(folder.join(".git/HEAD"), "ref: refs/heads/main\n").expect("a file");
    let ran = run_commands("docs/policies.md", &folder);
    assert!(ran >= 10, "only {ran} commands of the page were run");
}

#[test]
fn the_comparison_can_fail() {
    let want = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    assert!(fits(&want("a\n...\nd"), &["a", "b", "c", "d"]));
    assert!(!fits(&want("a\n...\nd"), &["a", "b", "c"]));
    assert!(fits(&want("took [..] ms"), &["took 12 ms"]));
    assert!(!fits(&want("took [..] ms"), &["took 12 s"]));
    assert!(!fits(&want("a"), &["a", "b"]));
}
