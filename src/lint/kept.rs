//! Which texts a report needs: those into which something that it tells points.

use std::collections::BTreeSet;

use super::stream::Done;
use crate::finding::{Failure, Finding, Place, Status};
use crate::source::FileId;

/// The texts into which something points that was said of a batch.
pub(super) fn files(done: &Done) -> BTreeSet<FileId> {
    let mut files = Files::default();
    let survey = &done.survey;
    let said = || done.said.values();
    let findings = survey.findings.iter().chain(&done.unfit);
    for finding in findings.chain(said().flat_map(|said| &said.findings)) {
        files.finding(finding);
    }
    let failures = survey.failures.iter().chain(&done.unparsed);
    for failure in failures.chain(said().flat_map(|said| &said.failures)) {
        files.failure(failure);
    }
    let gaps = said().flat_map(|said| &said.not_evaluated);
    files.places(gaps.filter_map(|gap| gap.place.as_ref()));
    let notices = survey.notices.iter().chain(&survey.warnings);
    let notices = notices.chain(said().flat_map(|said| &said.notices));
    files
        .0
        .extend(notices.filter_map(|notice| Some(notice.place?.0)));
    files
        .0
        .extend(survey.inline.iter().map(|inline| inline.file()));
    // A remark points at the start of what nobody recognised.
    let unknown = survey.roles.iter().filter(|role| role.tenant.is_none());
    files.0.extend(unknown.map(|role| role.file));
    files.0
}

#[derive(Default)]
struct Files(BTreeSet<FileId>);

impl Files {
    fn places<'p>(&mut self, places: impl Iterator<Item = &'p Place>) {
        for place in places {
            let further = [place.definition, place.used].into_iter().flatten();
            self.0.extend(further.map(|(file, _)| file));
            self.0.insert(place.file);
        }
    }

    fn finding(&mut self, finding: &Finding) {
        let steps = finding.related.iter().chain(&finding.causes);
        let edits = finding.fixes.iter().flat_map(|fix| &fix.edits);
        let places = steps.filter_map(|step| step.place.as_ref());
        let places = places.chain(edits.filter_map(|edit| edit.place.as_ref()));
        self.places(places.chain([&finding.primary]));
        let splices = finding.fixes.iter().flat_map(|fix| &fix.splices);
        self.0.extend(splices.flatten().map(|(file, _)| *file));
        match &finding.status {
            Status::Waived(waiver) => drop(self.0.insert(waiver.place.0)),
            Status::Exempted((file, _)) => drop(self.0.insert(*file)),
            Status::Open | Status::Baselined => {}
        }
    }

    fn failure(&mut self, failure: &Failure) {
        self.0
            .extend(failure.labels.iter().map(|(file, _, _)| *file));
        self.0.extend(failure.place.map(|(file, _)| file));
    }
}
