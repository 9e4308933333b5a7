//! What an edit has to leave alone: comments and where they stand, and bytes that it was not asked
//! about.

use std::collections::HashMap;

use serde_json::Value as Json;
use tenantlint::document::{Document, Kind, Limits, NodeId, Style};
use tenantlint::fix::{Change, Op, edit};
use tenantlint::source::Span;

use super::change::children;
use super::{Case, line_break};

impl Case<'_> {
    /// No comment is lost but those that belong to what goes.
    pub(crate) fn keeps_comments(&self, new: &Document) -> Result<(), String> {
        let gone: Vec<Span> = self.changes.iter().flat_map(|c| self.gone(c)).collect();
        let mut there: HashMap<&str, usize> = HashMap::new();
        for comment in comments(new) {
            *there.entry(comment).or_default() += 1;
        }
        let spans = self.old.comments().iter().map(|c| c.span);
        for (span, said) in spans.zip(comments(self.old)) {
            if gone
                .iter()
                .any(|g| g.start <= span.start && span.start < g.end)
            {
                continue;
            }
            match there.get_mut(said) {
                Some(left) if *left > 0 => *left -= 1,
                _ => return Err("a comment is lost".into()),
            }
        }
        Ok(())
    }

    /// The stretches of the text whose comments belong to what a change takes away.
    fn gone(&self, change: &Change) -> Vec<Span> {
        let old = self.old;
        let place = self.places.iter().find(|p| p.node == change.node);
        let Some(place) = place else {
            return Vec::new();
        };
        let with_lines = |span: Span| {
            // Comments that are indented deeper end the block that goes.
            let own = indent(old.source(), span.start as usize).map_or(0, str::len);
            let end = span.end as usize;
            let mut end = end + rest_of_line(old.source(), end).len();
            let behind = end;
            let comments = old.comments().iter().map(|c| c.span);
            for comment in comments.filter(|c| c.start as usize >= behind) {
                let between = &old.source()[end..comment.start as usize];
                let deep = indent(old.source(), comment.start as usize);
                if !between.trim().is_empty() || deep.is_none_or(|d| d.len() < own.max(1)) {
                    break;
                }
                end = comment.end as usize;
            }
            vec![Span::new(
                self.above_start(span),
                end + rest_of_line(old.source(), end).len(),
            )]
        };
        match (&change.op, place.parent) {
            (Op::Remove, Some(parent)) => {
                let at = place.path[place.path.len() - 1];
                let removed = |node: &NodeId| {
                    let same = |c: &Change| c.node == *node && c.op == Op::Remove;
                    self.changes.iter().any(same)
                };
                let mut gone = with_lines(old.extents(parent)[at]);
                if children(old, parent).iter().all(removed) {
                    gone.extend(with_lines(old.span(parent)));
                }
                gone
            }
            (Op::Set(_), _) if matches!(old.kind(change.node), Kind::Map | Kind::Seq) => {
                match old.has_brackets(change.node) || old.is_markup() {
                    true if old.is_markup() => {
                        let parent = place.parent.map(|p| old.extents(p));
                        let at = place.path[place.path.len() - 1];
                        parent.map_or_else(Vec::new, |extents| {
                            vec![extents[at.min(extents.len() - 1)]]
                        })
                    }
                    true => vec![old.span(change.node)],
                    false => with_lines(old.span(change.node)),
                }
            }
            _ => Vec::new(),
        }
    }

    /// Where the comments right above something begin.
    fn above_start(&self, span: Span) -> usize {
        let above = above(self.old, span.start as usize);
        above.first().map_or(span.start, |c| c.start) as usize
    }

    /// What stays has the same comments right above it and behind it.
    pub(crate) fn keeps_comments_in_place(
        &self,
        new: &Document,
        became: &[(NodeId, NodeId)],
    ) -> Result<(), String> {
        let old = self.old;
        let touched = |node: NodeId| self.changes.iter().any(|c| c.node == node);
        for (was, is) in became {
            let (kinds, both) = ((old.kind(*was), new.kind(*is)), (old, new));
            let pair = self.changes.iter().any(|c| self.is_pair(c.node));
            if !touched(*was) && !pair && !matches!(kinds.0, Kind::Map | Kind::Seq) {
                let said = |d: &Document, n: NodeId, between: &[char]| {
                    let at = d.span(n);
                    if d.source()[at.range()].ends_with(['\n', '\r']) {
                        return None;
                    }
                    let rest = rest_of_line(d.source(), at.end as usize);
                    let rest = rest.trim().trim_start_matches(between).trim_start();
                    rest.starts_with('#').then(|| rest.to_owned())
                };
                let was = said(both.0, *was, &[',']);
                if was.is_some() && was != said(both.1, *is, &['}', ',']) {
                    return Err("a comment no longer stands behind its value".into());
                }
            }
            if kinds.0 != kinds.1 || touched(*was) || old.has_brackets(*was) {
                continue;
            }
            let pairs = became
                .iter()
                .filter(|(w, _)| children(old, *was).contains(w));
            for (child, new_child) in pairs {
                let extent = |d: &Document, parent: NodeId, child: NodeId| {
                    let at = children(d, parent).iter().position(|n| *n == child);
                    at.map(|at| d.extents(parent)[at].start as usize)
                };
                let (Some(before), Some(after)) =
                    (extent(old, *was, *child), extent(new, *is, *new_child))
                else {
                    continue;
                };
                let (before, after) = (above(old, before), above(new, after));
                let is_head = before.first().is_some_and(|c| {
                    let head = old.source()[..c.start as usize].trim_end();
                    head.trim_start_matches('\u{feff}').is_empty()
                        || head.ends_with("---")
                        || head.ends_with("?>")
                });
                let said = |d: &Document, spans: &[Span]| -> Vec<String> {
                    spans
                        .iter()
                        .map(|s| d.source()[s.range()].to_owned())
                        .collect()
                };
                if !is_head
                    && !before.is_empty()
                    && !said(new, &after).ends_with(&said(old, &before))
                {
                    return Err("what stands above an entry is another comment".into());
                }
            }
        }
        Ok(())
    }

    /// One change takes no more bytes than it has to.
    pub(crate) fn touches_little(&self, change: &Change) -> Result<(), String> {
        let old = self.old;
        let splices = &self.edited.splices;
        let span = old.span(change.node);
        let length = children(old, change.node).len();
        let kind = old.kind(change.node);
        match &change.op {
            Op::Set(value) if matches!(kind, Kind::Scalar | Kind::Alias) && !is_nested(value) => {
                let within = splices.iter().all(|s| {
                    let inside = span.start <= s.span.start && s.span.end <= span.end;
                    inside || old.is_markup() || s.span.is_empty()
                });
                let lines = matches!(old.style(change.node), Style::Literal | Style::Folded);
                if splices.len() > 1 + usize::from(lines) || !within {
                    return Err("a value is set with more than its own bytes".into());
                }
            }
            Op::Insert(..) | Op::Push(_)
                if length > 0 && splices.iter().any(|s| !s.span.is_empty()) =>
            {
                return Err("something goes where something is added".into());
            }
            Op::Remove => {
                let place = self.places.iter().find(|p| p.node == change.node);
                let parent = place.and_then(|p| p.parent);
                let siblings = parent.map_or(0, |p| children(old, p).len());
                if siblings > 1 && splices.iter().any(|s| !s.text.is_empty()) {
                    return Err("something comes where something goes".into());
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// What is set is set, and what was added can be taken away again without a trace.
    pub(crate) fn is_done_once(&self, change: &Change, new: &Document) -> Result<(), String> {
        let limits = Limits::default();
        let place = self.places.iter().find(|p| p.node == change.node);
        let Some(path) = place.map(|p| p.path.as_slice()) else {
            return Ok(());
        };
        let found = path[1..].iter().try_fold(new.roots()[path[0]], |node, at| {
            children(new, node).get(*at).copied()
        });
        match &change.op {
            Op::Set(_) => {
                let node = found.ok_or("what was set is gone")?;
                let op = change.op.clone();
                let again = edit(new, &[Change { node, op }], &limits)
                    .map_err(|refusal| format!("it is refused the second time: {}", refusal.why))?;
                match again.splices.is_empty() {
                    true => Ok(()),
                    false => Err("it is done twice".into()),
                }
            }
            // An entry without braces in brackets gets them for good.
            Op::Insert(..) if self.is_pair(change.node) => Ok(()),
            Op::Insert(key, _) if !children(self.old, change.node).is_empty() => {
                let node = found.ok_or("the mapping is gone")?;
                let entries: Vec<_> = new.written_entries(node).collect();
                if entries.iter().filter(|(k, _)| new.text(*k) == key).count() > 1 {
                    return Ok(());
                }
                let mut entries = entries.iter();
                let added = entries.find(|(k, _)| new.text(*k) == key);
                self.goes_without_trace(new, added.ok_or("the entry is not there")?.1)
            }
            Op::Push(_) if !children(self.old, change.node).is_empty() => {
                let node = found.ok_or("the list is gone")?;
                let last = children(new, node).last().copied();
                self.goes_without_trace(new, last.ok_or("the item is not there")?)
            }
            _ => Ok(()),
        }
    }

    fn is_pair(&self, node: NodeId) -> bool {
        self.old.style(node) == Style::Flow && !self.old.has_brackets(node)
    }

    fn goes_without_trace(&self, new: &Document, node: NodeId) -> Result<(), String> {
        let op = Op::Remove;
        let again = edit(new, &[Change { node, op }], &Limits::default())
            .map_err(|refusal| format!("what was added is not taken away: {}", refusal.why))?;
        let old = self.old.source();
        let rest = again.text.strip_prefix(&**old);
        // A line break beside one of another kind may be read as one with it.
        let mixed = old.replace(line_break(old), "").contains(['\n', '\r']);
        match rest {
            _ if mixed => Ok(()),
            Some("" | "\n" | "\r\n" | "\r") => Ok(()),
            _ => Err("what was added leaves a trace".into()),
        }
    }
}

fn is_nested(value: &Json) -> bool {
    match value {
        Json::Array(items) => !items.is_empty(),
        Json::Object(map) => !map.is_empty(),
        _ => false,
    }
}

fn comments(document: &Document) -> Vec<&str> {
    let spans = document.comments().iter().map(|c| c.span);
    spans.map(|s| &document.source()[s.range()]).collect()
}

fn rest_of_line(text: &str, at: usize) -> &str {
    text[at..].split(['\n', '\r']).next().unwrap_or("")
}

/// The blanks before a byte that is the first of its line.
fn indent(text: &str, at: usize) -> Option<&str> {
    let line = text[..at].rfind(['\n', '\r', '\u{feff}']);
    let line = line.map_or(0, |n| {
        n + text[n..].chars().next().map_or(1, char::len_utf8)
    });
    let before = &text[line..at];
    before
        .trim_matches([' ', '\t'])
        .is_empty()
        .then_some(before)
}

/// The comments on the lines right above a byte that is the first of its line, indented alike.
fn above(document: &Document, at: usize) -> Vec<Span> {
    let text = document.source();
    let Some(blanks) = indent(text, at) else {
        return Vec::new();
    };
    let mut from = at;
    let mut out = Vec::new();
    for comment in document.comments().iter().rev().map(|c| c.span) {
        if comment.end as usize > from {
            continue;
        }
        let between = &text[comment.end as usize..from];
        let next = between
            .trim_start_matches([' ', '\t'])
            .trim_end_matches([' ', '\t']);
        let alike = indent(text, comment.start as usize) == Some(blanks);
        if !alike || !matches!(next, "\n" | "\r" | "\r\n") {
            break;
        }
        from = comment.start as usize;
        out.insert(0, comment);
    }
    out
}
