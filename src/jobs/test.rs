//! Tests of policies: their Rego unit tests, and the examples beside them.
//!
//! A `bad*.yaml` or `good*.yaml` in a rule's folder is a tenant. Every rule of the set judges
//! every example, and what it finds must be exactly what the example's comments expect:
//! `# expect: ID` (several, separated by commas) on the line of a finding's primary place. A
//! rule without an example in which it fires fails, since nothing shows that it can.
//! `# as-of: YYYY-MM-DD` in an example gives its date of judgement.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use crate::document::{self, Document};
use crate::engine::{self, Prepared, TestModule};
use crate::finding::Failure;
use crate::host::Host;
use crate::lint::{self, Settings};
use crate::report::Report;
use crate::rule::{self, Convention, Module, Rule, RuleSet};
use crate::source::{FileId, SourceMap, Span};
use crate::tenant::{self, Group, Part, Tenant};

/// One test and what became of it.
#[derive(Debug)]
pub struct Outcome {
    /// What it is: a unit test's path and name, an example's path, or a rule's id.
    pub name: String,
    /// Why it failed, line by line; empty where it passed.
    pub problems: Vec<Problem>,
}

/// Something that is not as a test wants it.
#[derive(Debug)]
pub struct Problem {
    /// What.
    pub message: String,
    /// Where.
    pub place: Option<(FileId, Span)>,
}

/// All tests of a run.
#[derive(Debug, Default)]
pub struct Tested {
    /// The texts that places point into.
    pub sources: SourceMap,
    /// The tests, in the order of their names.
    pub outcomes: Vec<Outcome>,
    /// What kept policies from being tested.
    pub failures: Vec<Failure>,
}

/// An example, parsed.
struct Example {
    name: String,
    rule: Arc<str>,
    file: FileId,
    document: Document,
    as_of: Option<String>,
    /// Whether its rule is for no platform, and so judges documents of none.
    plain: bool,
}

/// Runs all tests of the policies of the settings. `folders`, where there are any, are tested
/// instead of the bundled policies and those of the settings.
pub fn run(host: &dyn Host, settings: &Settings, folders: &[PathBuf]) -> Tested {
    let mut tested = Tested::default();
    let (rules, failures) = if folders.is_empty() {
        lint::read_rules(host, settings, &mut tested.sources)
    } else {
        lint::load_folders(host, settings, folders, &mut tested.sources)
    };
    tested.failures = failures;
    let (params, failures) = rule::complete_params(&rules, &settings.params);
    tested.failures.extend(failures);
    let today = settings.as_of.clone().unwrap_or_else(|| host.today());
    let examples = tested.examples(&rules, settings);
    tested.unit_tests(&rules, &params, &today, &examples, settings);
    tested.judge(&rules, &params, &today, &examples, settings, host.threads());
    tested.outcomes.sort_by(|a, b| a.name.cmp(&b.name));
    tested
}

type Params = BTreeMap<String, BTreeMap<String, serde_json::Value>>;

impl Tested {
    fn examples(&mut self, rules: &RuleSet, settings: &Settings) -> Vec<Example> {
        let mut examples = Vec::new();
        for rule in &rules.rules {
            for (_, file) in &rule.examples {
                let source = self.sources.file(*file);
                let parsed = document::parse(*file, Arc::clone(source.text()), &settings.parse);
                let name = source.name().to_string();
                match parsed {
                    Ok(document) => examples.push(Example {
                        as_of: as_of(&document),
                        name,
                        rule: Arc::clone(&rule.id),
                        file: *file,
                        document,
                        plain: rule.platform.is_none(),
                    }),
                    Err(errors) => self.outcomes.push(Outcome {
                        name,
                        problems: errors
                            .into_iter()
                            .map(|e| Problem {
                                message: e.message,
                                place: Some((*file, e.span)),
                            })
                            .collect(),
                    }),
                }
            }
        }
        examples
    }

    fn unit_tests(
        &mut self,
        rules: &RuleSet,
        params: &Params,
        today: &str,
        examples: &[Example],
        settings: &Settings,
    ) {
        let beside = |module: &Module| {
            let folder = folder(&module.path);
            let near = examples.iter().filter(|e| self::folder(&e.name) == folder);
            near.filter_map(|e| {
                let name = e.name.rsplit('/').next()?.to_owned();
                let tenant = tenant_of(e)?;
                Some((name, tenant.root.to_json()))
            })
            .collect()
        };
        let modules = rules.rules.iter().flat_map(|r| &r.tests);
        let tests: Vec<TestModule<'_>> = modules
            .chain(&rules.library.tests)
            .map(|module| TestModule {
                module,
                examples: beside(module),
            })
            .collect();
        let answers = engine::run_tests(rules, &tests, params, today, &settings.evaluate);
        for answer in answers {
            let problems = match answer.outcome {
                Ok(true) => Vec::new(),
                Ok(false) => vec![Problem {
                    message: "is not true".to_owned(),
                    place: Some(answer.place),
                }],
                Err(failure) => vec![Problem {
                    message: failure.message,
                    place: failure.place,
                }],
            };
            self.outcomes.push(Outcome {
                name: format!("{}: {}", answer.path, answer.name),
                problems,
            });
        }
    }

    /// Judges all examples by all rules, those of one date together.
    fn judge(
        &mut self,
        rules: &RuleSet,
        params: &Params,
        today: &str,
        examples: &[Example],
        settings: &Settings,
        threads: usize,
    ) {
        let mut by_date: BTreeMap<&str, Vec<&Example>> = BTreeMap::new();
        for example in examples {
            let date = example.as_of.as_deref().unwrap_or(today);
            by_date.entry(date).or_default().push(example);
        }
        let mut fired: BTreeSet<Arc<str>> = BTreeSet::new();
        for (date, examples) in by_date {
            let (prepared, failures) = Prepared::new(rules, params, date, &settings.evaluate);
            self.failures.extend(failures);
            let mut judged: Vec<(&Example, Tenant)> = Vec::new();
            for example in examples {
                match tenant_of(example) {
                    Some(tenant) => judged.push((example, tenant)),
                    None => self.fail(&example.name, "this is not one tenant", example.file),
                }
            }
            let (examples, tenants): (Vec<&Example>, Vec<Tenant>) = judged.into_iter().unzip();
            let outcomes = prepared.judge_all(&tenants, threads, &|| ());
            let places = lint::find_places(&prepared, &tenants, &outcomes, threads);
            let judged = examples.iter().zip(&tenants).zip(outcomes).zip(places);
            for (((example, tenant), outcomes), places) in judged {
                let mut report = Report::default();
                report.findings.extend(tenant::check_shape(tenant));
                for ((rule, outcome), places) in rules.rules.iter().zip(outcomes).zip(places) {
                    lint::add_outcome(&mut report, settings, (tenant, rule), outcome, places);
                }
                self.compare(example, &report, &mut fired);
            }
        }
        // Rules of others have tests of their own, and no examples.
        let ours = |rule: &&Rule| rule.convention == Convention::Own;
        for rule in rules.rules.iter().filter(ours) {
            self.fires(rule, &fired);
        }
        self.failures.dedup();
    }

    fn fail(&mut self, name: &str, message: &str, file: FileId) {
        self.outcomes.push(Outcome {
            name: name.to_owned(),
            problems: vec![Problem {
                message: message.to_owned(),
                place: Some((file, Span::new(0, 1))),
            }],
        });
    }

    fn compare(&mut self, example: &Example, report: &Report, fired: &mut BTreeSet<Arc<str>>) {
        let lines = self.sources.file(example.file).lines();
        let mut expected: BTreeMap<(usize, String), Span> = BTreeMap::new();
        for (span, text) in marked(&example.document, "expect:") {
            for id in text.split(',').map(str::trim).filter(|id| !id.is_empty()) {
                expected.insert((lines.line_of(span.start), id.to_owned()), span);
            }
        }
        let mut problems: Vec<Problem> = report
            .failures
            .iter()
            .map(|f| Problem {
                message: f.message.clone(),
                place: f.place,
            })
            .collect();
        let mut found = BTreeSet::new();
        for finding in &report.findings {
            let line = lines.line_of(finding.primary.span.start);
            let key = (line, finding.rule.to_string());
            if !expected.contains_key(&key) {
                problems.push(Problem {
                    message: format!("{} is not expected here: {}", finding.rule, finding.message),
                    place: Some((finding.primary.file, finding.primary.span)),
                });
            } else if finding.rule == example.rule {
                fired.insert(Arc::clone(&finding.rule));
            }
            found.insert(key);
        }
        for (key, span) in &expected {
            if !found.contains(key) {
                problems.push(Problem {
                    message: format!("{} is expected on this line and did not come", key.1),
                    place: Some((example.file, *span)),
                });
            }
        }
        self.outcomes.push(Outcome {
            name: example.name.clone(),
            problems,
        });
    }

    /// A rule that never fires in an example of its own may not work at all.
    fn fires(&mut self, rule: &Rule, fired: &BTreeSet<Arc<str>>) {
        let problems = if fired.contains(&rule.id) {
            Vec::new()
        } else {
            vec![Problem {
                message:
                    "fires in none of its own examples: a `bad.yaml` with `# expect:` is wanted"
                        .to_owned(),
                place: Some((rule.policy.file, Span::new(0, 1))),
            }]
        };
        self.outcomes.push(Outcome {
            name: format!("{} fires", rule.id),
            problems,
        });
    }
}

/// The texts of comments that start with a word, each with its comment's span.
fn marked<'a>(document: &'a Document, word: &'a str) -> impl Iterator<Item = (Span, String)> + 'a {
    document.comments().iter().filter_map(move |comment| {
        let text = document.source().get(comment.span.range())?;
        let text = text.trim_start_matches('#').trim_start();
        let rest = text.strip_prefix(word)?;
        Some((comment.span, rest.trim().to_owned()))
    })
}

/// The date of judgement that a text gives in a comment `# as-of: YYYY-MM-DD`.
pub fn as_of(document: &Document) -> Option<String> {
    let mut dates = marked(document, "as-of:");
    dates.next().map(|(_, text)| text)
}

fn tenant_of(example: &Example) -> Option<Tenant> {
    let group = Group {
        parts: vec![Part {
            path: &example.name,
            below: &example.name,
            document: &example.document,
        }],
        plain: example.plain,
        ..Group::default()
    };
    let mut built = tenant::build(&group);
    let tenant = built.tenants.pop()?;
    built.tenants.is_empty().then_some(tenant)
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}
