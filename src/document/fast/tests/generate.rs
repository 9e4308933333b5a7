//! Texts from a seed: as exporters write them, with one thing changed, and of tokens at random.

/// A sequence of numbers that a seed gives: xorshift64*.
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `end`, or 0.
    pub(super) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(high).expect("31 bits") % end.max(1)
    }

    pub(super) fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn pick<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }
}

const VALUES: &[&str] = &[
    "true",
    "false",
    "null",
    "~",
    "0",
    "12",
    "-3",
    "+4",
    "1.5",
    "0x1F",
    "0o17",
    "010",
    "1_000",
    "9007199254740993",
    "-0",
    ".inf",
    ".5",
    "1e3",
    "12:30:45",
    "2026-11-22",
    "=",
    "yes",
    "No",
    "x",
    "Private",
    "Read Only",
    "項目 1",
    "a\u{200b}b\u{ad}",
    "🚲",
    "a#b",
    "a:b",
    "http://x.y:80/z?q=1&r",
    "it's",
    "a \"b\" c",
    "a [b] {c}, d",
    "-x",
    "--- x",
    "a\\b",
    "x & y",
    "$a",
    "(b)",
    "/c",
    "<d>",
    ";",
    "^",
    "''",
    "'it''s'",
    "'a: b # c'",
    "'\"'",
    "' '",
    "\"\"",
    "\"a\\n\\t\\\"\\\\\\/b\"",
    "\"\\u3042\\ud83d\\udeb2\"",
    "\"a: 'b' # c\"",
    "{}",
    "[]",
    "[ ]",
    "{ a: b, c: [d, e] }",
    "[a, \"b\", 'c', 1, -2, {\"d\":\"e\"}]",
    "[Guest User, x.y/z, 項 - 目 ]",
];

const KEYS: &[&str] = &[
    "a",
    "b",
    "fullName",
    "label",
    "True",
    "null",
    "~",
    "1",
    "0x1",
    "01",
    "a b",
    "a#b",
    "a:b",
    "項目",
    "'q'",
    "\"q\"",
    "\"\\u0061\"",
    "-k",
    "x[0]",
    "Custom_Object__c",
    "Custom_Objekt__c",
    "http://x",
    "NULL",
    "1.0",
    "<",
    "it's",
];

/// A text as an exporter may write it.
pub(super) fn written(random: &mut Random) -> String {
    let mut text = String::new();
    if random.one_in(8) {
        json(random, 0, &mut text);
        text.push('\n');
        return text;
    }
    if random.one_in(6) {
        text.push_str(random.pick(&["---\n", "# c\n---\n", "--- # c\n", "\u{feff}", "\n"]));
    }
    match random.below(6) {
        0 | 1 => seq(random, 0, 0, &mut text),
        2 => {
            map(random, 0, 0, &mut text);
            text.push_str(random.pick(&["---\n", "--- # c\n\n", "# c\n---\n"]));
            map(random, 0, 0, &mut text);
        }
        _ => map(random, 0, 0, &mut text),
    }
    if random.one_in(6) {
        text = text.replace('\n', "\r\n");
    }
    if random.one_in(10) {
        text.truncate(text.trim_end().len());
    }
    text
}

/// A key that the mapping does not have yet.
fn key(random: &mut Random, number: usize) -> String {
    let key = random.pick(KEYS);
    match key.strip_suffix(['\'', '"']) {
        Some(open) => format!("{open}{number}{}", &key[open.len()..]),
        None => format!("{key}{number}k"),
    }
}

fn line_end(random: &mut Random, text: &mut String) {
    text.push_str(match random.below(24) {
        0 => " # c: 'd'\n",
        1 => "  \n",
        2 => " #\n\n",
        3 => "\n\n",
        4 => "\n  # - e: f\n",
        5 => "\n# \"g\n",
        _ => "\n",
    });
}

fn map(random: &mut Random, indent: usize, depth: usize, text: &mut String) {
    let most = if random.one_in(30) { 40 } else { 5 };
    let count = 1 + random.below(most);
    for number in 0..count {
        if number > 0 || !text.ends_with("- ") {
            text.push_str(&" ".repeat(indent));
        }
        text.push_str(&key(random, number));
        text.push_str(if random.one_in(20) { " :" } else { ":" });
        child(random, indent, depth, true, text);
    }
}

fn seq(random: &mut Random, indent: usize, depth: usize, text: &mut String) {
    for number in 0..=random.below(5) {
        if number > 0 || !text.ends_with("- ") {
            text.push_str(&" ".repeat(indent));
        }
        text.push('-');
        child(random, indent, depth, false, text);
    }
}

/// What follows a `:` or `-`.
fn child(random: &mut Random, indent: usize, depth: usize, is_value: bool, text: &mut String) {
    let step = 1 + random.below(4);
    if random.one_in(12) {
        text.push(' ');
        return several_lines(random, indent + step, text);
    }
    match random.below(if depth < 5 { 12 } else { 8 }) {
        0 => line_end(random, text),
        1 => {
            line_end(random, text);
            text.push_str(&" ".repeat(indent + step));
            text.push_str(random.pick(VALUES));
            line_end(random, text);
        }
        2..=7 => {
            text.push_str(&" ".repeat(if random.one_in(10) { step } else { 1 }));
            text.push_str(random.pick(VALUES));
            line_end(random, text);
        }
        8 if !is_value => {
            text.push(' ');
            seq(random, indent + 2, depth + 1, text);
        }
        9 | 10 if !is_value => {
            text.push(' ');
            map(random, indent + 2, depth + 1, text);
        }
        8 | 9 => {
            line_end(random, text);
            let below = if is_value && random.one_in(2) {
                0
            } else {
                step
            };
            seq(random, indent + below, depth + 1, text);
        }
        _ => {
            line_end(random, text);
            map(random, indent + step, depth + 1, text);
        }
    }
}

/// A scalar or flow collection of several lines.
fn several_lines(random: &mut Random, indent: usize, text: &mut String) {
    const FIRST: &[&str] = &[
        "a", "|\n", "|-\n", ">\n", ">-\n", "'a", "\"a", "[a,", "{a: b,",
    ];
    let first = random.pick(FIRST);
    text.push_str(first);
    for n in 0..=random.below(4) {
        if n > 0 || !first.ends_with('\n') {
            text.push_str(random.pick(&["\n", "\n", " \n", "\n\n", "\n \n", "\n\n\n"]));
        }
        text.push_str(&" ".repeat(indent));
        if first.starts_with('{') {
            text.push_str(&format!("\"b{n}\":"));
        }
        text.push_str(random.pick(&["b", "b c", "日本", "d. e", "\u{a0}f"]));
        if first.ends_with(',') {
            text.push(',');
        } else if first == "a" && random.one_in(3) {
            text.push_str(" & - g");
        }
    }
    if first.starts_with('"') && random.one_in(3) {
        text.push_str(random.pick(&["\\\n  b", " \\\n  \\ b", "\\\n\n b", "\\n\n b"]));
    }
    text.push_str(match first.as_bytes()[0] {
        b'\'' => "'",
        b'"' => "\"",
        b'[' => " c\n]",
        b'{' => " c: d\n}",
        _ => "",
    });
    text.push_str(random.pick(&["\n", "\n", "\n\n", "\n \n"]));
}

fn json(random: &mut Random, depth: usize, text: &mut String) {
    const SCALARS: &[&str] = &[
        "1",
        "-2.5",
        "1e9",
        "true",
        "null",
        "\"\"",
        "\"a\"",
        "\"b: c, [d] #e\"",
        "\"\\u00e9\\n\"",
    ];
    let blank = random.pick(&["", " ", "\n", "\n\t", "\r\n  "]);
    let kind = random.below(if depth == 0 { 2 } else { 6 });
    if kind > 1 || depth > 5 {
        text.push_str(random.pick(SCALARS));
        return;
    }
    text.push_str(["{", "["][kind]);
    for number in 0..random.below(5) {
        if number > 0 {
            text.push(',');
        }
        text.push_str(blank);
        if kind == 0 {
            text.push_str(&format!("\"k{number}\""));
            text.push_str(random.pick(&[":", ": ", " : ", ":\n "]));
        }
        json(random, depth + 1, text);
    }
    text.push_str(blank);
    text.push_str(["}", "]"][kind]);
}

const NASTY: &[&str] = &[
    ": ",
    ":",
    ":\n",
    "#",
    " #",
    " # c",
    "'",
    "\"",
    "''",
    "\t",
    " ",
    "  ",
    "\n",
    "\n\n",
    "\n ",
    "- ",
    "-",
    "- - ",
    "\n- ",
    "? ",
    "?",
    "&a ",
    "&",
    "*a",
    "*",
    "!",
    "!!str ",
    "|",
    "|\n",
    ">-\n",
    "%",
    "@",
    "`",
    ",",
    ", ",
    "[",
    "]",
    "{",
    "}",
    "\r",
    "\r\n",
    "\u{85}",
    "\u{2028}",
    "\u{feff}",
    "é",
    "日",
    "🚲",
    "\u{a0}",
    "---",
    "\n---\n",
    "--- ",
    "...",
    "\n...\n",
    "<<",
    "<<: ",
    "0x1F",
    "1_000",
    "yes",
    "2026-11-22",
    "~",
    "null",
    "\\",
    "\\x41",
    "\\u00e9",
    "\\ud83d",
    "\u{7f}",
    "\0",
    "=",
    "a: b",
    "\na: b\n",
    "{a: b}",
    "[a, b]",
    "{\"a\":1}",
    "k: {",
    "...",
    "- a: b\n",
    "-\n",
];

/// A text with one to three changes.
pub(super) fn mutant(text: &str, random: &mut Random) -> String {
    let mut text = text.to_owned();
    for _ in 0..=random.below(3) {
        text = match random.below(6) {
            0 => lines(&text, random),
            1 => {
                let (from, to) = (place(&text, random), place(&text, random));
                let to = if random.one_in(3) { to } else { from + 1 };
                let (from, to) = (from.min(to), from.max(to).min(text.len()));
                let to = (to..=text.len()).find(|&n| text.is_char_boundary(n));
                let behind = &text[to.expect("a boundary")..];
                format!("{}{behind}", &text[..from])
            }
            _ => {
                let at = place(&text, random);
                format!("{}{}{}", &text[..at], random.pick(NASTY), &text[at..])
            }
        };
    }
    text
}

fn place(text: &str, random: &mut Random) -> usize {
    let at = random.below(text.len() + 1);
    (at..=text.len())
        .find(|&n| text.is_char_boundary(n))
        .expect("the end is a boundary")
}

/// A text with a line moved, doubled, indented, or put elsewhere.
fn lines(text: &str, random: &mut Random) -> String {
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    if lines.is_empty() {
        return "\n".to_owned();
    }
    let at = random.below(lines.len());
    let line = lines[at].clone();
    match random.below(6) {
        0 => lines[at].insert_str(0, &" ".repeat(1 + random.below(3))),
        1 => lines[at] = line.strip_prefix(' ').unwrap_or(&line).to_owned(),
        2 => lines[at] = line.trim_start().to_owned(),
        3 => lines.insert(random.below(lines.len() + 1), line),
        4 => {
            lines.remove(at);
        }
        _ => lines[at] = line.trim_end().to_owned(),
    }
    lines.concat()
}

/// A text of tokens.
pub(super) fn soup(random: &mut Random) -> String {
    let mut text = String::new();
    for _ in 0..=random.below(12) {
        match random.below(8) {
            0 | 1 => text.push_str(random.pick(NASTY)),
            2 => text.push_str(random.pick(VALUES)),
            3 => text.push_str(&format!("{}:", random.pick(KEYS))),
            4 => text.push_str(random.pick(&["- ", "-\n", " - "])),
            5 => text.push_str(random.pick(&["a: ", "b: ", "  c: ", "d:\n"])),
            6 => text.push_str(&" ".repeat(random.below(4))),
            _ => text.push('\n'),
        }
    }
    text
}
