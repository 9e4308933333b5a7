//! Arguments and `tenantlint.yaml` to settings, and what the commands print.
//!
//! [`run`] is the program: it takes arguments, a host and the streams, and gives the exit code.
//! Nothing here judges; nothing here touches a file but through the host.

mod access_args;
mod args;
mod baseline;
mod change;
mod check;
mod color;
pub mod config;
mod console;
mod explain;
mod exposure;
mod fix;
mod fix_args;
mod history;
mod import;
mod init;
mod manifest;
mod mentions;
mod named;
mod nested;
mod new;
pub mod output;
mod pages;
mod param_flag;
mod progress;
mod rule_pages;
mod rules;
mod settings;
mod show;
mod suggest;
mod test;
mod values;
mod waive;

use std::ffi::OsString;
use std::io;

use clap::error::ErrorKind;
use clap::{ArgMatches, CommandFactory, FromArgMatches};

use crate::engine::Limits;
use crate::finding::Failure;
use crate::host::Host;
use crate::report::{self, Format, Report};
use crate::source::SourceMap;
use crate::threads::on_large_stack;

pub use args::When;
use args::{Cli, Command};
pub use color::colored;
pub use console::Console;
use console::{Look, Stream};

/// Exit code: it could not be judged.
const TROUBLE: u8 = 2;

/// Runs the program and gives its exit code: 0 judged and nothing found, 1 findings, 2 could not
/// judge. The first argument is the program's name.
pub fn run(
    args: impl IntoIterator<Item = OsString>,
    host: &dyn Host,
    console: &mut Console<'_>,
) -> u8 {
    let args: Vec<OsString> = args.into_iter().collect();
    match command_line().try_get_matches_from(&args) {
        Ok(matches) => act(&matches, host, console),
        Err(error) => complain(host, console, early_color(&args), &error),
    }
}

/// The command line as clap knows it.
fn command_line() -> clap::Command {
    Cli::command()
}

fn act(matches: &ArgMatches, host: &dyn Host, console: &mut Console<'_>) -> u8 {
    let cli = match Cli::from_arg_matches(matches) {
        Ok(cli) => cli,
        Err(error) => return complain(host, console, When::Auto, &error),
    };
    let mut run = Run {
        host,
        console,
        color: cli.color,
    };
    let done = match is_page(&cli.command) {
        true => obey(&mut run, &cli.command, matches),
        // What judges has as large a stack from the start as the default limits let work ask for,
        // so that a small run needs one thread.
        false => on_large_stack(Limits::default().stack_bytes, || {
            obey(&mut run, &cli.command, matches)
        }),
    };
    match done {
        Ok(code) => code,
        Err(Trouble::Usage(message)) => {
            let name = matches.subcommand_name().unwrap_or_default();
            usage_error(host, run.console, cli.color, name, &message)
        }
        Err(Trouble::Write(error)) => {
            let message = format!("error: the output cannot be written: {error}\n");
            // Where standard error cannot be written either, the exit code has to do.
            let _ = run.console.write(Stream::Stderr, message.as_bytes());
            TROUBLE
        }
    }
}

/// Whether a command prints what the program holds, and reads no tenant.
fn is_page(command: &Command) -> bool {
    matches!(
        command,
        Command::Rules(_)
            | Command::Explain(_)
            | Command::Schema(_)
            | Command::Completions(_)
            | Command::Man(_)
    )
}

fn obey(run: &mut Run<'_, '_>, command: &Command, matches: &ArgMatches) -> Result<u8, Trouble> {
    match command {
        Command::Check(args) => check::run(run, args, &output_flags(matches)),
        Command::Fix(args) => fix::run(run, args),
        Command::Exposure(args) => exposure::run(run, args, &output_flags(matches)),
        Command::History(args) => history::run(run, args, &output_flags(matches)),
        Command::Notice(args) => history::notice(run, args),
        Command::Rules(args) => rules::run(run, args),
        Command::Explain(args) => explain::run(run, args),
        Command::Test(args) => test::run(run, args, &output_flags(matches)),
        Command::New(args) => new::run(run, args),
        Command::Schema(args) => pages::schema(run, args),
        Command::Config(args) => show::config(run, args),
        Command::Input(args) => show::input(run, args),
        Command::Init(args) => init::run(run, args),
        Command::Import(args) => import::run(run, args),
        Command::Manifest(args) => manifest::run(run, args),
        Command::Waive(args) => waive::run(run, args),
        Command::Baseline(args) => baseline::run(run, args),
        Command::Completions(args) => pages::completions(run, args),
        Command::Man(args) => pages::man(run, args),
    }
}

/// Why a command could not be carried out.
#[derive(Debug)]
enum Trouble {
    /// The arguments do not fit together.
    Usage(String),
    /// The output cannot be written.
    Write(io::Error),
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Write(error)
    }
}

/// What every command is given.
struct Run<'a, 'c> {
    host: &'a dyn Host,
    console: &'a mut Console<'c>,
    color: When,
}

impl Run<'_, '_> {
    fn look(&self, stream: Stream) -> Look {
        self.console.look(self.host, stream, self.color)
    }

    fn print(&mut self, text: impl AsRef<[u8]>) -> Result<(), Trouble> {
        Ok(self.console.write(Stream::Stdout, text.as_ref())?)
    }

    /// Shows failures on standard error, for the commands that print no report.
    fn show_failures(&mut self, sources: SourceMap, failures: Vec<Failure>) -> Result<u8, Trouble> {
        let report = Report {
            sources,
            failures,
            ..Report::default()
        };
        self.show_on_stderr(&report)?;
        Ok(TROUBLE)
    }

    fn show_on_stderr(&mut self, report: &Report) -> Result<(), Trouble> {
        let look = self.look(Stream::Stderr);
        let style = report::Style {
            color: look.color,
            hyperlinks: look.color && look.terminal,
            width: look.width.unwrap_or(0),
            quiet: true,
            ..report::Style::default()
        };
        let text = report::render(report, Format::Human, &style);
        Ok(self.console.write(Stream::Stderr, text.as_bytes())?)
    }
}

/// The flags `--format` and `--output` in the order in which they were given.
fn output_flags(matches: &ArgMatches) -> Vec<output::Flag> {
    let Some((_, matches)) = matches.subcommand() else {
        return Vec::new();
    };
    let formats = matches.get_many::<Format>("format").unwrap_or_default();
    let outputs = matches.get_many("output").unwrap_or_default();
    let at = |id: &str| matches.indices_of(id).into_iter().flatten();
    let formats = at("format").zip(formats.copied().map(output::Flag::Format));
    let outputs = at("output").zip(outputs.cloned().map(output::Flag::Output));
    let mut flags: Vec<(usize, output::Flag)> = formats.chain(outputs).collect();
    flags.sort_by_key(|(index, _)| *index);
    flags.into_iter().map(|(_, flag)| flag).collect()
}

fn usage_error(
    host: &dyn Host,
    console: &mut Console<'_>,
    color: When,
    command: &str,
    message: &str,
) -> u8 {
    let mut cli = command_line();
    cli.build();
    let error = match cli.find_subcommand_mut(command) {
        Some(sub) => sub.error(ErrorKind::ArgumentConflict, message),
        None => cli.error(ErrorKind::ArgumentConflict, message),
    };
    complain(host, console, color, &error)
}

/// Prints clap's help, version or error where it belongs.
fn complain(host: &dyn Host, console: &mut Console<'_>, color: When, error: &clap::Error) -> u8 {
    let stream = if error.use_stderr() {
        Stream::Stderr
    } else {
        Stream::Stdout
    };
    let text = error.render();
    let text = if console.look(host, stream, color).color {
        text.ansi().to_string()
    } else {
        text.to_string()
    };
    let written = console.write(stream, text.as_bytes());
    let code = if error.use_stderr() { TROUBLE } else { 0 };
    if written.is_err() { TROUBLE } else { code }
}

/// What `--color` says, where the arguments as a whole cannot be read.
fn early_color(args: &[OsString]) -> When {
    let texts: Vec<&str> = args.iter().filter_map(|a| a.to_str()).collect();
    let spaced = texts.iter().position(|a| *a == "--color");
    let value = spaced.and_then(|i| texts.get(i + 1).copied());
    let joined = texts.iter().find_map(|a| a.strip_prefix("--color="));
    match value.or(joined) {
        Some("always") => When::Always,
        Some("never") => When::Never,
        _ => When::Auto,
    }
}
