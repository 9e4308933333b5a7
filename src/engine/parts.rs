//! The parts of a set that a pack is asked for, so that one control can be asked alone.
//!
//! Such a set holds what a pack says of all its controls, a rule for each or a few. Every rule that
//! adds to it gets a name of its own, and the control that its text names. To ask for one control,
//! the rules that name it are evaluated, and those of which it cannot be told; what it is said
//! to be about counts in the end, so that nothing is lost where the text misleads.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use regorus::unstable::{AssignOp, Expr, Literal, Module as Tree, Rule, RuleBody, RuleHead};

use super::load::{Draft, Parsed};
use super::prepass::names::{Need, head_name, head_ref, static_path};
use super::prepass::spans;
use super::prepass::text::{Edits, RESERVED};
use crate::rule::{Convention, Manifest, RuleSet};

/// The sets that packs are asked for, by full path, with the manifests that tell how their members
/// name a control.
pub(super) type Questions = BTreeMap<String, Arc<Manifest>>;

/// A rule that adds to a set.
#[derive(Debug)]
pub(super) struct Part {
    /// The full path by which it is evaluated alone.
    pub(super) path: String,
    /// The control that its text names, without the version. `None` where that cannot be told.
    pub(super) control: Option<String>,
    /// The number of its module.
    pub(super) module: usize,
    /// Which rule of the module it is.
    pub(super) rule: usize,
    /// What it refers to.
    pub(super) needs: Vec<Need>,
}

/// A rule as its module states it.
#[derive(Debug)]
pub(super) struct Stated {
    pub(super) path: String,
    pub(super) module: usize,
    /// Which rule of the module it is.
    pub(super) rule: usize,
    /// Its text, without comments.
    pub(super) text: String,
}

/// The sets that packs are asked for, taken apart.
#[derive(Debug, Default)]
pub(super) struct Sets {
    /// The rules that add to a set, by its path.
    pub(super) parts: BTreeMap<String, Vec<Part>>,
    /// The rules of all modules that were read with them, in the order of modules and texts.
    pub(super) stated: Vec<Stated>,
}

impl Sets {
    /// Gives each rule that adds to a set a name of its own. Nothing may read the set but who
    /// asks for it.
    pub(super) fn divide(&mut self, path: &str, manifest: &Manifest, drafts: &mut [Draft]) {
        let mut parts = Vec::new();
        let mut divided = Vec::new();
        for draft in drafts.iter() {
            let mut edits = draft.edits.clone();
            let Parsed { stripped, tree } = &draft.parsed;
            let module = (draft.number, stripped.text.as_str(), tree);
            let Some(own) = divide(module, &draft.needs, (path, manifest), &mut edits) else {
                return;
            };
            parts.extend(own);
            divided.push(edits);
        }
        for (draft, edits) in drafts.iter_mut().zip(divided) {
            draft.edits = edits;
        }
        self.parts.insert(path.to_owned(), parts);
    }

    /// Keeps the texts of a module's rules.
    pub(super) fn state(&mut self, draft: &Draft) {
        let Parsed { stripped, tree } = &draft.parsed;
        let starts = tree.policy.iter().map(|rule| rule.span().start as usize);
        let starts: Vec<usize> = starts.chain([stripped.text.len()]).collect();
        for (rule, ((path, _), at)) in draft.needs.iter().zip(starts.windows(2)).enumerate() {
            self.stated.push(Stated {
                path: path.clone(),
                module: draft.number,
                rule,
                text: stripped
                    .text
                    .get(at[0]..at[1])
                    .unwrap_or_default()
                    .to_owned(),
            });
        }
    }
}

/// What packs are asked for.
pub(super) fn questions(rules: &RuleSet) -> Questions {
    let asked = rules
        .rules
        .iter()
        .filter_map(|rule| match &rule.convention {
            Convention::Pack(asked) => {
                let path = format!("data.{}.{}", rule.policy.package, rule.entry);
                Some((path, Arc::clone(&asked.manifest)))
            }
            Convention::Own | Convention::Conftest { .. } => None,
        });
    asked.collect()
}

/// The rules of a module that add to the set at `path`, each renamed by an edit. Nothing where one
/// of them does not add a member to a set: then it is asked for as a whole.
fn divide(
    (number, text, tree): (usize, &str, &Tree),
    needs: &[(String, Vec<Need>)],
    (path, manifest): (&str, &Manifest),
    edits: &mut Edits,
) -> Option<Vec<Part>> {
    let names = Names { text, tree };
    let mut parts = Vec::new();
    for (rule, (stated, (of, needs))) in tree.policy.iter().zip(needs).enumerate() {
        if of != path {
            continue;
        }
        let Rule::Spec {
            head:
                RuleHead::Set {
                    refr,
                    key: Some(key),
                    ..
                },
            bodies,
            ..
        } = stated.as_ref()
        else {
            return None;
        };
        static_path(refr).filter(|steps| steps.len() == 1)?;
        let name = format!("{RESERVED}part_{number}_{rule}");
        edits.replace(spans::of(text, head_ref(stated)), &*name);
        let package = path.rsplit_once('.').map_or(path, |(package, _)| package);
        parts.push(Part {
            path: format!("{package}.{name}"),
            control: names.control(manifest, key, bodies),
            module: number,
            rule,
            needs: needs.clone(),
        });
    }
    Some(parts)
}

/// What the names of a module stand for, as far as its text tells.
struct Names<'a> {
    text: &'a str,
    tree: &'a Tree,
}

/// Names that lead to others, at most.
const MOST_STEPS: usize = 8;

impl Names<'_> {
    /// The control that a member of a set is about, by what stands at the key of its id.
    fn control(&self, manifest: &Manifest, member: &Expr, bodies: &[RuleBody]) -> Option<String> {
        let members = self.values(member, bodies)?;
        let mut controls = BTreeSet::new();
        for member in members {
            let Expr::Object { fields, .. } = member else {
                return None;
            };
            let id = |key: &Expr| matches!(key, Expr::String { value, .. } if value.as_string().is_ok_and(|key| **key == *manifest.answer.id));
            let mut ids = fields.iter().filter(|(_, key, _)| id(key));
            let (Some((_, _, id)), None) = (ids.next(), ids.next()) else {
                return None;
            };
            for id in self.values(id, bodies)? {
                controls.insert(self.named(manifest, id)?);
            }
        }
        let control = controls.pop_first();
        control.filter(|_| controls.is_empty())
    }

    /// What an expression stands for: itself, or what is assigned to it in each body, or once for
    /// all in the module. `None` where that is not certain.
    fn values<'e>(&'e self, expr: &'e Expr, bodies: &'e [RuleBody]) -> Option<Vec<&'e Expr>> {
        let mut values = vec![expr];
        for _ in 0..MOST_STEPS {
            let next = |value: &'e Expr| match value {
                Expr::Var { span, .. } => self.assigned(span.text(), bodies),
                other => Some(vec![other]),
            };
            let all: Option<Vec<_>> = values.into_iter().map(next).collect();
            values = all?.concat();
        }
        Some(values)
    }

    fn assigned<'e>(&'e self, name: &str, bodies: &'e [RuleBody]) -> Option<Vec<&'e Expr>> {
        let local: Option<Vec<&Expr>> = bodies.iter().map(|body| local(name, body)).collect();
        match local {
            Some(values) if !values.is_empty() => Some(values),
            _ if bodies.iter().any(|body| self.mentions(name, body)) => None,
            _ => Some(vec![self.constant(name)?]),
        }
    }

    /// Whether a name stands anywhere in a body, where it might be bound.
    fn mentions(&self, name: &str, body: &RuleBody) -> bool {
        let at = spans::quoted(self.text, &body.query.span);
        let text = self.text.get(at).unwrap_or_default();
        let mut words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
        words.any(|word| word == name)
    }

    /// The value of the only rule of this name, where it has no condition.
    fn constant(&self, name: &str) -> Option<&Expr> {
        let mut rules = self.tree.policy.iter().filter(|r| head_name(r) == name);
        let (Some(rule), None) = (rules.next(), rules.next()) else {
            return None;
        };
        match rule.as_ref() {
            Rule::Spec {
                head:
                    RuleHead::Compr {
                        assign: Some(value),
                        ..
                    },
                bodies,
                ..
            } if bodies.is_empty() => Some(&value.value),
            _ => None,
        }
    }

    /// The control that an expression names: its text, or the only place in it by which the manifest
    /// tells controls.
    fn named(&self, manifest: &Manifest, expr: &Expr) -> Option<String> {
        if let Expr::String { value, .. } = expr {
            return Some(manifest.id(value.as_string().ok()?).to_owned());
        }
        let text = self.text.get(spans::of(self.text, expr))?;
        let mut named = manifest.controls_of(text).into_iter();
        match (named.next(), named.next()) {
            (Some(one), None) => Some(one.to_owned()),
            _ => None,
        }
    }
}

/// What is assigned to a name in a body, if it is once.
fn local<'e>(name: &str, body: &'e RuleBody) -> Option<&'e Expr> {
    let mut assigned = body.query.stmts.iter().filter_map(|stmt| {
        let Literal::Expr { expr, .. } = &stmt.literal else {
            return None;
        };
        match expr.as_ref() {
            Expr::AssignExpr {
                op: AssignOp::ColEq,
                lhs,
                rhs,
                ..
            } if stmt.with_mods.is_empty() && static_path(lhs)? == [name] => Some(&**rhs),
            _ => None,
        }
    });
    match (assigned.next(), assigned.next()) {
        (Some(one), None) => Some(one),
        _ => None,
    }
}
