//! The program: arguments and streams of this process in, an exit code out.

#![deny(clippy::disallowed_methods)]

use std::io::{self, BufWriter, IsTerminal};
use std::panic::AssertUnwindSafe;
use std::process::ExitCode;

use tenantlint::cli::{self, Console};
use tenantlint::host::{self, Disk};

#[expect(
    clippy::disallowed_methods,
    reason = "the arguments of the process enter here and nowhere else"
)]
fn main() -> ExitCode {
    host::use_small_pages();
    let (stdout, stderr) = (io::stdout(), io::stderr());
    let mut console = Console {
        stdout_terminal: stdout.is_terminal(),
        stderr_terminal: stderr.is_terminal(),
        stdout: &mut BufWriter::new(stdout),
        stderr: &mut BufWriter::new(stderr),
    };
    let run = AssertUnwindSafe(|| cli::run(std::env::args_os(), &Disk, &mut console));
    // A bug must not look like findings or like a pass.
    ExitCode::from(std::panic::catch_unwind(run).unwrap_or(2))
}
