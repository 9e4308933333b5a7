//! `init`: what it writes for what it finds, and what it leaves alone.
#![allow(
    clippy::disallowed_methods,
    reason = "a test makes repositories and runs programs"
)]
#![cfg(unix)]

mod git_support;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use git_support::{CONFIG, Ran, Repo, executable, tenant};

fn init(repo: &Repo, args: &[&str]) -> Ran {
    repo.run(
        env!("CARGO_BIN_EXE_tenantlint"),
        &[&["init"], args].concat(),
    )
}

fn text(repo: &Repo, path: &str) -> String {
    fs::read_to_string(repo.at(path)).expect("the file is there")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder can be made");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let to = to.join(path.file_name().expect("a name"));
        match path.is_dir() {
            true => copy(&path, &to),
            false => drop(fs::copy(&path, &to).expect("a copy")),
        }
    }
}

fn example(name: &str, to: &Repo, below: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    copy(&root.join("examples").join(name), &to.at(below));
}

/// What a check finds, without its places.
fn found(repo: &Repo) -> String {
    let ran = repo.check(&["--format", "human", "--statistics"]);
    assert_eq!(ran.code, 1, "{}", ran.said);
    ran.said
}

#[test]
fn one_tenant_is_judged_as_before() {
    let repo = Repo::empty("init-one");
    example("merchant-portal", &repo, "exports");
    let before = found(&repo);
    init(&repo, &[])
        .passes()
        .says("wrote tenantlint.yaml: salesforce tenant `merchant-portal`, 21 files")
        .says("next: tenantlint check, then tenantlint init --hook git");
    assert!(text(&repo, "tenantlint.yaml").contains("\nversion: 1\n"));
    assert_eq!(found(&repo), before);
    init(&repo, &[])
        .passes()
        .says("tenantlint.yaml is there already, and stays as it is");
    // From any folder, one file at the top.
    fs::remove_file(repo.at("tenantlint.yaml")).expect("it is there");
    init(&Repo(repo.at("exports/sites")), &[])
        .passes()
        .says("wrote ../../tenantlint.yaml");
    assert!(!repo.at("exports/sites/tenantlint.yaml").exists());
    // The commit that brings it is not refused by the hook.
    repo.git(&["add", "exports"]);
    repo.git(&["commit", "--quiet", "--message=exports"]);
    repo.git(&["add", "."]);
    repo.check(&["--staged"]).passes();
}

#[test]
fn folders_of_the_same_components_are_tenants() {
    let repo = Repo::empty("init-two");
    example("merchant-portal", &repo, "exports/production");
    example("merchant-portal-fixed", &repo, "exports/sand box");
    init(&repo, &[])
        .passes()
        .says("salesforce tenant `production`, 21 files; salesforce tenant `sand box`, 21 files")
        .says("git commit --no-verify");
    let config = text(&repo, "tenantlint.yaml");
    assert!(config.contains("  - name: production\n    platform: salesforce\n    include: [\"exports/production/**\"]\n  - name: \"sand box\"\n    platform: salesforce\n    include: [\"exports/sand box/**\"]\n"), "{config}");
    let said = found(&repo);
    assert!(said.contains("in 42 files of 2 tenants"), "{said}");
    assert!(!said.contains("TL-"), "{said}");
}

#[test]
fn projects_side_by_side_are_tenants_and_packages_of_one_are_not() {
    let repo = Repo::empty("init-projects");
    example("parts-shop", &repo, "eu");
    example("parts-shop", &repo, "us");
    repo.remove("eu/tenantlint.yaml");
    repo.remove("us/tenantlint.yaml");
    init(&repo, &[])
        .passes()
        .says("salesforce tenant `eu`, ")
        .says("salesforce tenant `us`, ");
    let repo = Repo::empty("init-packages");
    let profile = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Profile xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n    <userLicense>Guest User License</userLicense>\n</Profile>\n";
    repo.write("sfdx-project.json", "{\"packageDirectories\": [{\"path\": \"core\", \"default\": true}, {\"path\": \"extra\"}]}\n");
    for package in ["core", "extra"] {
        repo.write(
            format!("{package}/main/default/profiles/Shop.profile-meta.xml"),
            profile,
        );
    }
    init(&repo, &[])
        .passes()
        .says("salesforce tenant `default`, 3 files");
    assert!(!text(&repo, "tenantlint.yaml").contains("\ntenants:"));
}

#[test]
fn tenants_that_name_themselves_need_no_inventory() {
    let repo = Repo::empty("init-named");
    repo.write("a.yaml", tenant(true));
    repo.write("b.yaml", tenant(true).replace("garden-tools", "b"));
    init(&repo, &[])
        .passes()
        .says("2 files of tenants that they name themselves");
    assert!(!text(&repo, "tenantlint.yaml").contains("\ntenants:"));
    repo.check(&[]).says("a.yaml:7").says("b.yaml:7");
}

#[test]
fn an_empty_or_a_broken_repository_gets_a_configuration() {
    let repo = Repo::empty("init-empty");
    init(&repo, &["--hook", "git"])
        .passes()
        .says("no tenant's settings were found");
    repo.write("prod.yaml", tenant(true));
    repo.check(&["--select", "SF-GUEST-007"]).refuses();
    let repo = Repo::empty("init-broken");
    repo.write("bad.yaml", "a: [\n");
    init(&repo, &[])
        .passes()
        .says("1 error in other files was left");
    // A name that is not read stands where the configuration would.
    repo.remove("tenantlint.yaml");
    repo.write("tenantlint.yml", CONFIG);
    let ran = init(&repo, &[]);
    assert_eq!(ran.code, 1, "{}", ran.said);
    ran.says("tenantlint.yml is not read under this name");
    assert!(!repo.at("tenantlint.yaml").exists());
}

#[test]
fn a_dry_run_writes_nothing() {
    let repo = Repo::empty("init-dry");
    repo.write("prod.yaml", tenant(true));
    for hook in ["git", "pre-commit", "lefthook", "husky", "none"] {
        init(&repo, &["--dry-run", "--hook", hook])
            .passes()
            .says("would write tenantlint.yaml")
            .says("    version: 1");
    }
    let status = repo.git(&["status", "--porcelain", "--untracked-files=all"]);
    assert_eq!(status, "?? prod.yaml\n");
    assert!(!repo.at(".git/hooks/pre-commit").exists());
}

#[test]
fn a_hook_of_git_may_be_run_and_is_found() {
    let repo = Repo::good("init-hook");
    init(&repo, &["--hook", "git"])
        .passes()
        .says("wrote .git/hooks/pre-commit");
    let mode = fs::metadata(repo.at(".git/hooks/pre-commit"))
        .expect("the hook")
        .permissions()
        .mode();
    assert_eq!(mode & 0o111, 0o111, "{mode:o}");
    init(&repo, &["--hook", "git"])
        .passes()
        .says(".git/hooks/pre-commit runs tenantlint already");
    repo.write("prod.yaml", tenant(true));
    repo.commit(&["--all"]).refuses();
}

#[test]
fn without_the_program_nothing_is_committed() {
    let repo = Repo::good("init-missing");
    init(&repo, &["--hook", "git"]).passes();
    repo.write("notes.txt", "no tenant");
    repo.git(&["add", "."]);
    let done = git_support::command("git", &repo.0)
        .args(["commit", "--quiet", "--message=notes"])
        .env("PATH", "/usr/local/bin:/usr/bin:/bin")
        .env("HOME", "/nonexistent")
        .output()
        .expect("git runs");
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(!done.status.success(), "{said}");
    assert!(
        said.contains("there is no tenantlint on the PATH"),
        "{said}"
    );
    // A shell of another system's own, or none at all: the hook is plain.
    repo.run("sh", &["-n", ".git/hooks/pre-commit"]).passes();
}

#[test]
fn a_hook_that_is_there_stays() {
    let repo = Repo::good("init-taken");
    let own = "#!/bin/sh\n# not tenantlint check\nexit 0\n";
    executable(&repo, ".git/hooks/pre-commit", own);
    let ran = init(&repo, &["--hook", "git"]);
    assert_eq!(ran.code, 1, "{}", ran.said);
    ran.says(".git/hooks/pre-commit is there already")
        .says("    tenantlint check --staged\n");
    assert_eq!(text(&repo, ".git/hooks/pre-commit"), own);
    // Also where it is a link to nothing.
    repo.remove(".git/hooks/pre-commit");
    std::os::unix::fs::symlink("/nonexistent/hook", repo.at(".git/hooks/pre-commit"))
        .expect("a link");
    let ran = init(&repo, &["--hook", "git"]);
    assert_eq!(ran.code, 1, "{}", ran.said);
    ran.says("is there already");
}

#[test]
fn the_folder_of_hooks_may_be_another() {
    let repo = Repo::good("init-hookspath");
    repo.git(&["config", "core.hooksPath", "tools/hooks"]);
    repo.write("deep/notes.txt", "no tenant");
    let deep = Repo(repo.at("deep"));
    init(&deep, &["--hook", "git"])
        .passes()
        .says("wrote ../tools/hooks/pre-commit");
    repo.write("prod.yaml", tenant(true));
    repo.commit(&["--all"]).refuses();
    // One that other repositories may use is left to the user.
    let shared = Repo::folder("init-hookspath-shared");
    repo.git(&["config", "core.hooksPath", &shared.0.display().to_string()]);
    let ran = init(&repo, &["--hook", "git"]);
    assert_eq!(ran.code, 1, "{}", ran.said);
    ran.says("may serve other repositories")
        .says("    #!/bin/sh");
    assert!(!shared.at("pre-commit").exists());
    // Husky's own folder holds what husky writes.
    repo.git(&["config", "core.hooksPath", ".husky/_"]);
    init(&repo, &["--hook", "git"])
        .passes()
        .says("wrote .husky/pre-commit");
    assert_eq!(
        text(&repo, ".husky/pre-commit"),
        "tenantlint check --staged\n"
    );
}

#[test]
fn worktrees_and_submodules_have_their_hooks_elsewhere() {
    let repo = Repo::good("init-worktree");
    let linked = Repo::folder("init-worktree-linked");
    repo.git(&[
        "worktree",
        "add",
        "--quiet",
        "-b",
        "side",
        &linked.0.display().to_string(),
    ]);
    init(&linked, &["--hook", "git"])
        .passes()
        .says("init-worktree/.git/hooks/pre-commit");
    for tree in [&linked, &repo] {
        tree.write("prod.yaml", tenant(true));
        tree.commit(&["--all"]).refuses();
    }
    let outer = Repo::empty("init-submodule");
    repo.git(&["reset", "--quiet", "--hard"]);
    outer.git(&[
        "submodule",
        "--quiet",
        "add",
        &format!("file://{}", repo.0.display()),
        "inner",
    ]);
    let inner = Repo(outer.at("inner"));
    init(&inner, &["--hook", "git"])
        .passes()
        .says(".git/modules/inner/hooks/pre-commit");
    inner.write("prod.yaml", tenant(true));
    inner.commit(&["--all"]).refuses();
}

#[test]
fn other_programs_get_a_file_or_are_told_what_to_add() {
    for (hook, path, own) in [
        ("pre-commit", ".pre-commit-config.yaml", "repos: []\n"),
        ("lefthook", "lefthook.yml", "pre-push: {}\n"),
        ("husky", ".husky/pre-commit", "npm test\n"),
    ] {
        let repo = Repo::good(&format!("init-{hook}"));
        init(&repo, &["--hook", hook])
            .passes()
            .says(&format!("wrote {path}"));
        let written = text(&repo, path);
        assert!(written.contains("tenantlint check --staged"), "{written}");
        init(&repo, &["--hook", hook])
            .passes()
            .says("runs tenantlint already");
        repo.write(path, own);
        let ran = init(&repo, &["--hook", hook]);
        assert_eq!(ran.code, 1, "{}", ran.said);
        ran.says(&format!("{path} is there already"))
            .says("tenantlint check --staged");
        assert_eq!(text(&repo, path), own);
        init(&repo, &[]).passes();
    }
    let repo = Repo::empty("init-fitting");
    repo.write("lefthook.yml", "pre-push: {}\n");
    init(&repo, &[])
        .passes()
        .says("tenantlint init --hook lefthook");
}

#[test]
fn without_a_repository_there_is_no_hook() {
    let outside = std::env::temp_dir().join(format!("tenantlint-init-{}", std::process::id()));
    fs::create_dir_all(&outside).expect("a folder");
    let folder = Repo(outside.clone());
    let ran = init(&folder, &["--hook", "git"]);
    assert_eq!(ran.code, 2, "{}", ran.said);
    ran.says("in no git repository");
    assert!(
        !folder.at("tenantlint.yaml").exists(),
        "nothing is half done"
    );
    init(&folder, &[]).passes().says("wrote tenantlint.yaml");
    fs::remove_dir_all(outside).expect("it is there");
    let bare = Repo::folder("init-bare");
    bare.git(&["init", "--quiet", "--bare"]);
    let ran = init(&bare, &["--hook", "git"]);
    assert_eq!(ran.code, 2, "{}", ran.said);
    ran.says("a bare repository").says("`update` hook");
}
