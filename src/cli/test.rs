//! `test`: arguments to `jobs`, which runs the tests.

use super::args::TestArgs;
use super::{Run, Trouble};

pub(super) fn run(_run: &mut Run<'_, '_>, args: &TestArgs) -> Result<u8, Trouble> {
    let _ = (&args.paths, args.verbose, args.threads, &args.configuration);
    Err(Trouble::Usage("this build cannot test policies".to_owned()))
}
