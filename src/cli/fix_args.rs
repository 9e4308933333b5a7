//! The flags of `fix`, and those by which `check` fixes first.

use std::path::PathBuf;

use clap::Args;

use super::args::{AboutArgs, ConfigurationArgs, PolicyArgs, SelectionArgs};

/// What is fixed before the report.
#[derive(Debug, Args, Default)]
#[command(next_help_heading = "Fixes")]
pub(crate) struct MendArgs {
    /// Fix what has a safe fix, and report what is left
    #[arg(long)]
    pub(crate) fix: bool,
    /// Fix, and say of what is left only how much it is; exit with 0 unless something failed
    #[arg(long)]
    pub(crate) fix_only: bool,
    /// Show what --fix would change as a unified diff, and change nothing; exit with 1 where there
    /// is something
    #[arg(long)]
    pub(crate) diff: bool,
    /// With --fix: the same as --diff
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// With any of these: make fixes, too, that may take away what somebody relies on
    #[arg(long)]
    pub(crate) unsafe_fixes: bool,
}

impl MendArgs {
    /// Whether fixes are asked for.
    pub(crate) fn any(&self) -> bool {
        self.fix || self.fix_only || self.diff
    }

    /// Whether files stay as they are.
    pub(crate) fn dry(&self) -> bool {
        self.diff || self.dry_run
    }
}

/// `fix`
#[derive(Debug, Args)]
pub(crate) struct FixArgs {
    /// Fingerprints of findings, or the first digits of them; files, folders and globs. Without a
    /// fingerprint, all that counts; without a path, the tenants of the configuration, else the
    /// current folder
    #[arg(value_name = "FINGERPRINT|PATH")]
    pub(crate) what: Vec<PathBuf>,
    /// Show what would change as a unified diff, and change nothing
    #[arg(long, visible_alias = "diff")]
    pub(crate) dry_run: bool,
    /// Make fixes, too, that may take away what somebody relies on
    #[arg(long)]
    pub(crate) unsafe_fixes: bool,
    /// Also write what the platform's own tools deploy: the changed components alone, into a folder
    /// that is not there yet; below it, a folder for each tenant where several changed
    #[arg(long, value_name = "OUT")]
    pub(crate) package: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) about: AboutArgs,
    #[command(flatten)]
    pub(crate) policies: PolicyArgs,
    #[command(flatten)]
    pub(crate) selection: SelectionArgs,
    #[command(flatten)]
    pub(crate) configuration: ConfigurationArgs,
}
