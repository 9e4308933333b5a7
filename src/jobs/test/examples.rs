//! Examples beside rules: what they expect beside what came.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Bench, marked};
use crate::document::{self, Document};
use crate::finding::Finding;
use crate::report::Report;
use crate::report::tested::{Case, Compared, Kind, Problem};
use crate::rule::Rule;
use crate::source::{FileId, SourceMap, Span};
use crate::tenant::{self, Built, Group, Part, Tenant};

/// An example, parsed.
pub(super) struct Example {
    /// The path that it is shown by.
    pub(super) name: String,
    /// The number of the rule that it belongs to.
    pub(super) rule: usize,
    /// Its date of judgement, where it states one.
    pub(super) as_of: Option<String>,
    /// Whether its rule is for no platform, and so judges documents of none.
    plain: bool,
    file: FileId,
    document: Document,
}

/// What was looked for or found: a zero-based line and the id of a rule or check.
type Mark = (usize, String);

impl Bench<'_> {
    /// Reads the examples. Those that cannot be read have failed.
    pub(super) fn examples(&mut self) -> Vec<Example> {
        let mut examples = Vec::new();
        let mut broken = Vec::new();
        for (number, rule) in self.rules.rules.iter().enumerate() {
            for (_, file) in &rule.examples {
                let source = self.report.sources.file(*file);
                let name = source.name().to_string();
                let text = Arc::clone(source.text());
                match document::parse(*file, text, &self.settings.parse) {
                    Ok(document) => examples.push(Example {
                        as_of: as_of(&document),
                        rule: number,
                        plain: rule.platform.is_none(),
                        file: *file,
                        name,
                        document,
                    }),
                    Err(errors) => {
                        let problems = errors.into_iter().map(|e| Problem {
                            message: e.message,
                            place: Some((*file, e.span)),
                        });
                        broken.push(case(rule, name, *file, problems.collect()));
                    }
                }
            }
        }
        broken.into_iter().for_each(|case| self.case(case));
        // An example may be what somebody really exported: its secrets are shown nowhere either.
        for example in &examples {
            for (file, span) in example.built().secrets {
                self.report.redactions.add(file, span);
            }
        }
        examples
    }
}

fn case(rule: &Rule, name: String, file: FileId, problems: Vec<Problem>) -> Case {
    Case {
        name,
        kind: Kind::Example,
        place: Some((file, Span::new(0, 1))),
        rule: Some(Arc::clone(&rule.id)),
        to_do: false,
        problems,
        compared: None,
    }
}

impl Example {
    /// What it says; `None` where that is not one tenant.
    pub(super) fn tenant(&self) -> Option<Tenant> {
        let mut built = self.built();
        let tenant = built.tenants.pop()?;
        built.tenants.is_empty().then_some(tenant)
    }

    fn built(&self) -> Built {
        let group = Group {
            parts: vec![Part {
                path: &self.name,
                below: &self.name,
                document: &self.document,
                made: None,
            }],
            plain: self.plain,
            ..Group::default()
        };
        tenant::build(&group)
    }

    /// The case of an example that is not one tenant.
    pub(super) fn no_tenant(&self, rule: &Rule) -> Case {
        let problem = Problem {
            message: "this is not one tenant".to_owned(),
            place: Some((self.file, Span::new(0, 1))),
        };
        case(rule, self.name.clone(), self.file, vec![problem])
    }

    /// Holds what came of the example against its marks. Its own rule has `fired` where that was
    /// expected.
    pub(super) fn compare(
        &self,
        rule: &Rule,
        report: &Report,
        sources: &SourceMap,
        fired: &mut BTreeSet<Arc<str>>,
    ) -> Case {
        let lines = sources.file(self.file).lines();
        let mut expected: BTreeMap<Mark, Span> = BTreeMap::new();
        for (span, text) in marked(&self.document, "expect:") {
            for id in text.split(',').map(str::trim).filter(|id| !id.is_empty()) {
                let at = span.start as usize + (id.as_ptr() as usize - text.as_ptr() as usize);
                let place = Span::new(at, at + id.len());
                expected.insert((lines.line_of(span.start), id.to_owned()), place);
            }
        }
        let mut came: BTreeMap<Mark, &Finding> = BTreeMap::new();
        let mut elsewhere = Vec::new();
        for finding in &report.findings {
            let mark = (
                lines.line_of(finding.primary.span.start),
                finding.rule.to_string(),
            );
            if finding.primary.file != self.file {
                elsewhere.push(finding);
                continue;
            }
            if expected.contains_key(&mark) && finding.rule == rule.id {
                fired.insert(Arc::clone(&finding.rule));
            }
            came.entry(mark).or_insert(finding);
        }
        let failures = report.failures.iter().map(|f| Problem {
            message: match &f.rule {
                Some(rule) => format!("{rule}: {}", f.message),
                None => f.message.clone(),
            },
            place: f.place,
        });
        let mut problems: Vec<Problem> = failures.collect();
        for (mark, span) in expected.iter().filter(|(m, _)| !came.contains_key(m)) {
            problems.push(missing(mark, (self.file, *span), &expected, &came));
        }
        for (mark, finding) in came.iter().filter(|(m, _)| !expected.contains_key(m)) {
            problems.push(Problem {
                message: format!("{} is not expected here: {}", mark.1, finding.message),
                place: Some((self.file, finding.primary.span)),
            });
        }
        problems.extend(elsewhere.into_iter().map(|finding| Problem {
            message: format!("{} is not expected here: {}", finding.rule, finding.message),
            place: Some((finding.primary.file, finding.primary.span)),
        }));
        let differs = expected.keys().ne(came.keys());
        Case {
            compared: differs.then(|| Compared {
                expected: listed(expected.keys()),
                came: listed(came.keys()),
            }),
            ..case(rule, self.name.clone(), self.file, problems)
        }
    }
}

/// A mark whose finding did not come; where it came on a line that has no such mark, that is told.
fn missing(
    mark: &Mark,
    place: (FileId, Span),
    expected: &BTreeMap<Mark, Span>,
    came: &BTreeMap<Mark, &Finding>,
) -> Problem {
    let id = &mark.1;
    let others = came
        .keys()
        .filter(|m| m.1 == *id && !expected.contains_key(m));
    let others: Vec<String> = others.map(|m| (m.0 + 1).to_string()).collect();
    let others = match others.is_empty() {
        true => String::new(),
        false => format!(": it came on line {}", others.join(", ")),
    };
    Problem {
        message: format!("{id} is expected on this line and did not come{others}"),
        place: Some(place),
    }
}

fn listed<'m>(marks: impl Iterator<Item = &'m Mark>) -> String {
    let lines = marks.map(|(line, id)| format!("line {}: {id}\n", line + 1));
    lines.collect()
}

/// The date of judgement that a text gives in a comment `# as-of: YYYY-MM-DD`.
pub fn as_of(document: &Document) -> Option<String> {
    let mut dates = marked(document, "as-of:");
    dates.next().map(|(_, text)| text)
}
