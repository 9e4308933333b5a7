//! What the bundled policies answer, brought to the oracle's form.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use tenantlint::document::{self, Limits};
use tenantlint::embedded;
use tenantlint::engine::{self, Answers, Prepared};
use tenantlint::rule::{self, PolicyFile, PolicyFolder, RegoVersion, RuleSet};
use tenantlint::source::{Encoding, SourceMap};
use tenantlint::tenant::{self, Group, Part};

use crate::case::{Case, DATES, text, texts};

/// The rules that are asked, in this order.
const RULES: [&str; 2] = ["SF-GUEST-001", "SF-GUEST-018"];

/// What the program says of one site and object.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Said {
    /// The profile and permission sets that findings name, in lower case.
    pub(crate) holders: BTreeSet<String>,
    /// Kinds of paths, of all findings.
    pub(crate) via: BTreeSet<String>,
    /// Fields of all findings, in lower case.
    pub(crate) fields: BTreeSet<String>,
}

/// All that the program says of a tenant; names in lower case.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Answer {
    pub(crate) reads: BTreeMap<(String, String), Said>,
    pub(crate) unknown: BTreeSet<(String, String)>,
    pub(crate) unknown_sites: BTreeSet<String>,
    pub(crate) unknown_profiles: BTreeSet<String>,
    pub(crate) open_by_default: BTreeSet<String>,
    /// Errors of policies.
    pub(crate) failed: BTreeSet<String>,
    /// The words of what was not evaluated.
    pub(crate) words: Vec<String>,
}

/// The policies, ready for every date of judgement.
pub(crate) struct Program(BTreeMap<&'static str, Prepared>);

impl Program {
    pub(crate) fn new() -> Self {
        Self::with_policies(|_, text| text.to_owned())
    }

    /// With the texts of the policies changed.
    pub(crate) fn with_policies(change: impl Fn(&str, &str) -> String) -> Self {
        let file = |(below, text): &(&str, &str)| PolicyFile {
            shown: format!("policies/{below}"),
            below: (*below).to_owned(),
            text: change(below, text).into(),
        };
        let folder = PolicyFolder {
            pack: None,
            name: "tenantlint".to_owned(),
            builtin: true,
            version: RegoVersion::V1,
            files: embedded::policies().iter().map(file).collect(),
        };
        let mut sources = SourceMap::new();
        let (mut rules, failures) = rule::load(RuleSet::default(), vec![folder], &mut sources);
        assert!(failures.is_empty(), "{failures:?}");
        rules.rules.retain(|rule| RULES.contains(&&*rule.id));
        rules.rules.sort_by(|a, b| a.id.cmp(&b.id));
        let (params, failures) = rule::complete_params(&rules, &BTreeMap::new());
        assert!(failures.is_empty(), "{failures:?}");
        let ready = |date: &&'static str| {
            let limits = engine::Limits::default();
            let (prepared, failures) = Prepared::new(&rules, &params, date, &limits);
            assert!(failures.is_empty(), "{failures:?}");
            (*date, prepared)
        };
        Self(DATES.iter().map(ready).collect())
    }

    /// Judges a tenant.
    pub(crate) fn judge(&self, case: &Case) -> Answer {
        let mut sources = SourceMap::new();
        let json = case.input.to_string();
        let file = sources.add("tenant.json", json.as_str(), Encoding::Utf8);
        let source = sources.file(file).text().clone();
        let document = document::parse(file, source, &Limits::default())
            .unwrap_or_else(|errors| panic!("{errors:?}\n{json}"));
        let part = Part {
            path: "tenant.json",
            below: "tenant.json",
            document: &document,
            made: None,
        };
        let built = tenant::build(&Group {
            parts: vec![part],
            ..Group::default()
        });
        assert!(built.failures.is_empty(), "{:?}\n{json}", built.failures);
        let mut failed = BTreeSet::new();
        let mut answers = self.0[case.as_of].answers(&built.tenants[0]).into_iter();
        let mut next = || match answers.next() {
            Some(Ok(answers)) => answers,
            Some(Err(failures)) => {
                failed.extend(failures.into_iter().map(|f| f.message));
                Answers::default()
            }
            None => panic!("fewer answers than rules"),
        };
        let mut answer = Answer::default();
        let end_to_end = next();
        for violation in &end_to_end.deny {
            answer.add(violation);
        }
        for unknown in &end_to_end.not_evaluated {
            answer.add_unknown(text(unknown, "message").unwrap_or(""));
        }
        for violation in &next().deny {
            let object = text(&violation["identity"], "object").unwrap_or("");
            answer.open_by_default.insert(object.to_lowercase());
        }
        answer.failed = failed;
        answer
    }
}

impl Answer {
    fn add(&mut self, violation: &Value) {
        let identity = &violation["identity"];
        let name = |key: &str| text(identity, key).map(str::to_lowercase);
        let site = name("site").unwrap_or_default();
        let object = name("object").unwrap_or_default();
        let access = &violation["access"];
        let said = self.reads.entry((site, object)).or_default();
        let holder = name("profile").or_else(|| name("permissionSet"));
        let new = said.holders.insert(holder.unwrap_or_default());
        assert!(new, "two findings of one identity: {violation}");
        let via = text(access, "via").unwrap_or("").split(", ");
        said.via.extend(via.map(str::to_owned));
        let fields = texts(access, "fields");
        said.fields.extend(fields.iter().map(|f| f.to_lowercase()));
    }

    fn add_unknown(&mut self, message: &str) {
        self.words.push(message.to_owned());
        let about = message
            .strip_prefix("Whether anonymous visitors of site ")
            .and_then(|rest| rest.split_once(" see records of "))
            .and_then(|(site, rest)| Some((site, rest.split_once(" is unknown")?.0)));
        if let Some((site, object)) = about {
            self.unknown
                .insert((site.to_lowercase(), object.to_lowercase()));
            return;
        }
        let quoted = |before: &str| {
            let (_, rest) = message.split_once(before)?;
            Some(rest.split('"').next()?.to_lowercase())
        };
        let orphan = || {
            let (_, rest) = message.split_once("belongs to guest profile ")?;
            Some(rest.split_once(", so")?.0.to_lowercase())
        };
        if let Some(profile) = orphan().or_else(|| quoted("the guest profile \"")) {
            self.unknown_profiles.insert(profile);
        } else if let Some(site) = quoted("site \"") {
            self.unknown_sites.insert(site);
        } else {
            self.unknown_sites.insert(format!("? {message}"));
        }
    }
}
