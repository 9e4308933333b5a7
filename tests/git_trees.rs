//! The trees of real repositories, in all the ways in which people have them: bare and shallow
//! clones, sparse checkouts, links, other line ends, names that are no text.
#![allow(
    clippy::disallowed_methods,
    reason = "a test makes repositories and runs programs"
)]
#![cfg(unix)]

mod git_support;

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

use git_support::{CONFIG, Repo, executable, tenant};

/// A repository with a good and then a bad commit on `main`.
fn good_then_bad(name: &str) -> Repo {
    let repo = Repo::good(name);
    repo.write("prod.yaml", tenant(true));
    repo.git(&["commit", "--quiet", "--all", "--message=bad"]);
    repo
}

fn url(repo: &Repo) -> String {
    format!("file://{}", repo.0.display())
}

#[test]
fn a_bare_clone_has_commits_to_judge() {
    let repo = good_then_bad("trees-bare");
    let bare = Repo::folder("trees-bare-clone");
    bare.git(&["clone", "--quiet", "--bare", &url(&repo), "."]);
    bare.check(&["--rev", "main"])
        .refuses()
        .says("prod.yaml:7:19");
    bare.check(&["--rev", "main~1"]).passes();
    bare.check(&["--rev", "main", "--since", "main~1"])
        .refuses();
    // What a server sees before it takes a push.
    bare.check(&["--rev", "main~1", "--since", "main~1"])
        .passes();
    let elsewhere = Repo::folder("trees-bare-elsewhere");
    elsewhere
        .run(
            "git",
            &["init", "--quiet", "--bare", "--initial-branch=main"],
        )
        .passes();
    let none = elsewhere.check(&["--rev", "main"]);
    assert_eq!(none.code, 2, "{}", none.said);
    none.says("there is no commit `main`");
}

#[test]
fn a_bare_repository_judges_what_is_pushed_to_it() {
    let repo = Repo::good("trees-push");
    let bare = Repo::folder("trees-push-server");
    bare.git(&["clone", "--quiet", "--bare", &url(&repo), "."]);
    let check = "tenantlint check --width 90 --rev \"$new\" --since \"$old\"";
    repo.write("prod.yaml", tenant(true));
    repo.git(&["commit", "--quiet", "--all", "--message=bad"]);
    let push = ["push", "--quiet", &url(&bare), "main"];
    // While this hook runs, what is pushed lies in quarantine, where it is not looked for.
    let hook = format!("#!/bin/sh\nread old new ref\nexec {check}\n");
    executable(&bare, "hooks/pre-receive", &hook);
    let quarantined = repo.try_git(&push);
    assert_ne!(quarantined.code, 0, "{}", quarantined.said);
    quarantined.says("quarantine").says("`update` hook");
    std::fs::remove_file(bare.at("hooks/pre-receive")).expect("the hook is there");
    let hook = format!("#!/bin/sh\nold=$2 new=$3\nexec {check}\n");
    executable(&bare, "hooks/update", &hook);
    repo.try_git(&push).refuses();
    repo.write("prod.yaml", tenant(false) + "# mended\n");
    repo.git(&["commit", "--quiet", "--all", "--amend", "--message=good"]);
    repo.try_git(&push).passes();
}

#[test]
fn a_shallow_clone_says_what_to_fetch() {
    let repo = good_then_bad("trees-shallow");
    repo.git(&["checkout", "--quiet", "-b", "start", "main~1"]);
    repo.write("notes.txt", "no tenant");
    repo.git(&["add", "."]);
    repo.git(&["commit", "--quiet", "--message=notes"]);
    repo.git(&["checkout", "--quiet", "main"]);
    let shallow = Repo::folder("trees-shallow-clone");
    shallow.git(&["clone", "--quiet", "--depth=1", &url(&repo), "."]);
    // The branch is not here at all.
    let absent = shallow.check(&["--format", "human", "--since", "origin/start"]);
    assert_eq!(absent.code, 2, "{}", absent.said);
    absent
        .says("there is no commit `origin/start` in this clone")
        .says("`git fetch origin start`")
        .says("fetch-depth: 0");
    // The branch is here, the commit where the histories part is not.
    shallow.git(&[
        "fetch",
        "--quiet",
        "--depth=1",
        "origin",
        "start:refs/remotes/origin/start",
    ]);
    let apart = shallow.check(&["--format", "human", "--since", "origin/start"]);
    assert_eq!(apart.code, 2, "{}", apart.said);
    apart
        .says("no commit in common in this clone")
        .says("--unshallow")
        .says("fetch-depth: 0");
    shallow.git(&["fetch", "--quiet", "--unshallow"]);
    shallow.check(&["--since", "origin/start"]).refuses();
}

#[test]
fn a_partial_clone_says_that_content_is_missing() {
    let repo = good_then_bad("trees-partial");
    repo.git(&["config", "uploadpack.allowFilter", "true"]);
    let partial = Repo::folder("trees-partial-clone");
    let url = url(&repo);
    partial.git(&["clone", "--quiet", "--filter=blob:none", &url, "."]);
    // Only what was checked out is here: the base's files are not, and git is not run for them.
    let ran = partial.check(&["--rev", "main~1"]);
    assert_eq!(ran.code, 2, "{}", ran.said);
    ran.says("its content is not in this clone");
}

#[test]
fn names_that_are_no_text_break_nothing() {
    let repo = Repo::good("trees-bytes");
    let odd = OsStr::from_bytes(b"caf\xe9.txt");
    repo.write(odd, "no tenant");
    repo.write(OsStr::from_bytes(b"m\xfcll/notes.md"), "no tenant");
    repo.git(&["add", "."]);
    repo.check(&["--staged"]).passes();
    repo.git(&["commit", "--quiet", "--message=odd names"]);
    repo.check(&["--rev", "HEAD"]).passes();
    repo.write("prod.yaml", tenant(true));
    repo.git(&["add", "."]);
    repo.check(&["--staged"]).refuses();
    // A tenant's own file may have such a name, too.
    repo.write("prod.yaml", tenant(false));
    repo.write(
        OsStr::from_bytes(b"\xfcber.yaml"),
        tenant(true).replace("garden-tools", "x"),
    );
    repo.git(&["add", "."]);
    repo.check(&["--staged"]).refuses().says("ber.yaml:7:19");
}

#[test]
fn line_ends_of_the_working_tree_are_no_change() {
    let repo = Repo::good("trees-crlf");
    repo.git(&["config", "core.autocrlf", "true"]);
    let crlf = tenant(false).replace('\n', "\r\n");
    repo.write("prod.yaml", &crlf);
    repo.git(&["add", "prod.yaml"]);
    assert_eq!(repo.git(&["diff", "--cached", "--name-only"]), "");
    repo.check(&["--staged"]).passes().is_silent_of("prod.yaml");
    repo.check(&["--since", "HEAD"])
        .passes()
        .is_silent_of("TL-");
    // The same bad setting, whatever its line ends.
    repo.write("prod.yaml", tenant(true).replace('\n', "\r\n"));
    repo.check(&["--since", "HEAD"])
        .refuses()
        .says("prod.yaml:7:19");
    repo.git(&["add", "prod.yaml"]);
    repo.check(&["--staged"]).refuses().says("prod.yaml:7:19");
}

#[test]
fn a_sparse_checkout_hides_nothing_from_the_index() {
    let repo = Repo::good("trees-sparse");
    repo.write(
        "tenants/shop/shop.yaml",
        tenant(false).replace("garden-tools", "shop"),
    );
    repo.write("docs/readme.md", "no tenant");
    repo.git(&["add", "."]);
    repo.git(&["commit", "--quiet", "--message=shop"]);
    for cone in [
        &["sparse-checkout", "set", "--cone", "docs"][..],
        &["sparse-checkout", "set", "--cone", "--sparse-index", "docs"],
    ] {
        repo.git(cone);
        assert!(!repo.at("tenants").exists(), "it is not checked out");
        repo.check(&["--staged"]).passes();
        // A bad setting that comes by way of the index alone, as a merge brings it.
        let bad = tenant(true).replace("garden-tools", "shop");
        repo.write("docs/blob", &bad);
        let blob = repo.git(&["hash-object", "-w", "docs/blob"]);
        repo.remove("docs/blob");
        let entry = format!("100644,{},tenants/shop/shop.yaml", blob.trim());
        repo.git(&["update-index", "--add", "--cacheinfo", &entry]);
        repo.check(&["--staged"])
            .refuses()
            .says("tenants/shop/shop.yaml:7:19");
        repo.git(&["reset", "--quiet", "--mixed"]);
        repo.check(&["--staged"]).passes();
    }
}

#[test]
fn a_link_to_the_working_tree_is_the_working_tree() {
    let repo = Repo::good("trees-link");
    repo.write("deep/below/notes.txt", "no tenant");
    repo.write("prod.yaml", tenant(true));
    repo.git(&["add", "."]);
    let outside = Repo::folder("trees-link-outside");
    std::os::unix::fs::symlink(&repo.0, outside.at("link")).expect("a link");
    std::os::unix::fs::symlink(repo.at("deep"), outside.at("deep")).expect("a link");
    let link = Repo(outside.at("link"));
    link.check(&["--staged"]).refuses().says("prod.yaml:7:19");
    link.check(&["--staged", "prod.yaml"]).refuses();
    outside.check(&["--staged", "link"]).refuses();
    outside.check(&["--staged", "link/prod.yaml"]).refuses();
    // A link into a folder of the working tree: its `..` is the repository's top.
    Repo(outside.at("deep/below"))
        .check(&["--staged", "../../prod.yaml"])
        .refuses();
}

#[test]
fn a_subfolder_sees_the_repository_from_where_it_is() {
    let repo = Repo::good("trees-below");
    repo.write(
        "exports/shop.yaml",
        tenant(true).replace("garden-tools", "shop"),
    );
    repo.write("docs/notes.txt", "no tenant");
    repo.git(&["add", "."]);
    let exports = Repo(repo.at("exports"));
    let docs = Repo(repo.at("docs"));
    exports
        .check(&["--staged"])
        .refuses()
        .says("shop.yaml:7:19");
    exports
        .check(&["--staged", "shop.yaml"])
        .refuses()
        .says("shop.yaml:7:19");
    docs.check(&["--staged", "../exports"])
        .refuses()
        .says("../exports/shop.yaml:7:19");
    exports.check(&["--staged", "../prod.yaml"]).passes();
    // Nothing below is a tenant's, and that is said instead of passed.
    repo.git(&["commit", "--quiet", "--message=bad"]);
    exports.check(&["--rev", "HEAD"]).refuses();
    exports.check(&["--rev", "HEAD~1", "../prod.yaml"]).passes();
    let nothing = docs.check(&["--rev", "HEAD"]);
    assert_eq!(nothing.code, 2, "{}", nothing.said);
}

#[test]
fn an_object_format_that_cannot_be_read_is_said() {
    let repo = Repo::folder("trees-sha256");
    repo.git(&["init", "--quiet", "--object-format=sha256"]);
    repo.write("tenantlint.yaml", CONFIG);
    repo.write("prod.yaml", tenant(true));
    repo.git(&["add", "."]);
    let ran = repo.check(&["--staged"]);
    assert_eq!(ran.code, 2, "{}", ran.said);
    ran.says("sha256");
}
