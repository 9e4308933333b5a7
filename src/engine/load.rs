//! Modules of a run through the pre-pass: read, walked, rewritten, with what each needs.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;
use std::ops::Range;
use std::sync::Arc;

use regorus::unstable::{Module as Tree, Parser, Source};

use super::names::{Need, Needs, World};
use super::prepass::{self, Refusal, Walked};
use super::text::{self, Mapped};
use super::trouble::{self, module_name, take_apart, token_at};
use super::{Limits, spans};
use crate::check::Check;
use crate::finding::Failure;
use crate::rule::Module;
use crate::source::{FileId, Span};

/// One module that is ready for the engine, or is not.
#[derive(Debug)]
pub(super) struct Loaded {
    /// Its file.
    pub(super) file: FileId,
    /// The path that it is shown by.
    pub(super) path: Arc<str>,
    /// Its package.
    pub(super) package: String,
    /// What the engine is given, with the way back.
    pub(super) text: Mapped,
    /// Why it is not used.
    pub(super) failures: Vec<Failure>,
    /// Where its rules stand, by full path.
    pub(super) heads: BTreeMap<String, Span>,
}

/// All modules of a run.
#[derive(Debug, Default)]
pub(super) struct Loading {
    /// In the order in which they were given.
    pub(super) modules: Vec<Loaded>,
    /// What they define.
    pub(super) world: World,
    /// What their rules need.
    pub(super) needs: Needs,
}

/// A module that was parsed and not walked yet.
struct Parsed {
    stripped: Mapped,
    tree: Tree,
}

impl Loading {
    /// Takes modules through the pre-pass. `reserved` tells those that may not name a package
    /// below `tenantlint`.
    pub(super) fn new(modules: &[(&Module, bool)], limits: &Limits) -> Self {
        let mut loading = Self::default();
        let mut parsed = Vec::new();
        for (number, (module, reserved)) in modules.iter().enumerate() {
            parsed.push(loading.read(number, module, *reserved, limits));
        }
        let mut needs = Vec::new();
        for (number, parsed) in parsed.into_iter().enumerate() {
            if let Some(parsed) = parsed {
                loading.walk(number, parsed, &mut needs);
            }
        }
        loading.needs = Needs::new(&loading.world, needs);
        loading.refuse_recursion();
        loading
    }

    fn read(
        &mut self,
        number: usize,
        module: &Module,
        reserved: bool,
        limits: &Limits,
    ) -> Option<Parsed> {
        let mut loaded = Loaded {
            file: module.file,
            path: Arc::clone(&module.path),
            package: module.package.clone(),
            text: Mapped::default(),
            failures: Vec::new(),
            heads: BTreeMap::new(),
        };
        let parsed = match parse(number, module, limits) {
            Ok(parsed) => Some(parsed),
            Err(failure) => {
                loaded.failures.push(failure);
                self.world.lose(number, &module.package);
                None
            }
        };
        if let Some(parsed) = &parsed {
            let own = spans::quoted(&parsed.stripped.text, &parsed.tree.package.span);
            loaded.package(parsed, own, reserved);
            let wrong = self.world.add(number, &loaded.package, &parsed.tree);
            for (rule, message) in wrong {
                let at = spans::quoted(&parsed.stripped.text, parsed.tree.policy[rule].span());
                loaded.failures.push(failure(
                    Check::PolicyInvalid,
                    (loaded.file, parsed.stripped.span_of(at)),
                    message,
                    "keep one of them",
                ));
            }
        }
        self.modules.push(loaded);
        parsed
    }

    fn walk(&mut self, number: usize, parsed: Parsed, all: &mut Vec<(String, usize, Vec<Need>)>) {
        let Parsed { stripped, tree } = parsed;
        let package = self.modules[number].package.clone();
        let Walked {
            edits,
            refusals,
            needs,
        } = prepass::walk(&stripped.text, &tree, &package, &self.world);
        let loaded = &mut self.modules[number];
        for (rule, (path, _)) in tree.policy.iter().zip(&needs) {
            let head = super::names::head_ref(rule);
            let at = stripped.span_of(spans::of(&stripped.text, head));
            loaded.heads.entry(path.clone()).or_insert(at);
        }
        for refusal in refusals {
            let at = (loaded.file, stripped.span_of(refusal.at.clone()));
            loaded.failures.push(refusal.failure(at));
        }
        // Needs are told in bytes of the file, since the stripped text does not stay.
        for (rule, mut of_rule) in needs {
            for need in &mut of_rule {
                need.at = stripped.origin_of(need.at.clone());
            }
            all.push((rule, number, of_rule));
        }
        loaded.text = edits.apply(stripped);
    }

    fn refuse_recursion(&mut self) {
        let mut seen = BTreeSet::new();
        for (module, need) in self.needs.recursions() {
            let Some(loaded) = self.modules.get_mut(module) else {
                continue;
            };
            let at = (loaded.file, Span::new(need.at.start, need.at.end));
            if seen.insert(at) {
                loaded.failures.push(failure(
                    Check::PolicyUnsafe,
                    at,
                    format!(
                        "`{}` leads back to the rule that needs it",
                        need.path.trim_start_matches("data.")
                    ),
                    "a rule may not need itself, also by way of others: iterate instead",
                ));
            }
        }
    }

    /// Whether a module can be used.
    pub(super) fn is_good(&self, number: usize) -> bool {
        self.modules
            .get(number)
            .is_some_and(|m| m.failures.is_empty())
    }

    /// An error of the engine as a failure, at its place or else at `fallback`.
    pub(super) fn failed(
        &self,
        check: Check,
        error: &str,
        fallback: Option<(FileId, Span)>,
        help: &str,
    ) -> Failure {
        let trouble = take_apart(error);
        let place = trouble.place.and_then(|p| self.place(p));
        let other = trouble::other_place(&trouble.message);
        let label = other.and_then(|(_, p)| self.place(p));
        Failure {
            id: check.id(),
            rule: None,
            message: readable(other.map_or(trouble.message.as_str(), |(words, _)| words)),
            place: place.or(fallback),
            labels: label
                .map(|(file, span)| (file, span, "the other one".to_owned()))
                .into_iter()
                .collect(),
            help: help.to_owned(),
        }
    }

    /// A place as the engine tells it.
    fn place(&self, (number, line, column): (usize, u32, u32)) -> Option<(FileId, Span)> {
        let module = self.modules.get(number)?;
        let text = &module.text.text;
        let token = trouble::widened(text, token_at(text, line, column)?);
        Some((module.file, module.text.span_of(token)))
    }
}

/// The engine's words without its inner names.
fn readable(message: &str) -> String {
    if message.contains("exceeded") && message.contains("time") {
        return "the policy ran longer than one rule may".to_owned();
    }
    if message.contains("exceeded") && message.contains("memory") {
        return "the policies took more memory than they may".to_owned();
    }
    message
        .split(" (path [")
        .next()
        .unwrap_or(message)
        .to_owned()
}

impl Loaded {
    /// The package as the text says it, which has to be made of names.
    fn package(&mut self, parsed: &Parsed, at: Range<usize>, reserved: bool) {
        let path = super::names::static_path(&parsed.tree.package.refr).unwrap_or_default();
        let name =
            |s: &String| !s.is_empty() && s.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        self.package = path.join(".");
        let place = (self.file, parsed.stripped.span_of(at));
        if !path.iter().all(name) {
            self.failures.push(failure(
                Check::PolicyInvalid,
                place,
                "a step of the package is no name".to_owned(),
                "use letters, digits and `_`",
            ));
        }
        if reserved && path.first().is_some_and(|p| p == "tenantlint") {
            self.failures.push(failure(
                Check::PolicyUnsafe,
                place,
                "packages below `tenantlint` are those that come with the program".to_owned(),
                "name the package after your own organisation",
            ));
        }
    }
}

fn parse(number: usize, module: &Module, limits: &Limits) -> Result<Parsed, Failure> {
    let stripped = text::strip(&module.text, limits).map_err(|refused| {
        let at = (module.file, Span::new(refused.at.start, refused.at.end));
        failure(Check::PolicyUnsafe, at, refused.message, refused.help)
    })?;
    match tree(number, &stripped.text) {
        Ok(tree) => Ok(Parsed { stripped, tree }),
        Err(error) => {
            let trouble = trouble::take_apart(&error);
            let token = trouble
                .place
                .and_then(|(_, line, column)| token_at(&stripped.text, line, column))
                .unwrap_or(0..stripped.text.len().min(1));
            let at = (module.file, stripped.span_of(token));
            Err(failure(
                Check::PolicyInvalid,
                at,
                trouble.message,
                "write it as Rego v1, as any OPA 1.x reads it",
            ))
        }
    }
}

fn tree(number: usize, text: &str) -> Result<Tree, String> {
    let source =
        Source::from_contents(module_name(number), text.to_owned()).map_err(|e| e.to_string())?;
    let mut parser = Parser::new(&source).map_err(|e| e.to_string())?;
    parser.set_max_col(NonZeroU32::MAX);
    parser.enable_rego_v1().map_err(|e| e.to_string())?;
    parser.parse().map_err(|e| e.to_string())
}

impl Refusal {
    fn failure(self, at: (FileId, Span)) -> Failure {
        failure(self.check, at, self.message, &self.help)
    }
}

/// A failure at a place.
pub(super) fn failure(check: Check, at: (FileId, Span), message: String, help: &str) -> Failure {
    Failure {
        id: check.id(),
        rule: None,
        message,
        place: Some(at),
        labels: Vec::new(),
        help: help.to_owned(),
    }
}
