//! Real repositories in folders of their own, driven by the real git.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Judges nothing but whether a guest may call APIs: one rule is quick.
#[allow(dead_code, reason = "not every file of tests needs it")]
pub(crate) const CONFIG: &str = "version: 1\nselect: [SF-GUEST-007]\n";

/// A tenant whose guest may, or may not, call APIs.
#[allow(dead_code, reason = "not every file of tests needs it")]
pub(crate) fn tenant(api_enabled: bool) -> String {
    format!(
        "platform: salesforce\ntenant: {{name: garden-tools}}\nProfile:\n  Garden Tools Profile:\n    userLicense: Guest User License\n    userPermissions:\n      ApiEnabled: {api_enabled}\n      PasswordNeverExpires: true\n"
    )
}

/// A working tree, or a bare repository.
#[derive(Debug)]
pub(crate) struct Repo(pub(crate) PathBuf);

/// What a run of a program gave.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    /// Both streams, standard output first.
    pub(crate) said: String,
}

#[allow(dead_code, reason = "not every file of tests needs all of it")]
impl Repo {
    /// An empty folder in that of the tests.
    pub(crate) fn folder(name: &str) -> Self {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder).expect("an old folder can be removed");
        }
        fs::create_dir_all(&folder).expect("a folder can be made");
        Self(folder)
    }

    /// A repository with nothing in it.
    pub(crate) fn empty(name: &str) -> Self {
        let repo = Self::folder(name);
        repo.git(&["init", "--quiet", "--initial-branch=main"]);
        repo
    }

    /// A repository whose first commit holds a configuration and a good tenant.
    pub(crate) fn good(name: &str) -> Self {
        let repo = Self::empty(name);
        repo.write("tenantlint.yaml", CONFIG);
        repo.write("prod.yaml", tenant(false));
        repo.git(&["add", "."]);
        repo.git(&["commit", "--quiet", "--message=good"]);
        repo
    }

    pub(crate) fn at(&self, path: impl AsRef<Path>) -> PathBuf {
        self.0.join(path)
    }

    pub(crate) fn write(&self, path: impl AsRef<Path>, text: impl AsRef<[u8]>) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
        fs::write(path, text).expect("the file can be written");
    }

    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.0.join(path)).expect("the file is there");
    }

    /// Runs git, which must succeed, and gives what it printed.
    #[track_caller]
    pub(crate) fn git(&self, args: &[&str]) -> String {
        let ran = self.run("git", args);
        assert_eq!(ran.code, 0, "git {args:?} in {:?}: {}", self.0, ran.said);
        ran.said
    }

    /// Runs git, which may fail.
    pub(crate) fn try_git(&self, args: &[&str]) -> Ran {
        self.run("git", args)
    }

    /// Runs a program here. Nobody's own settings of git count; `tenantlint` is found.
    pub(crate) fn run(&self, program: impl AsRef<OsStr>, args: &[&str]) -> Ran {
        let done = command(program, &self.0)
            .args(args)
            .output()
            .expect("the program runs");
        let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
        Ran {
            code: done.status.code().expect("it ends by itself"),
            said: text(&done.stdout) + &text(&done.stderr),
        }
    }

    /// `tenantlint check`, with short output where no format is asked for.
    pub(crate) fn check(&self, args: &[&str]) -> Ran {
        let short: &[&str] = match args.contains(&"--format") {
            true => &["check", "--width", "100"],
            false => &["check", "--format", "concise"],
        };
        let all = [short, args].concat();
        self.run(env!("CARGO_BIN_EXE_tenantlint"), &all)
    }

    /// Commits as a user does, by the hooks that are installed.
    pub(crate) fn commit(&self, args: &[&str]) -> Ran {
        self.try_git(&[&["commit", "--quiet", "--message=change"], args].concat())
    }
}

/// A file that may be run.
#[allow(dead_code, reason = "not every file of tests needs it")]
pub(crate) fn executable(repo: &Repo, path: &str, text: &str) {
    use std::os::unix::fs::PermissionsExt;
    // Another program writes it: what this one has open for writing, a process that another thread
    // starts meanwhile has too, and the file cannot be run for as long ("Text file busy").
    let draft = format!("{path}.draft");
    repo.write(&draft, text);
    let copied = Command::new("cp")
        .arg(repo.at(&draft))
        .arg(repo.at(path))
        .status();
    assert!(copied.expect("`cp` runs").success(), "{path}");
    fs::remove_file(repo.at(&draft)).expect("it is there");
    let mode = fs::Permissions::from_mode(0o755);
    fs::set_permissions(repo.at(path), mode).expect("the mode can be set");
}

/// A program in a folder, with this build of `tenantlint` on the path.
pub(crate) fn command(program: impl AsRef<OsStr>, folder: &Path) -> Command {
    let built = Path::new(env!("CARGO_BIN_EXE_tenantlint"));
    let path = std::env::var("PATH").unwrap_or_default();
    let built = built.parent().expect("a folder");
    let mut command = Command::new(program);
    command
        .current_dir(folder)
        .env("PATH", format!("{}:{path}", built.display()))
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_AUTHOR_NAME", "t")
        .env("GIT_AUTHOR_EMAIL", "t@example.com")
        .env("GIT_COMMITTER_NAME", "t")
        .env("GIT_COMMITTER_EMAIL", "t@example.com")
        // Submodules of these tests are folders beside them.
        .env("GIT_CONFIG_COUNT", "1")
        .env("GIT_CONFIG_KEY_0", "protocol.file.allow")
        .env("GIT_CONFIG_VALUE_0", "always")
        .env("PRE_COMMIT_COLOR", "never")
        .env_remove("FORCE_COLOR")
        .env_remove("CLICOLOR_FORCE");
    for name in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_PREFIX"] {
        command.env_remove(name);
    }
    command
}

#[allow(dead_code, reason = "not every file of tests needs it")]
impl Ran {
    /// Judged, and nothing is wrong.
    #[track_caller]
    pub(crate) fn passes(&self) -> &Self {
        assert_eq!(self.code, 0, "{}", self.said);
        self
    }

    /// Judged, and the guest may call APIs.
    #[track_caller]
    pub(crate) fn refuses(&self) -> &Self {
        assert_eq!(self.code, 1, "{}", self.said);
        self.says("SF-GUEST-007")
    }

    #[track_caller]
    pub(crate) fn says(&self, text: &str) -> &Self {
        assert!(self.said.contains(text), "no {text:?} in\n{}", self.said);
        self
    }

    #[track_caller]
    pub(crate) fn is_silent_of(&self, text: &str) -> &Self {
        assert!(!self.said.contains(text), "{text:?} in\n{}", self.said);
        self
    }
}
