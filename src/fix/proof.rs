//! Whether a new text says what was meant: the old nodes and the new ones, side by side.

use std::collections::HashMap;

use serde_json::Value as Json;

use super::plan::{Added, Plan};
use super::{Refusal, Splice, xml};
use crate::document::{Document, Kind, NodeId, Scalar};
use crate::source::Span;

/// Checks a new text.
///
/// # Errors
/// The first place at which it says anything else than the old one after the plan, or lacks a
/// comment that stood outside what was replaced.
pub(super) fn check(
    old: &Document,
    new: &Document,
    plan: &Plan,
    splices: &[Splice],
) -> Result<(), Refusal> {
    let mut proof = Proof {
        old,
        new,
        plan,
        became: HashMap::new(),
    };
    let at = splices.first().map_or_else(Span::default, |s| s.span);
    if old.roots().len() != new.roots().len() {
        let why = "the text would hold another number of documents";
        return Err(Refusal::new(at, why));
    }
    for (old, new) in old.roots().iter().zip(new.roots()) {
        proof.same(*old, *new)?;
    }
    // The splices stand apart and in order, so that only the first one that ends behind the start
    // of a comment can touch it; one that puts something between two bytes touches nothing.
    let stretches: Vec<Span> = splices
        .iter()
        .map(|s| s.span)
        .filter(|s| !s.is_empty())
        .collect();
    let outside = |span: Span| {
        let next = stretches.partition_point(|s| s.end <= span.start);
        stretches.get(next).is_none_or(|s| s.start >= span.end)
    };
    let kept = old.comments().iter().filter(|c| outside(c.span));
    let kept = kept.map(|c| &old.source()[c.span.range()]);
    let there = new.comments().iter().map(|c| &new.source()[c.span.range()]);
    if !kept.eq(there) {
        return Err(Refusal::new(at, "a comment would get lost"));
    }
    Ok(())
}

struct Proof<'a> {
    old: &'a Document,
    new: &'a Document,
    plan: &'a Plan,
    /// The new node of each old one so far, to tell whether aliases still mean the same.
    became: HashMap<NodeId, NodeId>,
}

impl Proof<'_> {
    fn same(&mut self, old: NodeId, new: NodeId) -> Result<(), Refusal> {
        self.became.insert(old, new);
        let other = || {
            let why = "the text would say something else than was meant";
            Refusal::new(self.old.span(old), why)
        };
        if let Some(value) = self.plan.sets.get(&old) {
            return match says(self.new, new, value) {
                true => Ok(()),
                false => Err(other()),
            };
        }
        let kinds = (self.old.kind(old), self.new.kind(new));
        match kinds {
            (Kind::Scalar, Kind::Scalar) => {
                let same = self.old.text(old) == self.new.text(new)
                    && self.old.tag(old) == self.new.tag(new)
                    && self.old.style(old) == self.new.style(new);
                if same { Ok(()) } else { Err(other()) }
            }
            (Kind::Alias, Kind::Alias) => {
                let meant = self.became.get(&self.old.resolve(old));
                match meant == Some(&self.new.resolve(new)) {
                    true => Ok(()),
                    false => Err(other()),
                }
            }
            // An element without elements is a text.
            (Kind::Map, Kind::Scalar) if self.old.is_markup() => {
                let emptied = self
                    .plan
                    .collections
                    .get(&old)
                    .is_some_and(|c| c.is_emptied());
                match emptied && self.new.span(new).is_empty() {
                    true => Ok(()),
                    false => Err(other()),
                }
            }
            (Kind::Map, Kind::Map) | (Kind::Seq, Kind::Seq) => {
                if self.old.tag(old) != self.new.tag(new) {
                    return Err(other());
                }
                self.same_children(old, new)
            }
            _ => Err(other()),
        }
    }

    fn same_children(&mut self, old: NodeId, new: NodeId) -> Result<(), Refusal> {
        let other = |why: &str| Refusal::new(self.old.span(old), why.to_owned());
        let different = "the text would hold other entries than was meant";
        let plan = self.plan;
        let change = plan.collections.get(&old);
        let parts = |document: &Document, id: NodeId| -> Vec<(Option<NodeId>, NodeId)> {
            match document.kind(id) {
                Kind::Map => document
                    .written_entries(id)
                    .map(|(k, v)| (Some(k), v))
                    .collect(),
                _ => document.items(id).map(|item| (None, item)).collect(),
            }
        };
        let was = parts(self.old, old);
        let mut is = parts(self.new, new).into_iter();
        for at in 0..=was.len() {
            let added = change.iter().flat_map(|c| &c.added);
            for added in added.filter(|a| a.before == at) {
                let (key, value) = is.next().ok_or_else(|| other(different))?;
                if !self.is_added(added, key, value) {
                    return Err(other(different));
                }
            }
            let gone = change.is_some_and(|c| c.removed.contains(&at));
            if let Some((key, value)) = was.get(at).filter(|_| !gone) {
                let (new_key, new_value) = is.next().ok_or_else(|| other(different))?;
                if let (Some(key), Some(new_key)) = (key, new_key) {
                    self.same(*key, new_key)?;
                }
                self.same(*value, new_value)?;
            }
        }
        match is.next() {
            Some(_) => Err(other(different)),
            None => Ok(()),
        }
    }

    fn is_added(&self, added: &Added, key: Option<NodeId>, value: NodeId) -> bool {
        let key = key.map(|key| self.new.text(key));
        key == added.key.as_deref() && says(self.new, value, &added.value)
    }
}

/// Whether a node is written as a value.
pub(super) fn says(document: &Document, node: NodeId, value: &Json) -> bool {
    if document.kind(node) == Kind::Alias {
        return false;
    }
    if document.is_markup() && document.kind(node) == Kind::Scalar {
        let empty = value.as_object().is_some_and(serde_json::Map::is_empty);
        return match xml::said(value) {
            Some(text) => document.text(node) == text,
            None => empty && document.text(node).trim().is_empty(),
        };
    }
    if let (true, Json::Object(want)) = (document.is_markup(), value) {
        let is = document.written_entries(node);
        let is: Vec<_> = is.map(|(key, item)| (document.text(key), item)).collect();
        let want = xml::each(want);
        return is.len() == want.len()
            && is.iter().zip(want).all(|((key, item), (name, wanted))| {
                *key == name && says(document, *item, wanted)
            });
    }
    match (document.scalar(node), value) {
        (Some(Scalar::Null), Json::Null) => true,
        (Some(Scalar::Bool(is)), Json::Bool(want)) => is == *want,
        (Some(Scalar::Int(is)), Json::Number(want)) => want.as_i64() == Some(is),
        (Some(Scalar::Float(is)), Json::Number(want)) => want.as_f64() == Some(is),
        (Some(Scalar::Str(is)), Json::String(want)) => is == want,
        (None, Json::Array(want)) if document.kind(node) == Kind::Seq => {
            let items: Vec<NodeId> = document.items(node).collect();
            items.len() == want.len() && items.iter().zip(want).all(|(i, w)| says(document, *i, w))
        }
        (None, Json::Object(want)) if document.kind(node) == Kind::Map => {
            let entries: Vec<_> = document.written_entries(node).collect();
            entries.len() == want.len()
                && entries.iter().all(|(key, item)| {
                    let wanted = want.get(document.text(*key));
                    wanted.is_some_and(|wanted| says(document, *item, wanted))
                })
        }
        _ => false,
    }
}
