//! The small changes of a policy's text. They are made on lines, not on a syntax tree: a change
//! that is no policy any more is told by the engine and costs little.

use std::collections::BTreeMap;
use std::ops::Range;

/// One change of one policy.
#[derive(Debug, Clone)]
pub(crate) struct Mutant {
    /// The path of the policy below `policies/`.
    pub(crate) path: String,
    /// The line that changes, one-based.
    pub(crate) line: usize,
    /// What is done to it, such as `== to !=`.
    pub(crate) change: String,
    /// The code as it stands, without the blanks around its lines.
    pub(crate) code: String,
    /// The whole text after the change.
    pub(crate) text: String,
}

/// What a mutant is known by: path, code, change.
pub(crate) type Key = (String, String, String);

impl Mutant {
    pub(crate) fn key(&self) -> Key {
        (self.path.clone(), self.code.clone(), self.change.clone())
    }

    /// As a line for people, and for the list of survivors once its reason is known.
    pub(crate) fn shown(&self) -> String {
        let Self {
            path,
            line,
            code,
            change,
            ..
        } = self;
        format!("{path}:{line}\t{code}\t{change}")
    }
}

/// Operators, constants and functions, each with what it is swapped for.
const SWAPS: &[(&str, &[&str])] = &[
    ("==", &["!="]),
    ("!=", &["=="]),
    ("<=", &["<", ">"]),
    (">=", &[">", "<"]),
    ("<", &["<=", ">="]),
    (">", &[">=", "<="]),
    ("true", &["false"]),
    ("false", &["true"]),
    ("null", &["0"]),
    ("not ", &[""]),
    ("min(", &["max("]),
    ("max(", &["min("]),
    ("startswith(", &["endswith("]),
    ("endswith(", &["startswith("]),
    ("contains(", &["startswith("]),
    ("lower(", &["("]),
    ("upper(", &["("]),
    ("trim_space(", &["("]),
    (" | ", &[" & "]),
    (" & ", &[" | "]),
    (" + ", &[" - "]),
    (" - ", &[" + "]),
];

/// What stands before a text that is written for people: no test need pin it word by word.
const PROSE: &[&str] = &["sprintf(", "\"message\": ", "\"title\": ", "message := "];

/// A policy's text: its lines, and which bytes of them are code.
struct Lines<'a> {
    lines: Vec<&'a str>,
    masks: Vec<Vec<bool>>,
}

/// All changes of a policy.
pub(crate) fn mutants(path: &str, text: &str) -> Vec<Mutant> {
    let lines: Vec<&str> = text.lines().collect();
    let masks = lines.iter().map(|line| code_mask(line)).collect();
    let policy = Lines { lines, masks };
    let package = |line: &&str| line.starts_with("package ");
    let start = policy.lines.iter().position(package).map_or(0, |l| l + 1);
    let mut all = Vec::new();
    let mut add = |lines: Range<usize>, change: String, by: &str| {
        let code: Vec<&str> = policy.lines[lines.clone()]
            .iter()
            .map(|l| l.trim())
            .collect();
        let mut changed = policy.lines.clone();
        changed.splice(lines.clone(), [by]);
        all.push(Mutant {
            path: path.to_owned(),
            line: lines.start + 1,
            change,
            code: code.join(" "),
            text: changed.join("\n") + "\n",
        });
    };
    for number in start..policy.lines.len() {
        let line = policy.lines[number];
        if line.starts_with("import ") || line.trim_start().starts_with('#') {
            continue;
        }
        if let Some(end) = policy.statement(number) {
            add(number..end, "dropped".to_owned(), "");
        }
        for (change, by) in changes(line) {
            add(number..number + 1, change, &by);
        }
    }
    all
}

impl Lines<'_> {
    /// The end of the rule, the step of a body or the member of a collection that begins in a
    /// line; none where the line begins nothing that can be dropped as a whole.
    fn statement(&self, start: usize) -> Option<usize> {
        let first = self.lines[start].trim_start();
        if first.is_empty() || first.starts_with(['}', ')', ']']) {
            return None;
        }
        let mut depth = 0;
        for number in start..self.lines.len() {
            for (byte, code) in self.lines[number].bytes().zip(&self.masks[number]) {
                depth += if *code { nesting(byte) } else { 0 };
                if depth < 0 {
                    return None;
                }
            }
            if depth == 0 {
                return Some(number + 1);
            }
        }
        None
    }
}

fn nesting(byte: u8) -> i32 {
    match byte {
        b'(' | b'[' | b'{' => 1,
        b')' | b']' | b'}' => -1,
        _ => 0,
    }
}

/// The texts of a line, with their quotes, and where its comment begins.
fn quoted(line: &str) -> (Vec<Range<usize>>, usize) {
    let bytes = line.as_bytes();
    let mut all = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'#' => return (all, at),
            quote @ (b'"' | b'`') => {
                let start = at;
                at += 1;
                while at < bytes.len() && bytes[at] != quote {
                    at += if quote == b'"' && bytes[at] == b'\\' {
                        2
                    } else {
                        1
                    };
                }
                at = (at + 1).min(bytes.len());
                all.push(start..at);
            }
            _ => at += 1,
        }
    }
    (all, bytes.len())
}

/// The bytes of a line that are code: neither inside a text nor in a comment.
fn code_mask(line: &str) -> Vec<bool> {
    let (texts, comment) = quoted(line);
    let mut mask = vec![true; line.len()];
    mask[comment..].fill(false);
    for text in texts {
        mask[text].fill(false);
    }
    mask
}

fn is_word(byte: Option<&u8>) -> bool {
    byte.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_')
}

/// All changes of one line: what is done, and the line after it.
fn changes(line: &str) -> Vec<(String, String)> {
    let mask = code_mask(line);
    let mut all = words(line, &mask);
    all.extend(texts(line));
    all.extend(conditions(line, &mask));
    if is_bare_condition(line, &mask) {
        let indent = line.len() - line.trim_start().len();
        let (blanks, code) = line.split_at(indent);
        all.push(("negated".to_owned(), format!("{blanks}not {code}")));
    }
    number(&mut all);
    all
}

/// Tells the second and further changes of a kind in one line from the first.
fn number(changes: &mut [(String, String)]) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (change, _) in changes {
        let times = seen.entry(change.clone()).or_default();
        *times += 1;
        if *times > 1 {
            *change = format!("{change} ({times})");
        }
    }
}

fn replaced(line: &str, range: Range<usize>, by: &str) -> String {
    format!("{}{by}{}", &line[..range.start], &line[range.end..])
}

/// Operators, constants, functions and numbers.
fn words(line: &str, mask: &[bool]) -> Vec<(String, String)> {
    let bytes = line.as_bytes();
    let mut all = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !mask[at] {
            at += 1;
            continue;
        }
        let rest = &line[at..];
        let after_word = is_word(at.checked_sub(1).and_then(|b| bytes.get(b)));
        let found = SWAPS.iter().find(|(from, _)| {
            let word = from.as_bytes()[0].is_ascii_alphabetic();
            let whole = from.ends_with(['(', ' ']) || !is_word(bytes.get(at + from.len()));
            rest.starts_with(from) && (!word || (!after_word && whole))
        });
        // The bar of a comprehension is no union.
        let bar = rest.starts_with(" | some ");
        if let Some((from, to)) = found.filter(|_| !bar) {
            all.extend(to.iter().map(|to| {
                let shown = if to.is_empty() { "nothing" } else { to.trim() };
                (
                    format!("{} to {shown}", from.trim()),
                    replaced(line, at..at + from.len(), to),
                )
            }));
            at += from.len();
        } else if bytes[at].is_ascii_digit() && !after_word {
            let len = rest.bytes().take_while(u8::is_ascii_digit).count();
            if at > 0 && bytes[at - 1] == b'-' {
                // -1 often means all or none, and so does -2.
                let number = &rest[..len];
                all.push((
                    format!("-{number} to {number}"),
                    replaced(line, at - 1..at + len, number),
                ));
            } else if let Ok(number) = rest[..len].parse::<u64>() {
                all.push((
                    format!("{number} to {}", number + 1),
                    replaced(line, at..at + len, &(number + 1).to_string()),
                ));
            }
            at += len;
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    all
}

/// Quoted constants, each changed into another one.
fn texts(line: &str) -> Vec<(String, String)> {
    let (texts, _) = quoted(line);
    let constants = texts.into_iter().filter(|text| {
        text.len() >= 2
            && !PROSE
                .iter()
                .any(|before| line[..text.start].ends_with(before))
    });
    constants
        .map(|text| {
            (
                format!("{} to another text", &line[text.clone()]),
                replaced(line, text.end - 1..text.end - 1, "~"),
            )
        })
        .collect()
}

/// Conditions that share a line with others: what follows `if`, and what stands before or behind
/// a semicolon, each dropped.
fn conditions(line: &str, mask: &[bool]) -> Vec<(String, String)> {
    let bytes = line.as_bytes();
    let code = |at: usize, wanted: &[u8]| mask[at] && wanted.contains(&bytes[at]);
    let mut all = Vec::new();
    let mut drop = |range: Range<usize>| {
        let dropped = line[range.clone()].trim_matches([';', ' ']);
        all.push((format!("`{dropped}` dropped"), replaced(line, range, "")));
    };
    if let Some(at) = line.find(" if ")
        && mask[at]
        && line[..at]
            .bytes()
            .zip(mask)
            .fold(0, |d, (b, c)| d + if *c { nesting(b) } else { 0 })
            == 0
        && !line.trim_end().ends_with('{')
    {
        drop(at..line.len());
    }
    for at in (0..bytes.len()).filter(|&at| code(at, b";")) {
        drop(at..end_of_condition(bytes, mask, at + 1));
        let first = start_of_condition(bytes, mask, at);
        let before = line[first..at].trim();
        // What binds a variable for the rest cannot be dropped alone; what stands behind another
        // semicolon was dropped as that one's.
        let is_first = first == 0 || bytes[first - 1] != b';';
        if is_first && !before.starts_with("some ") && !before.contains(":=") {
            drop(first..at + 1);
        }
    }
    all
}

/// Where the condition that begins at a byte ends: at a semicolon or the bracket around it.
fn end_of_condition(bytes: &[u8], mask: &[bool], start: usize) -> usize {
    let mut depth = 0;
    for at in (start..bytes.len()).filter(|&at| mask[at]) {
        depth += nesting(bytes[at]);
        if depth < 0 || (depth == 0 && bytes[at] == b';') {
            return at;
        }
    }
    bytes.len()
}

/// Where the condition that ends before a byte begins: behind a semicolon, a bar, an `if`, or the
/// bracket around it.
fn start_of_condition(bytes: &[u8], mask: &[bool], end: usize) -> usize {
    let mut depth = 0;
    for at in (0..end).rev().filter(|&at| mask[at]) {
        depth -= nesting(bytes[at]);
        let bar = bytes[at] == b'|' || (bytes[at] == b' ' && bytes[..at].ends_with(b" if"));
        if depth < 0 || (depth == 0 && (bytes[at] == b';' || bar)) {
            return at + 1;
        }
    }
    0
}

/// Whether a line is a step of a body that only asks: neither a comparison, which is flipped by
/// its operator, nor a `not`, nor what binds a variable, nor a member of a collection.
fn is_bare_condition(line: &str, mask: &[bool]) -> bool {
    let step = line.trim_start();
    let code: String = line
        .bytes()
        .zip(mask)
        .filter_map(|(b, c)| c.then_some(char::from(b)))
        .collect();
    let balanced = code.bytes().map(nesting).sum::<i32>() == 0;
    let binds = [":=", "==", "!=", "<", ">", ";", " | "];
    line.len() > step.len()
        && balanced
        && step.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && !["some ", "not ", "every ", "else "]
            .iter()
            .any(|word| step.starts_with(word))
        && !code.trim_end().ends_with(',')
        && !binds.iter().any(|sign| code.contains(sign))
}

#[test]
fn changes_of_a_line_are_what_they_say() {
    let of = |line: &str| -> Vec<String> { changes(line).into_iter().map(|(_, l)| l).collect() };
    assert_eq!(
        of("\tx.a == true # == 1"),
        ["\tx.a != true # == 1", "\tx.a == false # == 1"]
    );
    assert_eq!(
        of("\tnot x[\"== \\\"2\"]"),
        ["\tx[\"== \\\"2\"]", "\tnot x[\"== \\\"2~\"]"]
    );
    assert_eq!(
        of("\tcount(a1) >= 12"),
        ["\tcount(a1) > 12", "\tcount(a1) < 12", "\tcount(a1) >= 13"]
    );
    assert_eq!(
        of("\tstartswith(lower(x), y)"),
        [
            "\tendswith(lower(x), y)",
            "\tstartswith((x), y)",
            "\tnot startswith(lower(x), y)"
        ]
    );
    assert_eq!(
        of("f(x) := {y | some y in x; g(y); z[y]} if h(x)"),
        [
            "f(x) := {y | some y in x; g(y); z[y]}",
            "f(x) := {y | some y in x; z[y]} if h(x)",
            "f(x) := {y | some y in x; g(y)} if h(x)"
        ]
    );
    assert_eq!(
        of("\tx := {y | h; g}"),
        ["\tx := {y & h; g}", "\tx := {y | h}", "\tx := {y | g}"]
    );
    let told: Vec<String> = changes("\tf(1, 1)").into_iter().map(|(c, _)| c).collect();
    assert_eq!(told, ["1 to 2", "1 to 2 (2)", "negated"]);
    assert_eq!(of("\tx := f(-1, 2)"), ["\tx := f(1, 2)", "\tx := f(-1, 3)"]);
    assert_eq!(
        of("\tm := sprintf(\"%s\", [\"a\"])"),
        ["\tm := sprintf(\"%s\", [\"a~\"])"]
    );
}

#[test]
fn rules_and_steps_of_any_length_are_dropped_whole() {
    let text = "package p\n\nimport data.q\n\n# Why.\ndeny contains v if {\n\tx := {y |\n\t\tsome y in z\n\t}\n\tv := x\n}\n";
    let dropped: Vec<(usize, String)> = mutants("p", text)
        .into_iter()
        .filter(|m| m.change == "dropped")
        .map(|m| (m.line, m.code))
        .collect();
    let expected = [
        (6, "deny contains v if { x := {y | some y in z } v := x }"),
        (7, "x := {y | some y in z }"),
        (8, "some y in z"),
        (10, "v := x"),
    ];
    assert_eq!(
        dropped,
        expected.map(|(line, code)| (line, code.to_owned()))
    );
}
