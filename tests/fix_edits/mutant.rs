//! Texts that nobody wrote on purpose: others with a few characters or lines changed.

use super::random::Random;
use super::{xml, yaml};

const PIECES: &[&str] = &[
    " ", "  ", "\t", "\n", "\r\n", "\n\n", ":", ": ", "- ", "-", "? ", ",", "#", " #", "'", "\"",
    "[", "]", "{", "}", "&x ", "*x", "!!str ", "|", ">", "|+", "---\n", "...\n", "<<: ", "<a/>",
    "<!--c-->", "</", ">", "&amp;", "\u{feff}", "\u{85}", "日", "~", "%", "@",
];

/// A text of any kind, changed in one to three places.
pub(crate) fn mutant(random: &mut Random) -> String {
    let mut text = match random.below(8) {
        0 => yaml::json(random),
        1 => xml::xml(random),
        _ => yaml::yaml(random),
    };
    for _ in 0..=random.below(3) {
        text = changed(random, &text);
    }
    text
}

fn changed(random: &mut Random, text: &str) -> String {
    let place = |random: &mut Random| {
        let mut at = random.below(text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let at = place(random);
    let (before, after) = text.split_at(at);
    match random.below(6) {
        0 => {
            let mut rest = after.chars();
            rest.next();
            format!("{before}{}", rest.as_str())
        }
        1 => {
            let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
            let (from, to) = (
                random.below(lines.len().max(1)),
                random.below(lines.len().max(1)),
            );
            match lines.get(from).copied() {
                Some(line) => lines.insert(to, line),
                None => lines.push("\n"),
            }
            lines.concat()
        }
        2 => {
            let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
            let gone = random.below(lines.len().max(1));
            if gone < lines.len() {
                lines.remove(gone);
            }
            lines.concat()
        }
        _ => format!("{before}{}{after}", random.pick(PIECES)),
    }
}
