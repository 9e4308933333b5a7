//! Entries and items in brackets: what goes takes a comma with it, and what comes brings one.

use super::super::plan::{Added, Collection};
use super::super::{Refusal, Splice};
use super::{Writer, column, splice};
use crate::document::{Comment, NodeId, skip_blank};
use crate::source::{Span, after_line, line_start};

impl Writer<'_> {
    /// Changes an entry without braces in a list: it gets braces with a second one.
    pub(super) fn in_pair(
        &self,
        node: NodeId,
        collection: &Collection,
        out: &mut Vec<Splice>,
    ) -> Result<(), Refusal> {
        let span = self.document.span(node);
        let added = collection.added.iter();
        let added = added.map(|added| self.in_flow_entry(added.key.as_deref(), &added.value));
        let new = added.collect::<Vec<_>>().join(self.comma());
        if collection.is_emptied() {
            self.spares_comments(span, &[span])?;
            out.push(splice(span, format!("{{{new}}}")));
            return Ok(());
        }
        let is_first = collection.added.iter().all(|added| added.before == 0);
        let is_last = collection.added.iter().all(|added| added.before > 0);
        if !is_first && !is_last {
            let why = "it is an entry without braces";
            return Err(Refusal::new(span, why));
        }
        let comma = self.comma();
        let [open, close] = match is_first {
            true => [format!("{{{new}{comma}"), "}".to_owned()],
            false => ["{".to_owned(), format!("{comma}{new}}}")],
        };
        out.push(self.put(span.start as usize, &open));
        out.push(self.put(span.end as usize, &close));
        Ok(())
    }

    /// Changes a collection in brackets: what goes takes a comma with it, and what comes brings one.
    pub(super) fn in_brackets(
        &self,
        node: NodeId,
        collection: &Collection,
        out: &mut Vec<Splice>,
    ) -> Result<(), Refusal> {
        let span = self.document.span(node);
        let inside = Span::new(span.start as usize + 1, span.end as usize - 1);
        let extents = self.document.extents(node);
        let stays = |at: &usize| !collection.removed.contains(at);
        if !(0..extents.len()).any(|at| stays(&at)) {
            let added = collection.added.iter();
            let added = added.map(|a| self.in_flow_entry(a.key.as_deref(), &a.value));
            let added: Vec<String> = added.collect();
            let separator = format!(",{}", self.separator(inside, &extents));
            let stretch = match (extents.as_slice(), added.is_empty()) {
                ([first, .., last], false) => Span::new(first.start as usize, last.end as usize),
                ([only], false) => *only,
                _ => inside,
            };
            let spares = self.spares_comments(stretch, &extents);
            if spares.is_err() && added.is_empty() {
                return self.without_run(inside, &extents, 0..extents.len(), true, out);
            }
            spares?;
            out.push(splice(stretch, added.join(&separator)));
            return Ok(());
        }
        let next = |added: &Added| (added.before..extents.len()).find(stays);
        let ends = !collection.added.iter().any(|added| next(added).is_none());
        let mut at = 0;
        while at < extents.len() {
            let from = at;
            while collection.removed.contains(&at) {
                at += 1;
            }
            if at > from {
                self.without_run(inside, &extents, from..at, ends, out)?;
            }
            at += 1;
        }
        // What comes before the same entry comes together.
        let mut added = collection.added.as_slice();
        while let Some(first) = added.first() {
            let together = added.iter().take_while(|a| next(a) == next(first)).count();
            let new: Vec<String> = added[..together]
                .iter()
                .map(|a| self.in_flow_entry(a.key.as_deref(), &a.value))
                .collect();
            match next(first) {
                Some(next) => self.with_before(inside, &extents, next, &new, out)?,
                None => {
                    let last = (0..extents.len()).rev().find(stays).unwrap_or_default();
                    self.with_last(inside, &extents, last, &new, out);
                }
            }
            added = &added[together..];
        }
        Ok(())
    }

    /// Takes neighbours in brackets away: with their lines, where nothing else is on them. With the
    /// last ones goes the comma before them, if the list `ends` there from now on.
    pub(super) fn without_run(
        &self,
        inside: Span,
        extents: &[Span],
        run: std::ops::Range<usize>,
        ends: bool,
        out: &mut Vec<Splice>,
    ) -> Result<(), Refusal> {
        let (before, after) = (run.start.checked_sub(1), extents.get(run.end));
        let (first, last) = (extents[run.start], extents[run.end - 1]);
        let end = last.end as usize;
        let next_line = after_line(self.text, end);
        let rest = self.text[end..next_line].trim_start_matches([' ', '\t']);
        let comma = rest.starts_with(',');
        let rest = rest.trim_start_matches(',').trim();
        let alone = next_line <= inside.end as usize && (rest.is_empty() || rest.starts_with('#'));
        let begins = self.begins_line(first.start as usize);
        if let (Some(line), true, true) = (begins, alone, comma || after.is_none()) {
            let floor = before.map_or(inside.start as usize, |n| extents[n].end as usize);
            let floor = after_line(self.text, floor);
            let from = self.lines_from(line, column(self.text, first), floor);
            if let (Some(before), false, true) = (before, comma, ends) {
                let comma = self.comma_behind(extents[before].end as usize);
                out.extend(comma.map(|at| splice(Span::new(at, at + 1), String::new())));
            }
            out.push(splice(Span::new(from, next_line), String::new()));
            return Ok(());
        }
        let stretch = match (before, after) {
            (_, Some(after)) => Span::new(first.start as usize, after.start as usize),
            // Where a comma ends the list, one does so from now on too.
            (Some(before), None) => {
                let before = extents[before].end as usize;
                match (self.comma_behind(before), self.comma_behind(end)) {
                    (Some(first), Some(last)) => Span::new(first + 1, last + 1),
                    _ => Span::new(before, end),
                }
            }
            (None, None) => inside,
        };
        self.spares_comments(stretch, &extents[run])?;
        out.push(splice(stretch, String::new()));
        Ok(())
    }

    /// Where the comma stands that follows an entry or item in brackets.
    pub(super) fn comma_behind(&self, end: usize) -> Option<usize> {
        let at = skip_blank(self.text.as_bytes(), end);
        (self.text.as_bytes().get(at) == Some(&b',')).then_some(at)
    }

    /// Puts something before an entry or item in brackets, and before the comments above it.
    pub(super) fn with_before(
        &self,
        inside: Span,
        extents: &[Span],
        next: usize,
        new: &[String],
        out: &mut Vec<Splice>,
    ) -> Result<(), Refusal> {
        let start = extents[next].start as usize;
        let end = next
            .checked_sub(1)
            .map_or(inside.start as usize, |n| extents[n].end as usize);
        let comments = self.document.comments();
        let first = comments.partition_point(|c| (c.span.start as usize) < end);
        let comment = comments
            .get(first)
            .filter(|c| (c.span.start as usize) < start);
        let why = "a comment stands there of which it is not clear what it is about";
        let refusal = |comment: &Comment| Refusal::new(comment.span, why);
        let line = match (self.begins_line(start), comment) {
            (Some(line), _) => line,
            (None, Some(comment)) => return Err(refusal(comment)),
            (None, None) => {
                let separator = self.separator(inside, extents);
                let new = new.join(&format!(",{separator}"));
                out.push(self.put(start, &format!("{new},{separator}")));
                return Ok(());
            }
        };
        let own = column(self.text, extents[next]);
        let from = self.lines_from(line, own, after_line(self.text, end));
        let comma = self.comma_behind(end).filter(|comma| *comma >= from);
        if let (Some(_), Some(comment)) = (comma, comment) {
            return Err(refusal(comment));
        }
        let blanks = &self.text[line..start];
        let new = new.join(&format!(",{}{blanks}", self.line_break));
        out.push(self.put(from, &format!("{blanks}{new},{}", self.line_break)));
        Ok(())
    }

    /// Puts something behind the last entry or item in brackets that stays, and behind a comment
    /// on its line.
    pub(super) fn with_last(
        &self,
        inside: Span,
        extents: &[Span],
        last: usize,
        new: &[String],
        out: &mut Vec<Splice>,
    ) {
        let end = extents[last].end as usize;
        let next_line = after_line(self.text, end);
        let rest = self.text[end..next_line].trim_start_matches([' ', '\t', ',']);
        let separator = self.separator(inside, extents);
        // Where a comma ends the list, one does so from now on too.
        let trailing = self.comma_behind(end).filter(|_| last + 1 == extents.len());
        let on_lines =
            rest.starts_with('#') || (separator.contains(['\n', '\r']) && rest.trim().is_empty());
        let comma_below = self
            .comma_behind(end)
            .is_some_and(|comma| comma >= next_line);
        if !on_lines || comma_below {
            let new = new.join(&format!(",{separator}"));
            out.push(match trailing {
                Some(comma) => self.put(comma + 1, &format!("{separator}{new},")),
                None => self.put(end, &format!(",{separator}{new}")),
            });
            return;
        }
        let line = line_start(self.text, extents[last].start as usize);
        let blanks =
            self.text[line..].len() - self.text[line..].trim_start_matches([' ', '\t']).len();
        let blanks = &self.text[line..line + blanks];
        if self.comma_behind(end).is_none() {
            out.push(self.put(end, ","));
        }
        let new = new.join(&format!(",{}{blanks}", self.line_break));
        let comma = if trailing.is_some() { "," } else { "" };
        let new = format!("{blanks}{new}{comma}{}", self.line_break);
        out.push(self.put(next_line, &new));
    }

    /// What stands between a comma and what follows it.
    pub(super) fn separator(&self, inside: Span, extents: &[Span]) -> String {
        let (from, to) = match extents {
            [.., before, last] => (before.end, last.start),
            [only] => (inside.start, only.start),
            [] => return self.comma()[1..].to_owned(),
        };
        let between = &self.text[from as usize..to as usize];
        if between.contains(['\n', '\r']) {
            let blanks = between.rsplit(['\n', '\r']).next().unwrap_or("");
            let blanks = if blanks.trim().is_empty() { blanks } else { "" };
            return format!("{}{blanks}", self.line_break);
        }
        let between = between.trim_start_matches([' ', '\t']);
        match between.strip_prefix(',') {
            Some(blanks) if blanks.trim().is_empty() => blanks.to_owned(),
            _ => self.comma()[1..].to_owned(),
        }
    }
}
