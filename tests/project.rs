//! Projects as teams have them: which files are judged where they stand, and what is said about
//! the others.
#![allow(
    clippy::disallowed_methods,
    reason = "a test makes files and repositories, and runs programs"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const PROFILE: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Profile xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n    <objectPermissions>\n        <allowRead>true</allowRead>\n        <object>Account</object>\n        <viewAllRecords>true</viewAllRecords>\n    </objectPermissions>\n    <userLicense>Guest User License</userLicense>\n</Profile>\n";
const SITE: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<CustomSite xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n    <active>true</active>\n    <masterLabel>Shop</masterLabel>\n</CustomSite>\n";

/// A project in a folder of its own.
struct Project(PathBuf);

/// What a run of the program gave.
struct Ran {
    code: i32,
    stdout: String,
    stderr: String,
}

impl Project {
    fn new(name: &str, files: &[(&str, &str)]) -> Self {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("project-{name}"));
        if folder.exists() {
            fs::remove_dir_all(&folder).expect("an old folder can be removed");
        }
        let project = Self(folder);
        for (path, text) in files {
            project.write(path, text);
        }
        project
    }

    fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
        fs::write(path, text).expect("the file can be written");
    }

    fn git(&self, below: &str, args: &[&str]) {
        let done = Command::new("git")
            .arg("-C")
            .arg(self.0.join(below))
            .args(["-c", "user.name=t", "-c", "user.email=t@example.com"])
            .args(["-c", "protocol.file.allow=always"])
            .args(args)
            .output()
            .expect("git runs");
        assert!(done.status.success(), "{args:?}: {done:?}");
    }

    fn run(&self, args: &[&str]) -> Ran {
        let done = Command::new(env!("CARGO_BIN_EXE_tenantlint"))
            .current_dir(&self.0)
            .args(args)
            .output()
            .expect("the program runs");
        Ran {
            code: done.status.code().expect("it ends by itself"),
            stdout: String::from_utf8(done.stdout).expect("text"),
            stderr: String::from_utf8(done.stderr).expect("text"),
        }
    }

    /// Findings, failures and remarks, a line each.
    fn check(&self, select: &str) -> Ran {
        let args = ["check", ".", "--format", "concise", "--verbose", "--select"];
        self.run(&[&args[..], &[select]].concat())
    }
}

impl Ran {
    #[track_caller]
    fn says(&self, text: &str) {
        let all = format!("{}{}", self.stdout, self.stderr);
        assert!(all.contains(text), "no {text:?} in\n{all}");
    }

    #[track_caller]
    fn is_silent_about(&self, text: &str) {
        let all = format!("{}{}", self.stdout, self.stderr);
        assert!(!all.contains(text), "{text:?} in\n{all}");
    }
}

#[test]
fn what_git_tracks_is_judged_though_an_ignore_file_hides_it() {
    let project = Project::new(
        "ignored",
        &[
            (
                "sfdx-project.json",
                "{\"packageDirectories\": [{\"path\": \"force-app\"}]}",
            ),
            ("force-app/sites/Shop.site-meta.xml", SITE),
            ("force-app/profiles/Shop Profile.profile-meta.xml", PROFILE),
            ("local/profiles/Other.profile-meta.xml", PROFILE),
            ("force-app/profiles/Third.profile-meta.xml", PROFILE),
        ],
    );
    project.git(".", &["init", "-q"]);
    project.git(".", &["add", "."]);
    project.write("scratch/profiles/Mine.profile-meta.xml", PROFILE);
    project.write(".gitignore", "local/\nscratch/\n");
    project.write(".forceignore", "**/Shop Profile.profile-meta.xml\n");
    let ran = project.check("SF-GUEST-002");
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    for tracked in ["Shop Profile", "Other", "Third"] {
        ran.says(&format!("SF-GUEST-002] The guest profile \"{tracked}\""));
    }
    let human = project.run(&["check", ".", "--verbose", "--width", "200"]);
    human.says(
        "local/profiles/Other.profile-meta.xml is hidden by an ignore file and tracked by git",
    );
    ran.is_silent_about("Mine\"");
    let config = project.run(&["config", "."]);
    config.says("scratch\n    not read: hidden by an ignore file\n");
    config.says("but for what git tracks");
    config.says("how the project is organised");
    let plain = project.run(&["check", ".", "--width", "200"]);
    plain.says(
        "note: 2 files are hidden by an ignore file and tracked by git all the same, and judged",
    );
}

#[test]
fn links_and_inner_repositories_are_said_and_not_followed() {
    let project = Project::new("links", &[("force-app/sites/Shop.site-meta.xml", SITE)]);
    let outside = Project::new(
        "links-outside",
        &[("profiles/Far.profile-meta.xml", PROFILE)],
    );
    outside.git(".", &["init", "-q"]);
    outside.git(".", &["add", "."]);
    outside.git(".", &["commit", "-qm", "a package"]);
    project.git(".", &["init", "-q"]);
    let far = outside.0.to_string_lossy().into_owned();
    project.git(".", &["submodule", "add", "-q", &far, "packages/far"]);
    link(
        &outside.0.join("profiles"),
        &project.0.join("force-app/profiles"),
    );
    let ran = project.check("SF-GUEST-002");
    ran.is_silent_about("\"Far\"");
    let config = project.run(&["config", "."]);
    config.says("packages/far\n    not read: a repository of its own, such as a submodule");
    config.says("force-app/profiles\n    not read: a symbolic link; links are not followed");
    // Nobody has to ask: what they hold may be what matters.
    let human = project.run(&["check", ".", "--width=200"]);
    human.says("note: force-app/profiles was not read: a symbolic link; links are not followed");
    human.says("note: packages/far was not read: a repository of its own, such as a submodule");
    let quiet = project.run(&["check", ".", "--quiet"]);
    quiet.is_silent_about("was not read");
    project.write(
        "tenantlint.yaml",
        "exclude: [packages/**, force-app/profiles/**]\n",
    );
    project.run(&["check", "."]).is_silent_about("was not read");
}

#[test]
fn what_git_cannot_tell_is_an_error() {
    let project = Project::new(
        "refused",
        &[
            ("force-app/sites/Shop.site-meta.xml", SITE),
            ("local/profiles/Other.profile-meta.xml", PROFILE),
            (".gitignore", "node_modules/\n"),
            ("node_modules/a/a.json", "{}"),
        ],
    );
    project.git(".", &["init", "-q"]);
    project.git(".", &["add", "."]);
    fs::write(project.0.join(".git/index"), "broken").expect("the index can be written");
    project.check("SF-GUEST-002").is_silent_about("TL-FILE-003");
    project.write(".gitignore", "node_modules/\nlocal/\n");
    let ran = project.check("SF-GUEST-002");
    assert_eq!(ran.code, 2, "{}", ran.stdout);
    ran.says("error[TL-FILE-003] ignore files hide local, and git cannot tell");
    project.write("tenantlint.yaml", "exclude: [local/**]\n");
    project.check("SF-GUEST-002").is_silent_about("TL-FILE-003");
}

#[test]
fn what_was_left_out_is_told_with_the_reason() {
    let mut files = vec![
        ("sites/Shop.site", SITE),
        ("README.md", "Ours."),
        ("lwc/a/a.js", ""),
    ];
    files.extend(["lwc/a/b.js", "lwc/a/c.js", "lwc/a/d.js"].map(|path| (path, "")));
    let project = Project::new("left-out", &files);
    project.write("tenantlint.yaml", "exclude: [old/**]\n");
    project.write("old/profiles/A.profile", PROFILE);
    let ran = project.run(&["check", ".", "--verbose", "--width=200"]);
    ran.says("note: not read, neither settings nor metadata: README.md\n");
    ran.says("note: not read, excluded by the settings: old/profiles/A.profile\n");
    ran.says(
        "note: not read, code: lwc/a/a.js, lwc/a/b.js, lwc/a/c.js, and 1 more that `config` lists",
    );
    ran.is_silent_about("tenantlint.yaml");
}

#[cfg(unix)]
fn link(from: &Path, to: &Path) {
    std::os::unix::fs::symlink(from, to).expect("a link can be made");
}

#[cfg(not(unix))]
fn link(_from: &Path, _to: &Path) {}

#[test]
fn only_what_some_rule_reads_is_read() {
    let project = Project::new(
        "unread",
        &[
            ("sites/Shop.site", SITE),
            ("profiles/Shop Profile.profile", PROFILE),
            ("layouts/A.layout", "<Layout><broken"),
            ("layouts/B.layout", "<Layout><broken"),
        ],
    );
    let ran = project.check("SF-GUEST-002");
    assert_eq!(ran.code, 1, "{}{}", ran.stdout, ran.stderr);
    let human = project.run(&[
        "check",
        ".",
        "--verbose",
        "--select",
        "SF-GUEST-002",
        "--width=200",
    ]);
    human.says("2 files were not read, since no selected rule asks for their types: Layout 2");
    let input = project.run(&["input", "sites", "profiles"]);
    input.is_silent_about("Layout");
    // What no selected rule reads is not read for the sake of other rules' models either.
    let sites = project.run(&[
        "check",
        ".",
        "--verbose",
        "--select",
        "SF-SITE-001",
        "--width=200",
    ]);
    sites.says(
        "3 files were not read, since no selected rule asks for their types: Layout 2, Profile 1",
    );
    // What is asked for is read, and then its faults count.
    let all = project.run(&["input", "."]);
    assert_eq!(all.code, 2);
    all.says("TL-XML-001");
}

#[test]
fn what_the_project_says_of_its_files_is_heard() {
    let replacements = "{\"packageDirectories\": [{\"path\": \"../elsewhere\"}], \"replacements\": [\n  {\"filename\": \"force-app/profiles/Shop Profile.profile-meta.xml\", \"stringToReplace\": \"<allowRead>true\", \"replaceWithEnv\": \"X\"},\n  {\"glob\": \"force-app/**/*.site-meta.xml\", \"stringToReplace\": \"not in it\", \"replaceWithEnv\": \"X\"}\n]}";
    let deleted = "<Package xmlns=\"x\"><types><members>SHOP</members><members>Gone</members><name>CustomSite</name></types><version>60.0</version></Package>";
    let project = Project::new(
        "words",
        &[
            ("sfdx-project.json", replacements),
            ("manifest/destructiveChangesPost.xml", deleted),
            ("manifest/package.xml", deleted),
            ("force-app/sites/Shop.site-meta.xml", SITE),
            ("force-app/profiles/Shop Profile.profile-meta.xml", PROFILE),
        ],
    );
    let ran = project.run(&["check", ".", "--format", "concise"]);
    ran.says("force-app/profiles/Shop Profile.profile-meta.xml:4:9: medium[TL-TENANT-007] the deploy replaces text");
    ran.is_silent_about("TL-TENANT-007] the deploy replaces text in ./force-app/sites");
    ran.says(
        "TL-TENANT-008] CustomSite SHOP stands here, and destructiveChangesPost.xml deletes it",
    );
    ran.is_silent_about("Gone");
    ran.says("sfdx-project.json:1:34: info[TL-TENANT-009] the package directory `../elsewhere`");
    ran.is_silent_about("nothing in this file was judged");
    project.write("sfdx-project.json", "{\"packageDirectories\": [");
    let broken = project.run(&["check", "."]);
    assert_eq!(broken.code, 2);
    broken.says("sfdx-project.json:1:");
}

#[test]
fn what_is_no_settings_file_is_an_error_at_its_place() {
    let cases: &[(&str, &str, &str, &str)] = &[
        (
            "cut",
            "profiles/A.profile-meta.xml",
            &PROFILE[..150],
            "TL-XML-001",
        ),
        (
            "bomb",
            "profiles/A.profile-meta.xml",
            "<?xml version=\"1.0\"?>\n<!DOCTYPE lolz [<!ENTITY lol \"lol\"><!ENTITY lol2 \"&lol;&lol;\">]>\n<Profile>&lol2;</Profile>",
            "A.profile-meta.xml:2:1: error[TL-XML-002",
        ),
        (
            "entity",
            "profiles/A.profile-meta.xml",
            "<Profile><a>&passwd;</a></Profile>",
            "A.profile-meta.xml:1:13: error[TL-XML-001] `&passwd;` stands for no character",
        ),
        (
            "root",
            "sites/A.site-meta.xml",
            PROFILE,
            "A.site-meta.xml:2:2: error[TL-TENANT-002",
        ),
        (
            "foreign-root",
            "profiles/A.profile-meta.xml",
            "<html><body>x</body></html>",
            "A.profile-meta.xml:1:2: error[TL-TENANT-002] the content says `html`, the file name says `Profile`",
        ),
        (
            "unknown-root",
            "profiles/A.profile-meta.xml",
            "<Profiles><custom>true</custom></Profiles>",
            "A.profile-meta.xml:1:2: error[TL-TENANT-002] the content says `Profiles`",
        ),
        (
            "empty",
            "profiles/A.profile",
            "",
            "A.profile:1:1: error[TL-TENANT-002] this file is empty, and its name says `Profile`",
        ),
        (
            "no-map",
            "profiles/A.profile-meta.yaml",
            "\n- custom: true\n",
            "A.profile-meta.yaml:2:1: error[TL-TENANT-002] nothing in this file is a `Profile`",
        ),
        (
            "nothing",
            "other.yaml",
            "a: 1\n",
            "error[TL-TENANT-006] there was nothing to judge",
        ),
        (
            "lfs",
            "profiles/A.profile-meta.xml",
            "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
            "A.profile-meta.xml:1:1: error[TL-FILE-001",
        ),
        (
            "merge",
            "profiles/A.profile-meta.xml",
            "<Profile>\n<<<<<<< HEAD\n<a>1</a>\n=======\n<a>2</a>\n>>>>>>> other\n</Profile>\n",
            "A.profile-meta.xml:2:1: error[TL-FILE-002",
        ),
        (
            "merge-yaml",
            "tenant.yaml",
            "Profile:\n<<<<<<< HEAD\n  A: {}\n=======\n  B: {}\n>>>>>>> other\n",
            "tenant.yaml:2:1: error[TL-FILE-002",
        ),
        (
            "crossed",
            "profiles/A.profile-meta.xml",
            "<Profile><a><b></a></b></Profile>",
            "A.profile-meta.xml:1:16: error[TL-XML-001] `a` is closed where `b` is open",
        ),
        (
            "mixed",
            "profiles/A.profile-meta.xml",
            "<Profile><a>text<b>1</b></a></Profile>",
            "A.profile-meta.xml:1:13: error[TL-XML-001] text stands beside elements",
        ),
        (
            "roots",
            "profiles/A.profile-meta.xml",
            "<Profile/><Profile/>",
            "A.profile-meta.xml:1:11: error[TL-XML-001] a second root element",
        ),
        (
            "after",
            "profiles/A.profile-meta.xml",
            "<Profile/>x",
            "A.profile-meta.xml:1:11: error[TL-XML-001] text stands outside",
        ),
        (
            "encoding",
            "profiles/A.profile-meta.xml",
            "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><Profile><a>\u{e9}</a></Profile>",
            "A.profile-meta.xml:1:1: error[TL-XML-001] the text says that it is ISO-8859-1",
        ),
        (
            "twice",
            "profiles/A.profile-meta.xml",
            "<Profile a=\"1\" a=\"2\"/>",
            "error[TL-XML-001] the attributes of this tag",
        ),
        (
            "control",
            "profiles/A.profile-meta.xml",
            "<Profile><a>\u{1}</a></Profile>",
            "error[TL-XML-001] XML does not allow the control character U+0001",
        ),
    ];
    for (name, path, text, wanted) in cases {
        let project = Project::new(&format!("bad-{name}"), &[(path, text)]);
        let ran = project.check("SF-GUEST-002");
        assert_eq!(ran.code, 2, "{name}: {}{}", ran.stdout, ran.stderr);
        ran.says(wanted);
    }
}

#[test]
fn two_packages_that_disagree_and_names_that_are_one() {
    let other = PROFILE.replace("<allowRead>true", "<allowRead>false");
    let account = "<CustomObject><sharingModel>Private</sharingModel></CustomObject>";
    let project = Project::new(
        "conflict",
        &[
            ("a/sites/Shop.site-meta.xml", SITE),
            ("a/profiles/Shop Profile.profile-meta.xml", &other),
            ("b/profiles/Shop Profile.profile-meta.xml", PROFILE),
            ("a/objects/Account/Account.object-meta.xml", account),
            ("b/objects/account/account.object-meta.xml", account),
        ],
    );
    let ran = project.run(&["check", ".", "--format", "concise"]);
    ran.says("b/profiles/Shop Profile.profile-meta.xml:4:20: high[TL-TENANT-001]");
    // The worse reading is judged.
    ran.says("b/profiles/Shop Profile.profile-meta.xml:4:20: critical[SF-GUEST-001]");
    ran.says("critical[TL-TENANT-005] `Account` and `account` are one name");
}
