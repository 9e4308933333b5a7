//! The hooks as pre-commit and prek run them, both from their packages.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a test makes repositories, runs programs, and says what it skipped"
)]
#![cfg(unix)]

mod git_support;

use std::path::{Path, PathBuf};

use git_support::{Ran, Repo, command, tenant};

/// The programs, and how they are started.
const PROGRAMS: [&str; 2] = ["pre-commit", "prek"];

/// The folder in which the programs were installed.
fn tools() -> Option<PathBuf> {
    let Some(folder) = std::env::var_os("TENANTLINT_HOOK_TOOLS") else {
        eprintln!("skipped: no pre-commit and prek: TENANTLINT_HOOK_TOOLS");
        return None;
    };
    Some(PathBuf::from(folder))
}

/// A program in a repository; what it keeps lies beside that.
fn run(tools: &Path, repo: &Repo, program: &str, args: &[&str]) -> Ran {
    let path = std::env::var("PATH").unwrap_or_default();
    let built = Path::new(env!("CARGO_BIN_EXE_tenantlint"));
    let built = built.parent().expect("a folder");
    let bin = tools.join("bin");
    let kept = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("hook-programs-kept");
    let done = command(program, &repo.0)
        .args(args)
        .env(
            "PATH",
            format!("{}:{}:{path}", built.display(), bin.display()),
        )
        .env("PYTHONPATH", tools)
        .env("PRE_COMMIT_HOME", kept.join("pre-commit"))
        .env("PREK_HOME", kept.join("prek"))
        .env("PREK_COLOR", "never")
        .env_remove("SKIP")
        .output()
        .expect("the program runs");
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    Ran {
        code: done.status.code().expect("it ends by itself"),
        said: text(&done.stdout) + &text(&done.stderr),
    }
}

fn commit(tools: &Path, repo: &Repo, args: &[&str]) -> Ran {
    let all = [&["commit", "--quiet", "--message=change"], args].concat();
    run(tools, repo, "git", &all)
}

#[test]
fn what_init_writes_refuses_what_is_staged() {
    let Some(tools) = tools() else { return };
    for program in PROGRAMS {
        let repo = Repo::good(&format!("hook-programs-local-{program}"));
        let init = ["init", "--hook", "pre-commit"];
        repo.run(env!("CARGO_BIN_EXE_tenantlint"), &init).passes();
        repo.git(&["add", "."]);
        repo.git(&["commit", "--quiet", "--message=hooks"]);
        run(&tools, &repo, program, &["install"]).passes();
        // Bad in the index, mended in the working tree.
        repo.write("prod.yaml", tenant(true));
        repo.git(&["add", "prod.yaml"]);
        repo.write("prod.yaml", tenant(false));
        commit(&tools, &repo, &[]).refuses();
        // The reverse.
        repo.write("prod.yaml", tenant(false) + "# better\n");
        repo.git(&["add", "prod.yaml"]);
        repo.write("prod.yaml", tenant(true));
        commit(&tools, &repo, &[]).passes();
        assert!(
            repo.git(&["diff", "prod.yaml"])
                .contains("ApiEnabled: true"),
            "{program}"
        );
        // By way of an index of git's own.
        commit(&tools, &repo, &["--all"]).refuses();
        repo.git(&["checkout", "--quiet", "prod.yaml"]);
        repo.write("notes.txt", "no tenant");
        repo.git(&["add", "."]);
        commit(&tools, &repo, &[]).passes();
        // A commit that only deletes hands no file to anybody, and is judged.
        repo.write("shop.yaml", tenant(true).replace("garden-tools", "shop"));
        repo.git(&["add", "."]);
        repo.git(&["commit", "--quiet", "--no-verify", "--message=bad"]);
        repo.git(&["rm", "--quiet", "shop.yaml"]);
        let gone = commit(&tools, &repo, &[]);
        assert_eq!(gone.code, 1, "{program}: {}", gone.said);
        gone.says("out of sight");
    }
}

/// A repository that serves the hooks of this one, and names its commit.
fn served(program: &str) -> (Repo, String) {
    let hooks = Repo::empty(&format!("hook-programs-served-{program}"));
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join(".pre-commit-hooks.yaml");
    let manifest = std::fs::read(manifest).expect("the hooks of this repository");
    hooks.write(".pre-commit-hooks.yaml", manifest);
    hooks.git(&["add", "."]);
    hooks.git(&["commit", "--quiet", "--message=hooks"]);
    let commit = hooks.git(&["rev-parse", "HEAD"]).trim().to_owned();
    (hooks, commit)
}

#[test]
fn the_hooks_of_this_repository_judge_commits_and_pushes() {
    let Some(tools) = tools() else { return };
    for program in PROGRAMS {
        let (hooks, rev) = served(program);
        run(
            &tools,
            &hooks,
            program,
            &["validate-manifest", ".pre-commit-hooks.yaml"],
        )
        .passes();
        let repo = Repo::good(&format!("hook-programs-using-{program}"));
        repo.write(
            ".pre-commit-config.yaml",
            format!(
                "default_install_hook_types: [pre-commit, pre-push]\nrepos:\n  - repo: {}\n    rev: {rev}\n    hooks:\n      - id: tenantlint-system\n      - id: tenantlint-push-system\n        args: [--format, concise]\n",
                hooks.0.display()
            ),
        );
        repo.git(&["add", "."]);
        repo.git(&["commit", "--quiet", "--message=hooks"]);
        run(&tools, &repo, program, &["install"]).passes();
        let server = Repo::folder(&format!("hook-programs-server-{program}"));
        server.git(&["init", "--quiet", "--bare"]);
        let url = server.0.display().to_string();
        repo.git(&["remote", "add", "origin", &url]);
        let push = |branch: &str| run(&tools, &repo, "git", &["push", "--quiet", "origin", branch]);
        // A whole history is pushed, and then a change to it.
        push("main").passes();
        repo.write("prod.yaml", tenant(true));
        commit(&tools, &repo, &["--all"]).refuses();
        repo.git(&["commit", "--quiet", "--all", "--no-verify", "--message=bad"]);
        push("main")
            .refuses()
            .says("prod.yaml:7:19: critical[SF-GUEST-007] new");
        repo.git(&["checkout", "--quiet", "-b", "side"]);
        push("side").refuses();
        repo.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
        repo.write("notes.txt", "no tenant");
        repo.git(&["add", "."]);
        commit(&tools, &repo, &[]).passes();
        push("side").passes();
        // Another branch than the one that is checked out.
        push("main").refuses();
    }
}
