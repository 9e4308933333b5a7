//! Policies that follow the convention of conftest (<https://www.conftest.dev>): packages of any
//! name, whose rules `deny`, `violation` and `warn`, alone or with a name behind `_`, judge.
//!
//! A module is read here only as far as to know which rules it has and what METADATA says of
//! them; the engine, which reads all of it, fails what was overlooked.

use std::collections::BTreeMap;

use super::metadata::{self, Metadata, invalid};
use super::prose::unwrapped;
use super::{Convention, Module, Rule};
use crate::check::Severity;
use crate::finding::Failure;
use crate::source::Span;
use crate::tenant::Platform;

/// What a rule of such a package is by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Failure,
    Warning,
}

/// Whether the name of a rule says that it judges.
pub fn judges(name: &str) -> bool {
    kind(name).is_some()
}

/// The part behind `deny_`, `violation_` or `warn_`, by which exceptions name a rule; empty where
/// there is none.
pub fn suffix(name: &str) -> &str {
    name.split_once('_').map_or("", |(_, suffix)| suffix)
}

fn kind(name: &str) -> Option<Kind> {
    let mut parts = name.split('_');
    let kind = match parts.next() {
        Some("deny" | "violation") => Kind::Failure,
        Some("warn") => Kind::Warning,
        _ => return None,
    };
    let word = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric());
    parts.all(word).then_some(kind)
}

/// The rules of a text that judge, each at its first head, by name. A head is the first word of its
/// line, or stands behind `default`, `}` or `;`, outside of all brackets.
pub(super) fn heads(text: &str) -> BTreeMap<&str, Span> {
    let mut found = BTreeMap::new();
    let mut scan = Scan {
        text,
        at: 0,
        depth: 0,
        begins: true,
    };
    while let Some((name, span)) = scan.next() {
        let called = text[span.range().end..].trim_start().starts_with('(');
        if judges(name) && !called {
            found.entry(name).or_insert(span);
        }
    }
    found
}

/// Goes from head to head.
struct Scan<'a> {
    text: &'a str,
    at: usize,
    /// Brackets that are open.
    depth: usize,
    /// Whether a rule may begin here.
    begins: bool,
}

impl<'a> Scan<'a> {
    fn next(&mut self) -> Option<(&'a str, Span)> {
        loop {
            let rest = &self.text[self.at..];
            let c = rest.chars().next()?;
            match c {
                '#' => self.at += rest.find('\n').unwrap_or(rest.len()),
                '"' => self.at += quoted(rest),
                '`' => self.at += rest[1..].find('`').map_or(rest.len(), |n| n + 2),
                '\n' => self.step(c, true),
                _ if c.is_whitespace() => self.at += c.len_utf8(),
                '(' | '[' | '{' => {
                    self.depth += 1;
                    self.step(c, false);
                }
                ')' | ']' | '}' => {
                    self.depth = self.depth.saturating_sub(1);
                    self.step(c, c == '}');
                }
                ';' => self.step(c, true),
                _ if c.is_alphanumeric() || c == '_' => {
                    let word = |c: char| c.is_alphanumeric() || c == '_';
                    let length = rest.find(|c| !word(c)).unwrap_or(rest.len());
                    let span = Span::new(self.at, self.at + length);
                    self.at += length;
                    let begins = std::mem::replace(&mut self.begins, false);
                    if begins && &rest[..length] == "default" {
                        self.begins = true;
                    } else if begins && self.depth == 0 {
                        return Some((&rest[..length], span));
                    }
                }
                _ => self.step(c, false),
            }
        }
    }

    fn step(&mut self, c: char, begins: bool) {
        self.at += c.len_utf8();
        self.begins = begins;
    }
}

/// The length of a text in double quotes.
fn quoted(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// A module of such policies.
pub(super) struct Other {
    pub(super) module: Module,
    /// What stands above its package.
    pub(super) package: Option<Metadata>,
    /// What stands above its rules, by their names.
    pub(super) rules: Vec<(String, Metadata)>,
}

impl Other {
    /// Reads what METADATA says. A block above a rule that cannot be read says nothing, as in OPA.
    pub(super) fn of(module: Module) -> Self {
        let blocks = metadata::blocks_of_rules(&module.text).into_iter();
        let read = |(name, range)| {
            let block = metadata::parse_block(module.file, &module.text, range);
            Some((name, block.ok().flatten()?))
        };
        Self {
            rules: blocks.filter_map(read).collect(),
            package: metadata::parse(module.file, &module.text).ok().flatten(),
            module,
        }
    }
}

/// The rules of all such modules, those of one package and name together.
pub(super) fn rules(modules: &[Other], failures: &mut Vec<Failure>) -> Vec<Rule> {
    let mut by_name: BTreeMap<(&str, &str), Vec<&Other>> = BTreeMap::new();
    for other in modules {
        for name in heads(&other.module.text).into_keys() {
            let key = (other.module.package.as_str(), name);
            by_name.entry(key).or_default().push(other);
        }
    }
    let rule = |((package, name), parts): ((&str, &str), Vec<&Other>)| {
        let package_block = modules
            .iter()
            .filter(|other| other.module.package == package)
            .find_map(|other| other.package.as_ref());
        let said = Said::of(name, &parts, package_block);
        failures.extend(said.reserved());
        said.rule(package, name, &parts[0].module)
    };
    by_name.into_iter().map(rule).collect()
}

/// What METADATA says of one rule.
struct Said<'a> {
    kind: Kind,
    /// The one block of the rule; none where its parts have several.
    own: Option<&'a Metadata>,
    /// The worst severity of its parts.
    severity: Option<Severity>,
    package: Option<&'a Metadata>,
}

impl<'a> Said<'a> {
    fn of(name: &str, parts: &[&'a Other], package: Option<&'a Metadata>) -> Self {
        let blocks = parts.iter().flat_map(|part| &part.rules);
        let blocks: Vec<&Metadata> = blocks
            .filter(|(of, _)| of == name)
            .map(|(_, block)| block)
            .collect();
        let whole = |m: &&&Metadata| m.text(m.root, "scope").as_deref() == Some("document");
        let own = match blocks[..] {
            [one] => Some(one),
            _ => blocks.iter().find(whole).copied(),
        };
        Self {
            kind: kind(name).unwrap_or(Kind::Failure),
            severity: blocks.iter().filter_map(|m| severity(m)).max(),
            own,
            package,
        }
    }

    fn custom(metadata: &Metadata, key: &str) -> Option<String> {
        metadata.text(metadata.get(metadata.root, "custom")?, key)
    }

    /// A text from the rule's own block, or else from the package's.
    fn text(&self, read: impl Fn(&Metadata) -> Option<String>) -> Option<String> {
        let own = self.own.and_then(&read);
        own.or_else(|| self.package.and_then(&read))
    }

    /// A warning stays one unless its own block says otherwise.
    fn severity(&self) -> Severity {
        let of_package = || self.package.and_then(severity);
        match self.kind {
            Kind::Warning => self.severity.unwrap_or(Severity::Info),
            Kind::Failure => self.severity.or_else(of_package).unwrap_or(Severity::High),
        }
    }

    /// The id that METADATA gives. That above a package is its `deny`'s, and others' with their
    /// names behind it, whatever rules the package has.
    fn id(&self, name: &str) -> Option<String> {
        let free = |id: &String| !id.trim().is_empty() && !super::is_reserved(id);
        let id = |m: &Metadata| Self::custom(m, "id").filter(free);
        let of_package = || {
            let id = self.package.and_then(id)?;
            Some(match name {
                "deny" => id,
                name => format!("{id}.{name}"),
            })
        };
        self.own.and_then(id).or_else(of_package)
    }

    /// Why the id cannot be had.
    fn reserved(&self) -> Option<Failure> {
        let mut blocks = self.own.into_iter().chain(self.package);
        blocks.find_map(|m| {
            let custom = m.get(m.root, "custom")?;
            let id = m.text(custom, "id").filter(|id| super::is_reserved(id))?;
            let at = m.get(custom, "id").unwrap_or(custom);
            Some(m.invalid(at, super::reserved(&id)))
        })
    }

    fn rule(&self, package: &str, name: &str, module: &Module) -> Rule {
        let root = |key: &'static str| self.text(|m| m.text(m.root, key));
        let custom = |key: &'static str| self.text(|m| Self::custom(m, key));
        let title = match suffix(name) {
            "" => format!("{name} of {package}"),
            words => words.replace('_', " "),
        };
        let references = self.own.or(self.package);
        let platform = custom("platform").and_then(|name| name.parse::<Platform>().ok());
        let id = self.id(name);
        Rule {
            id: id.unwrap_or_else(|| format!("{package}.{name}")).into(),
            platform,
            name: name.to_owned(),
            title: root("title").unwrap_or(title),
            description: unwrapped(&root("description").unwrap_or_default()),
            severity: self.severity(),
            family: package.to_owned(),
            types: Vec::new(),
            remediation: unwrapped(&custom("remediation").unwrap_or_default()),
            references: references.map_or_else(Vec::new, |m| super::load::references(m, m.root)),
            frameworks: BTreeMap::new(),
            params: Vec::new(),
            unit: String::new(),
            builtin: false,
            convention: Convention::Conftest {
                warns: self.kind == Kind::Warning,
            },
            entry: name.to_owned(),
            policy: module.clone(),
            tests: Vec::new(),
            examples: Vec::new(),
        }
    }
}

/// The severity that METADATA gives, in upper or lower case; none where the word is another's.
fn severity(metadata: &Metadata) -> Option<Severity> {
    let word = Said::custom(metadata, "severity")?;
    word.trim().to_ascii_lowercase().parse().ok()
}

/// Says of a module that it adds to the package of a rule of our own contract, which is one module.
pub(super) fn adds_to(module: &Module, rule: &Rule, at: Span) -> Failure {
    invalid(
        module.file,
        at,
        format!(
            "the package `{}` is that of {}, whose module is {}: a shared module has a package of its own",
            module.package, rule.id, rule.policy.path
        ),
    )
}
