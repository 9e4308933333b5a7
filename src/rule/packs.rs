//! Packs of policies that were written for another program, by the manifest that tells how they
//! are run: which of their files are policies, what is asked of them, and how an answer becomes
//! findings. Their files stay as they are.
//!
//! Every control that a pack judges is a rule, so that it can be selected, waived, explained and
//! given another severity. Which controls there are is read from the policies' texts. What a pack
//! answers about others is not lost: the rule that stands for all of the package says it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use regex::Regex;
use serde::Deserialize;

use super::metadata::invalid;
use super::{Convention, Module, RegoVersion, Rule};
use crate::check::{Check, Severity};
use crate::document::{self, DataPath, Segment};
use crate::finding::Failure;
use crate::source::{FileId, Span};
use crate::tenant::{Tenant, Value};

/// How a pack is run.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Manifest {
    /// Its name, by which its packages' rules begin.
    pub name: String,
    /// What it is.
    #[serde(default)]
    pub title: String,
    /// Where it comes from.
    #[serde(default)]
    pub source: String,
    /// The version of the language.
    #[serde(deserialize_with = "version")]
    pub rego_version: RegoVersion,
    /// Globs of its policies, from the folder that a user names.
    pub policies: Vec<String>,
    /// Globs of what is none, such as tests.
    #[serde(default)]
    pub except: Vec<String>,
    /// Globs of Markdown with a heading for each control and its title below.
    #[serde(default)]
    pub titles: Vec<String>,
    /// The key below which some files hold the input.
    pub unwrap: Option<String>,
    /// What is asked.
    pub ask: Vec<Question>,
    /// How controls are named in the policies' texts: the first group is the id.
    pub controls: Option<Pattern>,
    /// How answers are read.
    pub answer: AnswerKeys,
}

/// A rule of a pack that is asked.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Its path below `data`, such as `gmail.tests`.
    pub path: String,
    /// It is asked where the input has one of these keys; always where there are none.
    #[serde(default)]
    pub needs: Vec<String>,
}

/// Where in a member of an answer stands what.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct AnswerKeys {
    /// The key of the control's id.
    pub id: String,
    /// What is left out of the id: its version, so that waivers and baselines outlive it.
    pub version: Option<Pattern>,
    /// The key of whether all is well.
    pub met: String,
    /// The key of what is wrong, as text or HTML.
    pub details: String,
    /// The key of a word for how bad it is.
    pub criticality: String,
    /// Severities by such words. What follows a `/` is no part of the word.
    pub severities: BTreeMap<String, Severity>,
    /// What follows a `/` where a control is not judged.
    #[serde(default)]
    pub not_judged: Vec<String>,
    /// Keys that are true where a control could not be judged.
    #[serde(default)]
    pub unknown: Vec<String>,
    /// What has to have gone well when the input was collected.
    pub calls: Option<Calls>,
}

/// What has to have gone well when the input was collected, or the answer means nothing.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calls {
    /// The key of the names of what an answer is made of.
    pub member: String,
    /// Keys of the input with lists of names of what went well.
    pub done: Vec<String>,
    /// Keys of the input with lists of names of what did not.
    pub failed: Vec<String>,
    /// What begins so need not be among those that went well.
    pub unless: Option<String>,
}

/// A regular expression.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub struct Pattern(pub Regex);

impl TryFrom<String> for Pattern {
    type Error = regex::Error;

    fn try_from(text: String) -> Result<Self, regex::Error> {
        Regex::new(&text).map(Self)
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_str() == other.0.as_str()
    }
}

fn version<'de, D: serde::Deserializer<'de>>(from: D) -> Result<RegoVersion, D::Error> {
    let word = String::deserialize(from)?;
    word.parse().map_err(serde::de::Error::custom)
}

impl Manifest {
    /// Reads a manifest.
    ///
    /// # Errors
    /// What is wrong with it, each with its place as far as that is known.
    pub fn read(file: FileId, text: &Arc<str>) -> Result<Self, Vec<Failure>> {
        let limits = document::Limits::default();
        let document = document::parse(file, Arc::clone(text), &limits).map_err(|errors| {
            let failures = errors.into_iter();
            let failures = failures.map(|e| invalid(file, e.span, e.message));
            failures.collect::<Vec<_>>()
        })?;
        let root = document.roots().first().copied();
        let json = root.map(|root| crate::tenant::plain_json(&document, root));
        let at = root.map_or(Span::new(0, 0), |root| document.span(root));
        let wrong = |e: serde_json::Error| {
            vec![invalid(
                file,
                Span {
                    end: at.start,
                    ..at
                },
                format!("this is no manifest of a pack: {e}"),
            )]
        };
        serde_json::from_value(json.unwrap_or_default()).map_err(wrong)
    }

    /// The id of a control without its version.
    pub fn id<'a>(&self, written: &'a str) -> &'a str {
        let pattern = self.answer.version.as_ref();
        let at = pattern.and_then(|pattern| Some(pattern.0.find(written)?.start()));
        written[..at.unwrap_or(written.len())].trim_end()
    }

    /// The ids, without their versions, of the controls that a text names.
    pub fn controls_of<'a>(&self, text: &'a str) -> BTreeSet<&'a str> {
        let Some(pattern) = &self.controls else {
            return BTreeSet::new();
        };
        let found = pattern.0.captures_iter(text);
        let ids = found.filter_map(|found| found.get(1).or_else(|| found.get(0)));
        ids.map(|id| self.id(id.as_str())).collect()
    }

    /// The severity of a word such as `Shall`, in upper or lower case; `None` where it is unknown.
    pub fn severity(&self, word: &str) -> Option<Severity> {
        let mut severities = self.answer.severities.iter();
        severities
            .find(|(known, _)| known.eq_ignore_ascii_case(word.trim()))
            .map(|(_, severity)| *severity)
    }

    fn worst(&self) -> Severity {
        let severities = self.answer.severities.values();
        severities.copied().max().unwrap_or(Severity::High)
    }
}

/// The manifest of this name that is part of the program: the name of its file, and its text.
pub fn named(name: &str) -> Option<(&'static str, &'static str)> {
    let files = crate::embedded::policies().iter();
    let mut manifests = files.filter_map(|(below, text)| {
        let of = below.strip_prefix("packs/")?.strip_suffix(".yaml")?;
        Some((of, *below, *text))
    });
    let found = manifests.find(|(of, ..)| *of == name);
    found.map(|(_, below, text)| (below, text))
}

/// What a rule of a pack asks, and which part of the answer is its own.
#[derive(Debug, PartialEq)]
pub struct Asked {
    /// How the pack is run.
    pub manifest: Arc<Manifest>,
    /// The keys of the input of which one has to be there.
    pub needs: Vec<String>,
    /// The control, without its version. `None` for the rule that says what is said of controls
    /// that nobody knows.
    pub control: Option<Arc<str>>,
    /// What the control demands, where the pack's files say it.
    pub title: Option<String>,
    /// The controls that have rules of their own.
    pub known: Arc<BTreeSet<Arc<str>>>,
}

impl Asked {
    /// Whether a document is an input of the pack that this is asked about.
    pub fn reads(&self, tenant: &Tenant) -> bool {
        let has = |key: &String| get(tenant, key).is_some();
        tenant.platform.is_none() && (self.needs.is_empty() || self.needs.iter().any(has))
    }

    /// Whether a document is such an input below the key that the manifest names.
    pub fn reads_below(&self, tenant: &Tenant) -> Option<&str> {
        let key = self.manifest.unwrap.as_deref()?;
        let below = get(tenant, key).filter(|_| !self.reads(tenant))?;
        let has = |need: &String| matches!(below, Value::Map(map) if map.contains_key(&**need));
        self.needs.iter().any(has).then_some(key)
    }

    /// Whether what an answer says of a control is this rule's.
    pub fn is_about(&self, control: &str) -> bool {
        match &self.control {
            Some(own) => **own == *control,
            None => !self.known.contains(control),
        }
    }
}

fn get<'t>(tenant: &'t Tenant, key: &str) -> Option<&'t Value> {
    let path: DataPath = [Segment::Key(key.into())].into_iter().collect();
    tenant.root.get(&path).map(|node| &node.value)
}

/// The rules of a pack: one for each control, and one for each package. `titles` are texts of
/// Markdown. A path that is asked and that no module has is a failure.
pub(super) fn rules(
    manifest: &Arc<Manifest>,
    modules: &[Module],
    titles: &[&str],
) -> (Vec<Rule>, Vec<Failure>) {
    let titles = read_titles(manifest, titles);
    let mut rules = Vec::new();
    let mut failures = Vec::new();
    for question in &manifest.ask {
        let (package, entry) = question.path.rsplit_once('.').unwrap_or_default();
        let own: Vec<&Module> = modules.iter().filter(|m| m.package == package).collect();
        let Some(first) = own.first() else {
            failures.push(Failure {
                id: Check::PolicyInvalid.id(),
                rule: None,
                message: format!(
                    "the pack `{}` asks `data.{}`, and none of its files has the package `{package}`",
                    manifest.name, question.path
                ),
                place: None,
                labels: Vec::new(),
                help: "name the folder of the pack's policies, or take what it lacks out of a manifest of your own".to_owned(),
            });
            continue;
        };
        let known: BTreeSet<Arc<str>> = own
            .iter()
            .flat_map(|module| manifest.controls_of(&module.text))
            .map(Arc::from)
            .collect();
        let known = Arc::new(known);
        let rule = |control: Option<Arc<str>>| {
            let title = control.as_ref().and_then(|id| titles.get(&**id).cloned());
            rule(
                (first, entry),
                Asked {
                    manifest: Arc::clone(manifest),
                    needs: question.needs.clone(),
                    control,
                    title,
                    known: Arc::clone(&known),
                },
            )
        };
        for control in known.iter() {
            if super::is_reserved(control) {
                failures.push(invalid(
                    first.file,
                    Span::new(0, 1),
                    super::reserved(control),
                ));
            } else {
                rules.push(rule(Some(Arc::clone(control))));
            }
        }
        rules.push(rule(None));
    }
    (rules, failures)
}

/// What controls demand, by their ids: the line below a heading that is an id alone.
fn read_titles(manifest: &Manifest, texts: &[&str]) -> BTreeMap<String, String> {
    let mut titles = BTreeMap::new();
    for text in texts {
        let mut heading = None;
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let words = line.trim_start_matches('#');
            if words.len() < line.len() {
                heading = Some(manifest.id(words.trim()));
            } else if let Some(id) = heading.take() {
                let title = titles.entry(id.to_owned());
                title.or_insert_with(|| line.to_owned());
            }
        }
    }
    titles
}

fn rule((module, entry): (&Module, &str), asked: Asked) -> Rule {
    let manifest = &asked.manifest;
    let package = format!("{}.{}", manifest.name, module.package);
    let id = asked.control.clone();
    let title = match (&asked.title, &id) {
        (Some(title), _) => title.trim_end_matches('.').to_owned(),
        (None, Some(id)) => id.to_string(),
        (None, None) => format!("Controls of {package} that cannot be told beforehand"),
    };
    // `SHALL` and `SHOULD` stand in what a control demands.
    let stated = asked.title.iter().flat_map(|title| title.split(' '));
    let mut stated = stated.filter(|word| word.chars().all(char::is_uppercase));
    let severity = stated.find_map(|word| manifest.severity(word));
    Rule {
        id: id.unwrap_or_else(|| package.as_str().into()),
        platform: None,
        name: String::new(),
        title,
        description: manifest.title.clone(),
        severity: severity.unwrap_or_else(|| manifest.worst()),
        family: package,
        types: Vec::new(),
        remediation: String::new(),
        references: Vec::new(),
        frameworks: BTreeMap::new(),
        params: Vec::new(),
        unit: String::new(),
        builtin: false,
        convention: Convention::Pack(Arc::new(asked)),
        entry: entry.to_owned(),
        policy: module.clone(),
        tests: Vec::new(),
        examples: Vec::new(),
    }
}
