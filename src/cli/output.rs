//! Which format goes where: every `--output` belongs to the `--format` before it.

use std::path::{Path, PathBuf};

use crate::report::Format;

/// Where one format is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Standard output.
    Stdout,
    /// A file.
    File(PathBuf),
}

/// A format and where it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sink {
    /// How.
    pub format: Format,
    /// Where to.
    pub target: Target,
}

/// One of the two flags, as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flag {
    /// `--format`
    Format(Format),
    /// `--output`
    Output(PathBuf),
}

/// Pairs the flags in the order in which they were given. Without any, the human format goes to
/// standard output.
///
/// # Errors
/// When a file has no format of its own, a format has two files, two formats would share standard
/// output, or two would share a file.
pub fn pair(flags: impl IntoIterator<Item = Flag>) -> Result<Vec<Sink>, String> {
    let mut sinks: Vec<(Format, Option<PathBuf>)> = Vec::new();
    for flag in flags {
        match flag {
            Flag::Format(format) => sinks.push((format, None)),
            Flag::Output(path) => match sinks.last_mut() {
                None => return Err(without_format(&path)),
                Some((_, Some(first))) => return Err(two_files(first, &path)),
                Some((_, file)) => *file = Some(path),
            },
        }
    }
    if sinks.is_empty() {
        sinks.push((Format::Human, None));
    }
    let sinks: Vec<Sink> = sinks.into_iter().map(sink).collect();
    no_target_twice(&sinks)?;
    Ok(sinks)
}

fn sink((format, file): (Format, Option<PathBuf>)) -> Sink {
    let target = match file {
        Some(path) if path != Path::new("-") => Target::File(path),
        _ => Target::Stdout,
    };
    Sink { format, target }
}

fn no_target_twice(sinks: &[Sink]) -> Result<(), String> {
    for (i, sink) in sinks.iter().enumerate() {
        if sinks[..i].iter().any(|s| s.target == sink.target) {
            return Err(match &sink.target {
                Target::Stdout => "two formats would be written to standard output; give all but \
                                   one a file, such as `--format json --output report.json \
                                   --format human`"
                    .to_owned(),
                Target::File(path) => {
                    format!("two formats would be written to `{}`", path.display())
                }
            });
        }
    }
    Ok(())
}

fn without_format(path: &Path) -> String {
    format!(
        "`--output {}` has no `--format` before it; say which format the file is to hold, such as \
         `--format json --output {0}`",
        path.display()
    )
}

fn two_files(first: &Path, second: &Path) -> String {
    format!(
        "one `--format` has two files, `{}` and `{}`; repeat the format before the second",
        first.display(),
        second.display()
    )
}
