//! Findings by what a waiver can name, so that what one takes is found without a look at all of them.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use super::inline::Cover;
use crate::finding::Finding;
use crate::source::FileId;

/// Findings, by their numbers, each list in their order.
pub(super) struct Index<'f> {
    findings: &'f [Finding],
    by_rule: HashMap<&'f str, Vec<usize>>,
    by_fingerprint: HashMap<&'f str, Vec<usize>>,
    by_tenant: HashMap<&'f str, Vec<usize>>,
    /// By the key of a name that is a text, and that text.
    by_name: HashMap<&'f str, BTreeMap<&'f str, Vec<usize>>>,
    /// By the file of a place, where it starts, with the number of its finding; in that order.
    by_place: HashMap<FileId, Vec<(u32, usize)>>,
}

impl<'f> Index<'f> {
    pub(super) fn of(findings: &'f [Finding]) -> Self {
        let mut index = Self {
            findings,
            by_rule: HashMap::new(),
            by_fingerprint: HashMap::new(),
            by_tenant: HashMap::new(),
            by_name: HashMap::new(),
            by_place: HashMap::new(),
        };
        for (at, finding) in findings.iter().enumerate() {
            index.add(at, finding);
        }
        index
            .by_place
            .values_mut()
            .for_each(|places| places.sort_unstable());
        index
    }

    fn add(&mut self, at: usize, finding: &'f Finding) {
        self.by_rule.entry(&finding.rule).or_default().push(at);
        let subject = &finding.subject;
        self.by_tenant.entry(&subject.tenant).or_default().push(at);
        let fingerprint = finding.fingerprint.as_str();
        self.by_fingerprint.entry(fingerprint).or_default().push(at);
        for (key, name) in &subject.identity {
            if let Value::String(name) = name {
                let names = self.by_name.entry(key).or_default();
                names.entry(name).or_default().push(at);
            }
        }
        let primary = &finding.primary;
        let mut place = |file, start| {
            self.by_place.entry(file).or_default().push((start, at));
        };
        place(primary.file, primary.span.start);
        if let Some((file, span)) = primary.used {
            place(file, span.start);
        }
    }

    /// The findings of a rule.
    pub(super) fn of_rule(&self, id: &str) -> &[usize] {
        listed(self.by_rule.get(id))
    }

    /// The first finding of a rule.
    pub(super) fn first_of(&self, id: &str) -> Option<&'f Finding> {
        let first = self.of_rule(id).first()?;
        Some(&self.findings[*first])
    }

    /// The findings of a fingerprint.
    pub(super) fn of_fingerprint(&self, fingerprint: &str) -> &[usize] {
        listed(self.by_fingerprint.get(fingerprint))
    }

    /// The findings of a tenant.
    pub(super) fn of_tenant(&self, tenant: &str) -> &[usize] {
        listed(self.by_tenant.get(tenant))
    }

    /// The findings that have a name.
    pub(super) fn of_name(&self, key: &str, name: &str) -> &[usize] {
        let names = self.by_name.get(key);
        listed(names.and_then(|names| names.get(name)))
    }

    /// The findings that have a name which begins so.
    pub(super) fn of_names_from(&self, key: &str, start: &str) -> Vec<usize> {
        let names = self.by_name.get(key).into_iter();
        let names = names.flat_map(|names| names.range(start..));
        let alike = names.take_while(|(name, _)| name.starts_with(start));
        alike.flat_map(|(_, findings)| findings).copied().collect()
    }

    /// The findings with a place that starts in what a comment covers.
    pub(super) fn starting_in(&self, cover: &Cover) -> Vec<usize> {
        let places = self.by_place.get(&cover.file);
        let places = places.map_or(&[][..], Vec::as_slice);
        let first = places.partition_point(|(start, _)| *start < cover.span.start);
        let inside = places[first..].iter();
        let inside = inside.take_while(|(start, _)| *start <= cover.span.end);
        inside.map(|(_, finding)| *finding).collect()
    }
}

fn listed(list: Option<&Vec<usize>>) -> &[usize] {
    list.map_or(&[], Vec::as_slice)
}
