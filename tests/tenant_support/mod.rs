//! Tenants from texts, for the tests of tenants and their shapes.
#![allow(dead_code, reason = "each test uses a part of it")]

use tenantlint::document::{self, DataPath, Document, Limits, Segment};
use tenantlint::finding::{Finding, Place};
use tenantlint::source::{Encoding, SourceMap};
use tenantlint::tenant::{self, Built, Group, Part, Tenant};

/// Texts, and what was made of them.
pub struct World {
    pub sources: SourceMap,
    pub built: Built,
}

/// Makes tenants of texts by their paths, all of which must parse.
pub fn world(files: &[(&str, &str)]) -> World {
    world_of(files, &[])
}

/// As [`world`], with files of record counts and guest users.
pub fn world_of(files: &[(&str, &str)], runtime: &[(&str, &str)]) -> World {
    let mut sources = SourceMap::new();
    let parts = parse(&mut sources, files);
    let runtime = parse(&mut sources, runtime);
    let group = Group {
        parts: parts.iter().map(part).collect(),
        runtime: runtime.iter().map(part).collect(),
        ..Group::default()
    };
    let built = tenant::build(&group);
    World { sources, built }
}

fn parse(sources: &mut SourceMap, files: &[(&str, &str)]) -> Vec<(String, Document)> {
    let mut parsed = Vec::new();
    for (path, text) in files {
        let id = sources.add(*path, *text, Encoding::Utf8);
        let source = sources.file(id).text().clone();
        let document = document::parse(id, source, &Limits::default())
            .unwrap_or_else(|errors| panic!("{path} does not parse: {errors:?}"));
        parsed.push(((*path).to_owned(), document));
    }
    parsed
}

fn part((path, document): &(String, Document)) -> Part<'_> {
    Part { path, document }
}

impl World {
    /// The only tenant.
    pub fn tenant(&self) -> &Tenant {
        assert_eq!(self.built.failures, []);
        assert_eq!(self.built.tenants.len(), 1, "{:?}", self.built.roles);
        &self.built.tenants[0]
    }

    /// The canonical input of the only tenant.
    pub fn input(&self) -> serde_json::Value {
        self.tenant().root.to_json()
    }

    /// The shape findings of the only tenant.
    pub fn shape(&self) -> Vec<Finding> {
        tenant::check_shape(self.tenant())
    }

    /// Findings as `check at "text": message`, in their order.
    pub fn shown(&self, findings: &[Finding]) -> Vec<String> {
        let line = |f: &Finding| format!("{} {}: {}", f.rule, self.text(&f.primary), f.message);
        findings.iter().map(line).collect()
    }

    /// The text that a place points at.
    pub fn text(&self, place: &Place) -> &str {
        self.sources.slice(place.file, place.span)
    }
}

/// A path of keys; a number is an item of a list.
pub fn path(steps: &[&str]) -> DataPath {
    let step = |step: &&str| match step.parse() {
        Ok(index) => Segment::Index(index),
        Err(_) => Segment::Key((*step).into()),
    };
    steps.iter().map(step).collect()
}
