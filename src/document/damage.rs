//! Texts that are not what their file is to hold: what git left in its place.

use memchr::memmem;

use super::{Error, faults};
use crate::check::Check;
use crate::source::Span;

/// How a pointer of Git LFS begins: <https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md>.
const LFS: &str = "version https://git-lfs.github.com/spec/";

/// Looks for the pointer that Git LFS writes in the place of a file, and for the markers that a
/// merge leaves where two sides disagree.
///
/// # Errors
/// What was found.
pub(super) fn inspect(text: &str) -> Result<(), Error> {
    if text.starts_with(LFS) {
        return Err(faults::error(
            Check::FileLfsPointer,
            Span::new(0, LFS.len()),
            "this is a pointer of Git LFS, not the file",
            Check::FileLfsPointer.remediation(),
        ));
    }
    let Some(ours) = line(text, 0, "<<<<<<<") else {
        return Ok(());
    };
    let Some(middle) = line(text, ours, "=======") else {
        return Ok(());
    };
    let Some(theirs) = line(text, middle, ">>>>>>>") else {
        return Ok(());
    };
    let mut error = faults::error(
        Check::FileConflict,
        Span::new(ours, ours + 7),
        "a merge was not finished here",
        Check::FileConflict.remediation(),
    );
    let label = |at| Span::new(at, at + 7);
    error
        .labels
        .push((label(middle), "the other side begins".to_owned()));
    error.labels.push((label(theirs), "and ends".to_owned()));
    Err(error)
}

/// The first line from a byte on that begins with a marker and holds nothing else, or a name
/// after a blank.
fn line(text: &str, from: usize, marker: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    memmem::find_iter(bytes.get(from..)?, marker)
        .map(|at| from + at)
        .find(|&at| {
            let begins = at == 0 || bytes[at - 1] == b'\n';
            let next = bytes.get(at + marker.len());
            begins && matches!(next, None | Some(b' ' | b'\r' | b'\n'))
        })
}
