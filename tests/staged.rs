//! What a git hook judges: the index as the next commit would hold it, in all the ways in which
//! git makes a commit.
#![allow(
    clippy::disallowed_methods,
    reason = "a test makes repositories and runs programs"
)]
#![cfg(unix)]

mod git_support;

use std::io::Write;
use std::process::Stdio;

use git_support::{CONFIG, Repo, command, tenant};

/// A repository with a good tenant and the hook.
fn hooked(name: &str) -> Repo {
    let repo = Repo::good(name);
    install(&repo);
    repo
}

fn install(repo: &Repo) {
    let program = env!("CARGO_BIN_EXE_tenantlint");
    repo.run(program, &["init", "--hook", "git"]).passes();
}

#[test]
fn the_index_is_judged_and_not_the_working_tree() {
    let repo = hooked("staged-index");
    repo.write("prod.yaml", tenant(true));
    repo.git(&["add", "prod.yaml"]);
    repo.write("prod.yaml", tenant(false));
    repo.commit(&[]).refuses().says("prod.yaml:7:19");
    // The reverse: what is only in the working tree is nobody's commit.
    repo.write("prod.yaml", tenant(false) + "# better\n");
    repo.git(&["add", "prod.yaml"]);
    repo.write("prod.yaml", tenant(true));
    repo.commit(&[]).passes();
    assert!(repo.git(&["show", "HEAD:prod.yaml"]).ends_with("better\n"));
    assert!(
        repo.git(&["diff", "prod.yaml"])
            .contains("ApiEnabled: true")
    );
}

#[test]
fn what_a_change_does_not_touch_is_not_judged() {
    let repo = Repo::good("staged-unrelated");
    // What cannot be read would be an error if anybody looked.
    repo.write("prod.yaml", "Profile: [\n");
    repo.git(&["commit", "--quiet", "--all", "--message=broken"]);
    install(&repo);
    repo.write("notes.txt", "no tenant");
    repo.git(&["add", "."]);
    repo.check(&["--staged", "--format", "human"])
        .passes()
        .says("This change touches nothing that is judged.");
    repo.commit(&[]).passes();
    repo.write("prod.yaml", "Profile: [[\n");
    let judged = repo.commit(&["--all"]);
    assert_ne!(judged.code, 0, "{}", judged.said);
    judged.says("prod.yaml:");
}

#[test]
fn nothing_staged_is_nothing_wrong() {
    let repo = hooked("staged-nothing");
    repo.check(&["--staged"]).passes();
    repo.commit(&["--allow-empty"]).passes();
    // Nothing is staged of what the working tree holds.
    repo.write("prod.yaml", tenant(true));
    repo.check(&["--staged"]).passes();
    repo.write("other.yaml", tenant(true).replace("garden-tools", "other"));
    repo.check(&["--staged"]).passes();
    // Promised, and not yet staged.
    repo.git(&["add", "--intent-to-add", "other.yaml"]);
    repo.check(&["--staged"]).passes();
    repo.git(&["add", "other.yaml"]);
    repo.check(&["--staged"]).refuses();
}

#[test]
fn commit_all_judges_what_it_commits() {
    let repo = hooked("staged-all");
    repo.write("prod.yaml", tenant(true));
    // The index of the repository holds nothing of it: git makes another for this commit.
    repo.commit(&["--all"]).refuses();
    repo.write("prod.yaml", tenant(false) + "# better\n");
    repo.commit(&["--all"]).passes();
}

#[test]
fn commit_of_paths_judges_those_alone() {
    let repo = hooked("staged-paths");
    repo.write("prod.yaml", tenant(true));
    repo.write("notes.txt", "one");
    repo.git(&["add", "."]);
    // The bad setting is staged, and is not what this commit takes.
    repo.commit(&["notes.txt"]).passes();
    repo.write("notes.txt", "two");
    repo.commit(&["prod.yaml"]).refuses();
    repo.commit(&["--include", "notes.txt"]).refuses();
    let deeper = Repo(repo.at("deep"));
    repo.write("deep/notes.txt", "three");
    repo.git(&["add", "deep"]);
    deeper.commit(&["notes.txt"]).passes();
    deeper.commit(&["../prod.yaml"]).refuses();
}

#[test]
fn a_linked_worktree_has_an_index_of_its_own() {
    let repo = hooked("staged-worktree");
    let linked = Repo::folder("staged-worktree-linked");
    let path = linked.0.display().to_string();
    repo.git(&["worktree", "add", "--quiet", "-b", "side", &path]);
    linked.write("prod.yaml", tenant(true));
    linked.git(&["add", "."]);
    linked.check(&["--staged"]).refuses();
    repo.check(&["--staged"]).passes();
    linked.commit(&[]).refuses();
    linked.commit(&["--all"]).refuses();
    linked.git(&["reset", "--quiet", "--hard"]);
    linked.write("prod.yaml", tenant(false) + "# better\n");
    linked.commit(&["--all"]).passes();
}

#[test]
fn a_submodule_is_a_repository_of_its_own() {
    let inner = Repo::good("staged-submodule-inner");
    let outer = hooked("staged-submodule-outer");
    let url = format!("file://{}", inner.0.display());
    outer.git(&["submodule", "--quiet", "add", &url, "inner"]);
    outer.check(&["--staged"]).passes();
    outer.commit(&[]).passes();
    let module = Repo(outer.at("inner"));
    install(&module);
    module.write("prod.yaml", tenant(true));
    module.git(&["add", "."]);
    module.check(&["--staged"]).refuses().says("prod.yaml:7:19");
    module.commit(&[]).refuses();
    module.commit(&["--all"]).refuses();
    // The outer repository stages the commit of another, no files.
    module.git(&["commit", "--quiet", "--no-verify", "--message=bad"]);
    outer.git(&["add", "inner"]);
    outer.commit(&[]).passes();
}

#[test]
fn the_first_commit_is_judged_whole() {
    let repo = Repo::empty("staged-first");
    install(&repo);
    repo.commit(&["--allow-empty"]).passes();
    let repo = Repo::empty("staged-first");
    install(&repo);
    repo.write("tenantlint.yaml", CONFIG);
    repo.write("prod.yaml", tenant(true));
    repo.git(&["add", "."]);
    repo.commit(&[]).refuses();
    repo.write("prod.yaml", tenant(false));
    repo.git(&["add", "."]);
    repo.commit(&[]).passes();
}

#[test]
fn a_part_of_a_file_may_be_staged() {
    let repo = hooked("staged-part");
    let text = |first: bool, second: bool| {
        let apart = "  # Nothing.\n".repeat(10);
        let more = tenant(second).replace("Garden Tools", "Garden Seeds");
        let (_, more) = more.split_once("Profile:\n").expect("profiles");
        format!("{}{apart}{more}", tenant(first))
    };
    repo.write("prod.yaml", text(false, false));
    repo.commit(&["--all"]).passes();
    let add = |answers: &str| {
        let mut child = command("git", &repo.0)
            .args(["add", "--patch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .expect("git runs");
        let mut stdin = child.stdin.take().expect("it is a pipe");
        stdin.write_all(answers.as_bytes()).expect("git reads");
        drop(stdin);
        assert!(child.wait().expect("it ends").success());
    };
    repo.write("prod.yaml", text(true, true));
    add("n\ny\n");
    let ran = repo.commit(&[]);
    ran.refuses()
        .says("Garden Seeds")
        .is_silent_of("Garden Tools");
    repo.git(&["reset", "--quiet"]);
    repo.write("prod.yaml", text(true, false) + "# better\n");
    add("n\ny\n");
    repo.commit(&[]).passes();
}

#[test]
fn a_deletion_mends_nothing() {
    let repo = Repo::good("staged-deletion");
    repo.write("shop.yaml", tenant(true).replace("garden-tools", "shop"));
    repo.write("quiet.yaml", tenant(false).replace("garden-tools", "quiet"));
    repo.git(&["add", "."]);
    repo.git(&["commit", "--quiet", "--message=bad"]);
    install(&repo);
    repo.git(&["rm", "--quiet", "--cached", "shop.yaml"]);
    // The file is still in the working tree, and not in the commit.
    let gone = repo.commit(&[]);
    assert_eq!(gone.code, 1, "{}", gone.said);
    gone.says("out of sight");
    repo.git(&["reset", "--quiet"]);
    repo.git(&["rm", "--quiet", "quiet.yaml"]);
    repo.commit(&[]).passes();
}

#[test]
fn a_renamed_file_is_the_same_tenant() {
    let repo = Repo::good("staged-rename");
    repo.write("prod.yaml", tenant(true));
    repo.git(&["commit", "--quiet", "--all", "--message=bad"]);
    install(&repo);
    repo.git(&["mv", "prod.yaml", "production.yaml"]);
    repo.commit(&[]).passes();
    repo.git(&["mv", "production.yaml", "prod.yaml"]);
    repo.write("prod.yaml", tenant(true) + "      ApexRestServices: true\n");
    repo.commit(&["--all"]).refuses();
}

#[test]
fn a_merge_is_judged_when_it_is_committed() {
    let repo = hooked("staged-merge");
    repo.git(&["checkout", "--quiet", "-b", "side"]);
    repo.write(
        "prod.yaml",
        tenant(false).replace("PasswordNeverExpires: true", "A: true"),
    );
    repo.git(&[
        "commit",
        "--quiet",
        "--all",
        "--no-verify",
        "--message=side",
    ]);
    repo.git(&["checkout", "--quiet", "main"]);
    repo.write(
        "prod.yaml",
        tenant(false).replace("PasswordNeverExpires: true", "B: true"),
    );
    repo.git(&[
        "commit",
        "--quiet",
        "--all",
        "--no-verify",
        "--message=main",
    ]);
    let merged = repo.try_git(&["merge", "--quiet", "side"]);
    assert_ne!(merged.code, 0, "{}", merged.said);
    let unfinished = repo.check(&["--staged"]);
    assert_eq!(unfinished.code, 2, "{}", unfinished.said);
    unfinished.says("unfinished merge of `prod.yaml`");
    repo.write("prod.yaml", tenant(true));
    repo.git(&["add", "prod.yaml"]);
    repo.commit(&[]).refuses();
    repo.write("prod.yaml", tenant(false));
    repo.git(&["add", "prod.yaml"]);
    repo.commit(&[]).passes();
    let parents = repo.git(&["rev-list", "--parents", "-1", "HEAD"]);
    assert_eq!(parents.split_whitespace().count(), 3, "{parents}");
}

/// A repository with tenants of an inventory, each in a folder of its own, and what they share.
fn inventory(name: &str, tenants: &[&str]) -> Repo {
    let repo = Repo::empty(name);
    let listed: String = tenants
        .iter()
        .map(|name| format!("  - {{name: {name}, include: ['{name}/**']}}\n"))
        .collect();
    let config = format!("{CONFIG}runtime: [counts.yaml]\ntenants:\n{listed}");
    repo.write("tenantlint.yaml", config);
    repo.write("counts.yaml", "recordCounts: {Account: 3}\n");
    for name in tenants {
        repo.write(format!("{name}/all.yaml"), profile("Shop", false));
    }
    repo.git(&["add", "."]);
    repo.git(&["commit", "--quiet", "--message=all"]);
    repo
}

/// A profile of guests, who may or may not call APIs.
fn profile(name: &str, api_enabled: bool) -> String {
    format!(
        "Profile:\n  {name}:\n    userLicense: Guest User License\n    userPermissions:\n      ApiEnabled: {api_enabled}\n"
    )
}

#[test]
fn tenants_without_a_changed_file_are_not_read() {
    let repo = inventory("staged-inventory", &["one", "two", "three"]);
    // What cannot be read would be an error if anybody looked.
    repo.write("two/all.yaml", "Profile: [\n");
    repo.git(&["commit", "--quiet", "--all", "--message=broken"]);
    repo.write("one/all.yaml", profile("Shop", true));
    repo.git(&["add", "."]);
    let judged = repo.check(&["--staged"]);
    judged
        .refuses()
        .says("one/all.yaml:5:19")
        .is_silent_of("two");
    let human = repo.check(&["--staged", "--format", "human", "--verbose"]);
    human.says("the change touches no file of 2 other tenants, which were not judged");
    let all = repo.check(&["--staged", "--all"]);
    assert_eq!(all.code, 2, "{}", all.said);
    all.says("two/all.yaml");
    // Where the whole repository is asked for, or a revision, nothing is left out.
    assert_eq!(repo.check(&[]).code, 2);
    assert_eq!(repo.check(&["--since", "HEAD"]).code, 2);
}

#[test]
fn what_governs_all_tenants_has_all_of_them_judged() {
    let tenants = ["one", "two"];
    for (number, path) in [
        "counts.yaml",
        "tenantlint.yaml",
        "two/.gitignore",
        "tenantlint-waivers.yaml",
    ]
    .iter()
    .enumerate()
    {
        let repo = inventory(&format!("staged-governs-{number}"), &tenants);
        repo.write("two/all.yaml", "Profile: [\n");
        repo.git(&["commit", "--quiet", "--all", "--message=broken"]);
        let before = std::fs::read_to_string(repo.at(path)).unwrap_or_default();
        repo.write(path, before + "# better\n");
        repo.git(&["add", "."]);
        let judged = repo.check(&["--staged"]);
        assert_eq!(judged.code, 2, "{path}: {}", judged.said);
    }
}

#[test]
fn what_no_tenant_takes_is_said_and_no_error() {
    let repo = inventory("staged-outside", &["one"]);
    repo.write("four/all.yaml", profile("Shop", true));
    repo.git(&["add", "."]);
    let judged = repo.check(&["--staged", "--format", "human", "--verbose"]);
    judged
        .passes()
        .says("This change touches nothing that is judged.");
    judged.says("four/all.yaml was not judged: in no tenant of the inventory");
    // That no selected rule reads anything of what is touched is no error either.
    let repo = inventory("staged-unread", &["one", "two"]);
    for title in ["Help", "Blog"] {
        repo.write(
            "two/all.yaml",
            format!("Group:\n  {title}: {{name: Team}}\n"),
        );
        repo.git(&["add", "."]);
        repo.check(&["--staged"]).passes();
        repo.git(&["commit", "--quiet", "--message=sites"]);
    }
}

/// The findings of a report of the index about these tenants, but for whether they fail it.
fn findings(repo: &Repo, args: &[&str], tenants: &[&str]) -> Vec<serde_json::Value> {
    let ran = repo.check(&[&["--staged", "--format", "json"], args].concat());
    let mut documents = serde_json::Deserializer::from_str(&ran.said).into_iter();
    let report: serde_json::Value = documents.next().expect("a report").expect("JSON");
    let all = report["findings"].as_array().expect("findings");
    let of = |finding: &&serde_json::Value| {
        let tenant = finding["subject"]["tenant"].as_str();
        tenant.is_some_and(|tenant| tenants.contains(&tenant))
    };
    let mut found: Vec<serde_json::Value> = all.iter().filter(of).cloned().collect();
    let of_report = found
        .iter_mut()
        .filter_map(|finding| finding.as_object_mut());
    of_report.for_each(|finding| drop(finding.remove("fails")));
    found
}

#[test]
fn of_touched_tenants_the_same_is_found_as_where_all_are_judged() {
    let tenants = ["one", "two", "three", "four"];
    let repo = inventory("staged-alike", &tenants);
    // By a generator of numbers that is the same everywhere.
    let mut seed = 2016_u64;
    let mut dice = |sides: usize| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % sides
    };
    let mut found = 0;
    for round in 0..12 {
        let mut touched = Vec::new();
        for _ in 0..=dice(2) {
            let tenant = tenants[dice(tenants.len())];
            let file = format!("{tenant}/{}.yaml", ["all", "more", "other"][dice(3)]);
            if dice(5) == 0 && repo.at(&file).exists() {
                repo.remove(&file);
            } else {
                let profile = profile(["Shop", "Help", "Blog"][dice(3)], dice(2) == 0);
                repo.write(&file, profile + &format!("# {round}\n"));
            }
            touched.push(tenant);
        }
        repo.git(&["add", "--all"]);
        let some = findings(&repo, &[], &tenants);
        let all = findings(&repo, &["--all"], &touched);
        assert_eq!(some, all, "round {round}: {touched:?}");
        found += some.len();
        repo.git(&["commit", "--quiet", "--allow-empty", "--message=round"]);
    }
    assert!(found > 10, "{found}");
}
