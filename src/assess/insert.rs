//! Entries put into a list that people write too: nothing that stands there is rewritten.
//!
//! The list is a block sequence under a key of the top. Entries that have a fingerprint stand in
//! the order of their fingerprints, so that two branches which each add one touch different lines.

use crate::document::{Document, Kind, Limits, NodeId, Style};
use crate::source::{Encoding, SourceMap, Span, after_line, line_start};

/// A list in a text, and what its entries are known by.
#[derive(Debug)]
pub struct Listing<'t> {
    text: &'t str,
    /// The blanks before each dash.
    indent: String,
    line_break: &'static str,
    /// Where an entry goes that comes before all others, and whether a line begins there.
    first: usize,
    /// The lines of each item, and its fingerprint in lower case if it has one.
    items: Vec<(std::ops::Range<usize>, Option<String>)>,
    /// What must stand before the first entry of all.
    opening: String,
}

/// Why nothing can be put into a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit {
    /// Where.
    pub span: Span,
    /// Why, in a few words.
    pub why: &'static str,
}

/// A change of a [`Listing`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change<'c> {
    /// A new entry.
    Add {
        /// Its fingerprint in lower case.
        fingerprint: &'c str,
        /// Its lines without indentation; the first one begins with `- `.
        lines: &'c str,
    },
    /// Other lines for an item, by its place in the list.
    Replace {
        /// The item.
        item: usize,
        /// Its lines.
        lines: &'c str,
    },
    /// An item goes.
    Remove {
        /// The item.
        item: usize,
    },
}

impl<'t> Listing<'t> {
    /// The list under a key of the top of a text. `head` is written into an empty text first.
    ///
    /// # Errors
    /// When the text is not read, or the list is not written in block style.
    pub fn of(text: &'t str, key: &str, head: &str, limits: &Limits) -> Result<Self, Unfit> {
        let unfit = |span, why| Unfit { span, why };
        let file = SourceMap::new().add("", text, Encoding::Utf8);
        let document = crate::document::parse(file, text.into(), limits).map_err(|errors| {
            unfit(
                errors.first().map_or_else(Span::default, |e| e.span),
                "it cannot be read",
            )
        })?;
        let crlf = memchr::memchr(b'\n', text.as_bytes())
            .is_some_and(|at| text.as_bytes()[..at].ends_with(b"\r"));
        let line_break = if crlf { "\r\n" } else { "\n" };
        let mut listing = Self {
            text,
            indent: "  ".to_owned(),
            line_break,
            first: text.len(),
            items: Vec::new(),
            opening: String::new(),
        };
        let opening = format!("{key}:{line_break}");
        let Some(&root) = document.roots().first() else {
            let head = if text.trim().is_empty() { head } else { "" };
            listing.opening = head.replace('\n', line_break) + &opening;
            return Ok(listing);
        };
        if document.kind(root) != Kind::Map || document.style(root) == Style::Flow {
            return Err(unfit(
                document.span(root),
                "it is no mapping with a line for each key",
            ));
        }
        let end = document.span(root).end as usize;
        let Some((key_node, list)) = document
            .written_entries(root)
            .find(|(k, _)| document.text(*k) == key)
        else {
            listing.first = after_line(text, end);
            listing.opening = opening;
            return Ok(listing);
        };
        listing.first = after_line(text, document.span(key_node).end as usize);
        let nothing = document.kind(list) == Kind::Scalar && document.span(list).is_empty();
        if nothing {
            return Ok(listing);
        }
        if document.kind(list) != Kind::Seq || document.style(list) == Style::Flow {
            let why = "the list is not written with a line that begins with `-` for each entry";
            return Err(unfit(document.span(list), why));
        }
        listing.read(&document, list)?;
        Ok(listing)
    }

    fn read(&mut self, document: &Document, list: NodeId) -> Result<(), Unfit> {
        let text = self.text;
        for item in document.items(list) {
            let span = document.span(item);
            let (start, end) = (span.start as usize, span.end as usize);
            let line = self.dash_line(start).ok_or(Unfit {
                span,
                why: "the list does not begin on a line of its own",
            })?;
            if self.items.is_empty() {
                let dash = text[line..].find('-').unwrap_or_default();
                text[line..line + dash].clone_into(&mut self.indent);
            }
            let fingerprint = document.get(item, "fingerprint");
            let fingerprint = fingerprint.map(|e| {
                document
                    .text(document.resolve(e.value))
                    .to_ascii_lowercase()
            });
            self.items.push((line..after_line(text, end), fingerprint));
        }
        Ok(())
    }

    /// The start of the line of the dash before a byte.
    fn dash_line(&self, start: usize) -> Option<usize> {
        let before = self.text.get(..start)?;
        let dash = before
            .trim_end_matches([' ', '\t', '\n', '\r'])
            .len()
            .checked_sub(1)?;
        let line = line_start(self.text, dash);
        let blank = self.text.get(line..dash)?.bytes().all(|b| b == b' ');
        (blank && self.text.as_bytes()[dash] == b'-').then_some(line)
    }

    /// The fingerprints of the items, in their order.
    pub fn fingerprints(&self) -> impl Iterator<Item = Option<&str>> {
        self.items.iter().map(|(_, f)| f.as_deref())
    }

    /// The text after changes. Items that no change names keep every byte, as does all between
    /// them; entries that come to one place stand in the order of their fingerprints.
    pub fn apply(&self, changes: &[Change<'_>]) -> String {
        // Range, fingerprint for the order, new lines.
        let mut edits: Vec<(std::ops::Range<usize>, &str, String)> = Vec::new();
        for change in changes {
            edits.push(match change {
                Change::Add { fingerprint, lines } => {
                    let at = self.place(fingerprint);
                    (at..at, fingerprint, self.indented(lines))
                }
                Change::Replace { item, lines } => {
                    (self.items[*item].0.clone(), "", self.indented(lines))
                }
                Change::Remove { item } => (self.items[*item].0.clone(), "", String::new()),
            });
        }
        // What is put before an item stands before a change of that item.
        edits.sort_by(|a, b| (a.0.start, a.0.end, a.1).cmp(&(b.0.start, b.0.end, b.1)));
        let mut out = String::with_capacity(self.text.len() + 256 * edits.len());
        let mut done = 0;
        let mut opening = self.opening.as_str();
        for (range, _, lines) in &edits {
            out.push_str(&self.text[done..range.start]);
            if !lines.is_empty() && !out.is_empty() && !out.ends_with(['\n', '\r']) {
                out.push_str(self.line_break);
            }
            out.push_str(std::mem::take(&mut opening));
            out.push_str(lines);
            done = range.end;
        }
        out.push_str(&self.text[done..]);
        out
    }

    /// Behind the last item before the first one whose fingerprint is greater.
    fn place(&self, fingerprint: &str) -> usize {
        let greater = |f: &Option<String>| f.as_deref().is_some_and(|f| f > fingerprint);
        let next = self.items.iter().position(|(_, f)| greater(f));
        match next.unwrap_or(self.items.len()) {
            0 if self.items.is_empty() => self.first,
            0 => self.before_first(),
            n => self.items[n - 1].0.end,
        }
    }

    /// The first item's line, or that of the comments right above it.
    fn before_first(&self) -> usize {
        let mut at = self.items[0].0.start;
        while at > self.first {
            let line = line_start(self.text, at - 1);
            if line < self.first || !self.text[line..at].trim_start().starts_with('#') {
                break;
            }
            at = line;
        }
        at
    }

    fn indented(&self, lines: &str) -> String {
        let line = |line: &str| format!("{}{line}{}", self.indent, self.line_break);
        lines.lines().map(line).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn add(text: &str, fingerprints: &[&str]) -> String {
        let limits = Limits::default();
        let listing = Listing::of(text, "waivers", "# head\n", &limits).expect("it fits");
        let lines: Vec<String> = fingerprints
            .iter()
            .map(|f| format!("- fingerprint: {f}\n  rule: R\n"))
            .collect();
        let changes = fingerprints.iter().zip(&lines);
        let changes: Vec<Change<'_>> = changes
            .map(|(fingerprint, lines)| Change::Add { fingerprint, lines })
            .collect();
        listing.apply(&changes)
    }

    #[test]
    fn an_empty_text_gets_a_head() {
        let new =
            "# head\nwaivers:\n  - fingerprint: a\n    rule: R\n  - fingerprint: b\n    rule: R\n";
        assert_eq!(add("", &["b", "a"]), new);
        let kept = "# mine\nwaivers:\n  - fingerprint: a\n    rule: R\n";
        assert_eq!(add("# mine", &["a"]), kept);
        assert_eq!(
            add("version: 1", &["a"]),
            kept.replace("# mine", "version: 1")
        );
        assert_eq!(add("# mine\nwaivers:", &["a"]), kept);
        let other = "waivers: # theirs\nversion: 1\n";
        let after = "waivers: # theirs\n  - fingerprint: a\n    rule: R\nversion: 1\n";
        assert_eq!(add(other, &["a"]), after);
    }

    #[test]
    fn entries_stand_in_their_order_and_all_else_stays() {
        let text = "waivers: # all\n# first\n- fingerprint: b\n  rule: X # why\n\n# mine\n- rule: Y\n\n# last\n- fingerprint: \"D\"\n  rule: |\n    Z\nversion: 1\n";
        for (fingerprint, before) in [
            ("a", "# first\n- fingerprint: b"),
            ("c", "\n# last\n- fingerprint: \"D\""),
            ("e", "version: 1"),
        ] {
            let at = text.find(before).expect("a place");
            let entry = format!("- fingerprint: {fingerprint}\n  rule: R\n");
            let want = format!("{}{entry}{}", &text[..at], &text[at..]);
            assert_eq!(add(text, &[fingerprint]), want);
            let windows = add(&text.replace('\n', "\r\n"), &[fingerprint]);
            assert_eq!(windows, want.replace('\n', "\r\n"));
        }
    }

    #[test]
    fn items_are_replaced_and_removed_by_their_lines() {
        let text = "waivers:\n  # one\n  - fingerprint: a\n    rule: X\n  # two\n  - fingerprint: b\n  # three\n  - fingerprint: c";
        let limits = Limits::default();
        let listing = Listing::of(text, "waivers", "", &limits).expect("it fits");
        let changes = [
            Change::Remove { item: 1 },
            Change::Replace {
                item: 0,
                lines: "- fingerprint: a\n  rule: N\n",
            },
            Change::Add {
                fingerprint: "d",
                lines: "- fingerprint: d\n",
            },
            Change::Add {
                fingerprint: "0",
                lines: "- fingerprint: 0\n",
            },
        ];
        let want = "waivers:\n  - fingerprint: 0\n  # one\n  - fingerprint: a\n    rule: N\n  # two\n  # three\n  - fingerprint: c\n  - fingerprint: d\n";
        assert_eq!(listing.apply(&changes), want);
        assert_eq!(listing.apply(&[]), text);
    }

    #[test]
    fn what_is_in_one_line_is_left_to_its_author() {
        let limits = Limits::default();
        for text in [
            "waivers: []",
            "waivers: [{rule: R}]",
            "{waivers: }",
            "- a",
            "waivers: {",
            "waivers: a",
        ] {
            assert!(Listing::of(text, "waivers", "", &limits).is_err(), "{text}");
        }
    }
}
