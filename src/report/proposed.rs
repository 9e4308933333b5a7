//! What fixes do to the texts, on its way out: nothing that shows or sits beside a secret.

use super::{Report, text};
use crate::finding::Fix;
use crate::fix::Splice;
use crate::source::FileId;

/// The splices of a fix, where there are any and none of them touches a secret, stands right beside
/// one or spells one.
pub(super) fn splices<'f>(report: &Report, fix: &'f Fix) -> Option<&'f [(FileId, Splice)]> {
    let splices = fix.splices.as_deref()?;
    let shows = |(file, splice): &(FileId, Splice)| {
        !report.redactions.touch(*file, splice.span)
            && text::clean(report, &splice.text) == splice.text
    };
    (!splices.is_empty() && splices.iter().all(shows)).then_some(splices)
}

/// Whether a fix may be made as it is, in words.
pub(super) fn caution(fix: &Fix) -> &'static str {
    match fix.safe {
        true => "safe",
        false => "look before you apply it",
    }
}
