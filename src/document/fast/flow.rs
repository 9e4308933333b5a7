//! Flow collections, as JSON has them, and with the plain words that YAML allows in them.

use super::lines::Lines;
use super::scan::{Class, after_spaces, byte, class, is_apart};
use super::tree::offset;
use crate::document::{Kind, Style};

impl Lines<'_> {
    /// Reads the collection whose bracket stands at `start`; gives the offset behind it.
    pub(super) fn flow(&mut self, start: usize) -> Option<usize> {
        let outside = self.tree.depth();
        // Inside of a block, tabs may stand where they are no indentation; that is left to the full
        // parser.
        let is_root = outside == 0;
        let mut at = self.flow_open(start)?;
        loop {
            at = self.flow_blank(at, is_root);
            // The collection was just opened or an entry is whole, as its last byte tells.
            at = match byte(self.text, at) {
                b'}' if !self.tree.top.is_seq => self.flow_close(at)?,
                b']' if self.tree.top.is_seq => self.flow_close(at)?,
                b',' if self.has_entries => {
                    let next = self.flow_blank(at + 1, is_root);
                    self.flow_entry(next, is_root)?
                }
                _ if !self.has_entries => self.flow_entry(at, is_root)?,
                _ => return None,
            };
            if self.tree.depth() == outside {
                return Some(at);
            }
        }
    }

    fn flow_open(&mut self, at: usize) -> Option<usize> {
        let kind = match byte(self.text, at) {
            b'{' => Kind::Map,
            _ => Kind::Seq,
        };
        self.has_entries = false;
        self.tree.open(kind, Style::Flow, at, u32::MAX)?;
        Some(at + 1)
    }

    fn flow_close(&mut self, at: usize) -> Option<usize> {
        self.has_entries = true;
        self.tree.close_at(offset(at + 1))?;
        Some(at + 1)
    }

    /// The offset of the next token.
    #[inline(always)]
    fn flow_blank(&self, at: usize, is_root: bool) -> usize {
        if byte(self.text, at) > b' ' {
            return at;
        }
        self.after_blank(at, is_root)
    }

    fn after_blank(&self, mut at: usize, is_root: bool) -> usize {
        loop {
            match byte(self.text, at) {
                b' ' => at = after_spaces(self.text, at),
                b'\n' | b'\r' if at < self.text.len() => at += 1,
                b'\t' if is_root => at += 1,
                _ => return at,
            }
        }
    }

    /// A key and its value, or an item.
    fn flow_entry(&mut self, at: usize, is_root: bool) -> Option<usize> {
        let at = match self.tree.top.is_seq {
            true => at,
            false => {
                let colon = self.flow_key(at)?;
                self.flow_blank(colon + 1, is_root)
            }
        };
        if matches!(byte(self.text, at), b'{' | b'[') {
            return self.flow_open(at);
        }
        let first = class(self.text, at);
        self.has_entries = true;
        if matches!(first, Class::Single | Class::Double) {
            let (style, scalar) = self.quoted(at, first)?;
            let end = scalar.end;
            self.quoted_scalar(at, style, scalar)?;
            return Some(end);
        }
        let end = self.flow_words(at)?;
        self.tree.scalar(at, end, Style::Plain)?;
        self.note(first, at, end)?;
        Some(end)
    }

    /// Reads a key; gives the offset of its colon.
    fn flow_key(&mut self, at: usize) -> Option<usize> {
        let first = class(self.text, at);
        if matches!(first, Class::Single | Class::Double) {
            let (style, key) = self.quoted(at, first)?;
            let colon = after_spaces(self.text, key.end);
            let is_adjacent = colon == key.end || is_apart(self.text, colon + 1);
            if byte(self.text, colon) != b':' || !is_adjacent || key.has_breaks {
                return None;
            }
            self.quoted_key(at, style, key, colon)?;
            return Some(colon);
        }
        let end = self.flow_words(at)?;
        let colon = after_spaces(self.text, end);
        if byte(self.text, colon) != b':' || !is_apart(self.text, colon + 1) {
            return None;
        }
        self.key(at, end, Style::Plain, colon)?;
        self.plain_key(first, at, end)?;
        Some(colon)
    }

    /// The end of a plain scalar of words.
    #[inline(always)]
    fn flow_words(&self, start: usize) -> Option<usize> {
        let first = byte(self.text, start);
        let begins = match first {
            b'-' => byte(self.text, start + 1).is_ascii_digit(),
            _ => first.is_ascii_alphanumeric() || first >= 0x80,
        };
        let mut stop = start;
        while WORDS[byte(self.text, stop) as usize] {
            stop += 1;
        }
        let next = byte(self.text, stop);
        let ends = matches!(next, b',' | b']' | b'}' | b':' | b'\n' | b'\r');
        if !begins || !ends {
            return None;
        }
        while byte(self.text, stop - 1) == b' ' {
            stop -= 1;
        }
        Some(stop)
    }
}

/// What a plain scalar in a flow collection may hold to be read here.
const WORDS: [bool; 256] = words();

const fn words() -> [bool; 256] {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        let code = byte as u8;
        table[byte] = code.is_ascii_alphanumeric()
            || code >= 0x80
            || matches!(code, b' ' | b'_' | b'.' | b'-' | b'+' | b'/');
        byte += 1;
    }
    table
}
