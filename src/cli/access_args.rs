//! The arguments of the commands that tell who can reach what, and since when.

use std::path::PathBuf;

use clap::Args;

use super::args::{ConfigurationArgs, InputArgs, OutputArgs, PolicyArgs, SelectionArgs};
use super::settings::Flags;
use super::values::{date, exposure_format, history_format, threads, width};
use crate::report::Format;

/// What is judged, and by which rules.
#[derive(Debug, Args)]
pub(crate) struct JudgeArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,
    #[command(flatten)]
    pub(crate) policies: PolicyArgs,
    #[command(flatten)]
    pub(crate) selection: SelectionArgs,
    /// The number of threads; as many as the machine has where this is not given
    #[arg(long, value_name = "N", value_parser = threads, help_heading = "Run")]
    pub(crate) threads: Option<usize>,
    #[command(flatten)]
    pub(crate) configuration: ConfigurationArgs,
}

impl JudgeArgs {
    pub(super) fn flags(&self) -> Flags<'_> {
        Flags {
            input: Some(&self.input),
            policies: Some(&self.policies),
            selection: Some(&self.selection),
            configuration: Some(&self.configuration),
            threads: self.threads,
            ..Flags::default()
        }
    }
}

/// Which accesses are shown.
#[derive(Debug, Args)]
#[command(next_help_heading = "Filter")]
pub(crate) struct AccessArgs {
    /// Show only this object, compared without case; may be repeated
    #[arg(long, value_name = "NAME")]
    pub(crate) object: Vec<String>,
    /// Show only what this principal can do: anonymous, self-registered, guest, any-member, admin,
    /// or a word of a policy; may be repeated
    #[arg(long, value_name = "NAME")]
    pub(crate) principal: Vec<String>,
}

/// How a page looks, and where it goes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct PageArgs {
    /// Write the format named before it to this file; `-` is standard output
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Vec<PathBuf>,
    /// Print whole chains, and everything that else is only counted
    #[arg(long, short)]
    pub(crate) verbose: bool,
    /// Print the table alone, or the exposures with their timelines
    #[arg(long, short, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// The width of the page in columns, where the terminal should not decide
    #[arg(long, value_name = "COLUMNS", value_parser = width)]
    pub(crate) width: Option<usize>,
}

impl PageArgs {
    pub(super) fn look(&self) -> OutputArgs {
        OutputArgs {
            verbose: self.verbose,
            quiet: self.quiet,
            width: self.width,
            ..OutputArgs::default()
        }
    }
}

/// `exposure`
#[derive(Debug, Args)]
pub(crate) struct ExposureArgs {
    #[command(flatten)]
    pub(crate) judge: JudgeArgs,
    #[command(flatten)]
    pub(crate) access: AccessArgs,
    /// Show only what opens data of this category, compared without case; may be repeated
    #[arg(long, value_name = "NAME", help_heading = "Filter")]
    pub(crate) category: Vec<String>,
    /// How the table is written: human, json, csv or markdown; give several with `--output` for all
    /// but one [default: human]
    #[arg(long, short, value_name = "FORMAT", value_parser = exposure_format, help_heading = "Output")]
    pub(crate) format: Vec<Format>,
    #[command(flatten)]
    pub(crate) page: PageArgs,
}

/// Which history is told, and how it is judged.
#[derive(Debug, Args)]
pub(crate) struct PastArgs {
    #[command(flatten)]
    pub(crate) judge: JudgeArgs,
    #[command(flatten)]
    pub(crate) access: AccessArgs,
    /// Show only what was open on this day, or a part of it (YYYY-MM-DD)
    #[arg(long, value_name = "DATE", value_parser = date, help_heading = "Filter")]
    pub(crate) on: Option<String>,
    /// Tell the history of this revision
    #[arg(
        long,
        value_name = "REV",
        default_value = "HEAD",
        help_heading = "History"
    )]
    pub(crate) rev: String,
    /// Name merges as causes, and not the commits that they brought
    #[arg(long, help_heading = "History")]
    pub(crate) first_parent: bool,
    /// Judge everything anew, and keep nothing
    #[arg(long, help_heading = "History")]
    pub(crate) no_cache: bool,
    /// Keep what was judged in this folder
    #[arg(
        long,
        value_name = "DIR",
        conflicts_with = "no_cache",
        help_heading = "History"
    )]
    pub(crate) cache_dir: Option<PathBuf>,
}

/// `history`
#[derive(Debug, Args)]
pub(crate) struct HistoryArgs {
    #[command(flatten)]
    pub(crate) past: PastArgs,
    /// Show only findings of this rule; may be repeated
    #[arg(long, value_name = "ID", help_heading = "Filter")]
    pub(crate) rule: Vec<String>,
    /// Show only what is still open
    #[arg(long, help_heading = "Filter")]
    pub(crate) open: bool,
    /// How the history is written: human, json, csv, markdown or html; give several with `--output`
    /// for all but one [default: human]
    #[arg(long, short, value_name = "FORMAT", value_parser = history_format, help_heading = "Output")]
    pub(crate) format: Vec<Format>,
    #[command(flatten)]
    pub(crate) page: PageArgs,
}

/// `notice`
#[derive(Debug, Args)]
pub(crate) struct NoticeArgs {
    #[command(flatten)]
    pub(crate) past: PastArgs,
    /// Write the draft to this file; `-` is standard output, which it goes to anyway
    #[arg(long, short, value_name = "FILE", help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,
    /// Show no progress
    #[arg(long, short, help_heading = "Output")]
    pub(crate) quiet: bool,
}
