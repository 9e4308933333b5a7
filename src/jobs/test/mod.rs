//! Tests of policies: their Rego unit tests, and the examples beside them.
//!
//! A `bad*.yaml` or `good*.yaml` in a rule's folder is a tenant. Every rule of the set judges
//! every example, and what it finds must be exactly what the example's comments expect:
//! `# expect: ID` (several, separated by commas) on the line of a finding's primary place. A
//! rule without an example in which it fires fails, since nothing shows that it can.
//! `# as-of: YYYY-MM-DD` in an example gives its date of judgement.

mod examples;
mod places;
mod units;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use crate::document::Document;
use crate::engine::{self, Covered, Prepared, Sample, TestFilter, Testing};
use crate::finding::Finding;
use crate::host::Host;
use crate::lint::{self, Folders, Settings};
use crate::report::Report;
use crate::report::tested::{Case, Coverage, Kind, Problem, TestReport, Used};
use crate::rule::{self, Convention, Module, Rule, RuleSet};
use crate::source::{FileId, SourceMap, Span};
use crate::tenant::{self, Tenant};

use examples::Example;
pub use examples::as_of;

/// An example with what is said of its tenant's shape.
type Shaped<'e> = (&'e Example, Vec<Finding>);

/// Which tests are run, and what is told beside them.
#[derive(Debug, Default)]
pub struct Asked<'a> {
    /// Folders of policies to test instead of the bundled policies and those of the settings.
    pub folders: &'a [PathBuf],
    /// Only tests whose names match.
    pub filter: Option<TestFilter>,
    /// Whether to tell which lines the tests evaluate.
    pub coverage: bool,
    /// The percentage of lines below which the run fails; it asks for coverage too.
    pub min_coverage: Option<f64>,
}

impl Asked<'_> {
    fn takes(&self, name: &str) -> bool {
        self.filter.as_ref().is_none_or(|f| f.takes(name))
    }

    fn covers(&self) -> bool {
        self.coverage || self.min_coverage.is_some()
    }
}

/// Runs tests of policies.
pub fn run(host: &dyn Host, settings: &Settings, asked: &Asked<'_>) -> TestReport {
    let mut report = Report::default();
    let folders = if asked.folders.is_empty() {
        let (set, failures) = lint::read_rules(host, settings, &mut report.sources);
        Folders {
            set,
            failures,
            ..Folders::default()
        }
    } else {
        lint::load_folders(host, settings, asked.folders, &mut report.sources)
    };
    report.failures = folders.failures;
    let (params, failures) = rule::complete_params(&folders.set, &settings.params);
    report.failures.extend(failures);
    let today = settings.as_of.clone().unwrap_or_else(|| host.today());
    let mut bench = Bench {
        asked,
        settings,
        rules: &folders.set,
        params: &params,
        today: &today,
        threads: host.threads(),
        report,
        cases: Vec::new(),
        covered: Covered::default(),
    };
    bench.proofread(&folders.named);
    let examples = bench.examples();
    bench.unit_tests(&examples);
    bench.judge(&examples);
    let named = (!asked.folders.is_empty()).then_some(&folders.named);
    let coverage = asked.covers().then(|| bench.coverage(&examples, named));
    let Bench {
        mut report,
        mut cases,
        ..
    } = bench;
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    report.failures.dedup();
    let used = folders.used.into_iter().map(|used| Used {
        pack: used.pack,
        with: used.with,
    });
    TestReport {
        report,
        cases,
        used: used.collect(),
        coverage,
    }
}

type Params = BTreeMap<String, BTreeMap<String, serde_json::Value>>;

/// A run of tests.
struct Bench<'a> {
    asked: &'a Asked<'a>,
    settings: &'a Settings,
    rules: &'a RuleSet,
    params: &'a Params,
    today: &'a str,
    threads: usize,
    report: Report,
    cases: Vec<Case>,
    covered: Covered,
}

impl Bench<'_> {
    fn testing<'t>(&'t self, wanted: &'t (dyn Fn(&str, &str) -> bool + Sync)) -> Testing<'t> {
        Testing {
            rules: self.rules,
            params: self.params,
            as_of: self.today,
            limits: &self.settings.evaluate,
            threads: self.settings.threads.unwrap_or(self.threads),
            coverage: self.asked.covers(),
            wanted,
        }
    }

    /// Says what is wrong with the policies beside their tests: with those that are named, or all.
    fn proofread(&mut self, named: &BTreeSet<FileId>) {
        let is_named = |module: &Module| named.is_empty() || named.contains(&module.file);
        let found = lint::proofread(self.rules, self.settings, &is_named);
        lint::add_findings(&mut self.report, found, self.settings);
    }

    fn case(&mut self, case: Case) {
        if self.asked.takes(&case.name) {
            self.cases.push(case);
        }
    }

    /// Judges the examples that are asked for by all rules, those of one date together.
    fn judge(&mut self, examples: &[Example]) {
        let wanted = |rule: &Rule| self.asked.takes(&name_of_firing(rule));
        let firing = self.rules.rules.iter().filter(|r| wanted(r));
        let firing: BTreeSet<Arc<str>> = firing.map(|r| Arc::clone(&r.id)).collect();
        let mut by_date: BTreeMap<&str, (Vec<Shaped<'_>>, Vec<Tenant>)> = BTreeMap::new();
        let mut broken = Vec::new();
        for example in examples {
            let rule = &self.rules.rules[example.rule];
            if !self.asked.takes(&example.name) && !firing.contains(&rule.id) {
                continue;
            }
            let date = example.as_of.as_deref().unwrap_or(self.today);
            let Some(mut tenant) = example.tenant() else {
                broken.push(example.no_tenant(rule));
                continue;
            };
            let (examples, tenants) = by_date.entry(date).or_default();
            examples.push((example, tenant::take_unfit(&mut tenant)));
            tenants.push(tenant);
        }
        broken.into_iter().for_each(|case| self.case(case));
        let threads = self.settings.threads.unwrap_or(self.threads);
        let mut fired: BTreeSet<Arc<str>> = BTreeSet::new();
        let mut unfounded = Vec::new();
        for (date, (examples, tenants)) in by_date {
            let limits = &self.settings.evaluate;
            let (prepared, failures) = Prepared::new(self.rules, self.params, date, limits);
            self.report.failures.extend(failures);
            let outcomes = prepared.judge_all(&tenants, threads, &|| ());
            let known: Vec<&Example> = examples.iter().map(|(example, _)| *example).collect();
            unfounded.extend(places::unfounded(self, date, &known, &tenants));
            let places = lint::find_places(&prepared, &tenants, &outcomes, threads);
            let judged = examples.into_iter().zip(&tenants).zip(outcomes).zip(places);
            for ((((example, shape), tenant), outcomes), places) in judged {
                let mut report = Report {
                    findings: shape,
                    ..Report::default()
                };
                let rules = self.rules.rules.iter().zip(outcomes).zip(places);
                for ((rule, outcome), places) in rules {
                    let about = (tenant, rule);
                    lint::add_outcome(&mut report, self.settings, about, outcome, places);
                }
                let rule = &self.rules.rules[example.rule];
                let case = example.compare(rule, &report, &self.report.sources, &mut fired);
                self.case(case);
            }
        }
        lint::add_findings(&mut self.report, unfounded, self.settings);
        // Rules of others have tests of their own, and no examples.
        let ours = |rule: &&Rule| rule.convention == Convention::Own;
        for rule in self.rules.rules.iter().filter(ours) {
            self.fires(rule, &fired);
        }
    }

    /// A rule that never fires in an example of its own may not work at all.
    fn fires(&mut self, rule: &Rule, fired: &BTreeSet<Arc<str>>) {
        let place = Some((rule.policy.file, Span::new(0, 1)));
        let problems = if fired.contains(&rule.id) {
            Vec::new()
        } else {
            vec![Problem {
                message:
                    "fires in none of its own examples: a `bad.yaml` with `# expect:` is wanted"
                        .to_owned(),
                place,
            }]
        };
        self.case(Case {
            name: name_of_firing(rule),
            kind: Kind::Fires,
            place,
            rule: Some(Arc::clone(&rule.id)),
            to_do: false,
            problems,
            compared: None,
        });
    }

    /// Which lines were evaluated: by unit tests, and by each rule on the examples beside it that
    /// are asked for.
    fn coverage(&mut self, examples: &[Example], named: Option<&BTreeSet<FileId>>) -> Coverage {
        let wanted = examples.iter().filter(|e| self.asked.takes(&e.name));
        let wanted = wanted.filter_map(|example| Some((example, example.tenant()?)));
        let wanted: Vec<(&Example, Tenant)> = wanted.collect();
        let samples = wanted.iter().map(|(example, tenant)| Sample {
            rule: example.rule,
            tenant,
            as_of: example.as_of.as_deref().unwrap_or(self.today),
        });
        let samples: Vec<Sample<'_>> = samples.collect();
        let testing = self.testing(&|_, _| true);
        let mut covered = engine::cover(&testing, &samples);
        covered.add(std::mem::take(&mut self.covered));
        let testing = self.testing(&|_, _| true);
        let sources: &SourceMap = &self.report.sources;
        let is_named = |module: &Module| named.is_none_or(|named| named.contains(&module.file));
        let mut files = engine::lines(&testing, &covered, sources, &is_named);
        files.sort_by(|a, b| sources.name(a.file).cmp(sources.name(b.file)));
        Coverage {
            files,
            wanted: self.asked.min_coverage,
        }
    }
}

fn name_of_firing(rule: &Rule) -> String {
    format!("{} fires", rule.id)
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The texts of comments that start with a word, each with its own span.
fn marked<'a>(document: &'a Document, word: &'a str) -> impl Iterator<Item = (Span, String)> + 'a {
    document.comments().iter().filter_map(move |comment| {
        let range = comment.span.range();
        let whole = document.source().get(range.clone())?;
        let text = whole.trim_start_matches('#').trim_start();
        let rest = text.strip_prefix(word)?;
        let start = range.end - rest.trim_start().len();
        let rest = rest.trim();
        Some((Span::new(start, start + rest.len()), rest.to_owned()))
    })
}
