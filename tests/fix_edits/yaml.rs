//! Texts of YAML and JSON in every style that people and programs write, the odd ones above all.

use super::random::Random;

/// A text of YAML from a stream of numbers. Now and then one is none that is read.
pub(crate) fn yaml(random: &mut Random) -> String {
    let line_break = match random.below(10) {
        0 | 1 => "\r\n",
        2 => "\r",
        _ => "\n",
    };
    let mut writer = Writer {
        step: random.pick(&[&1, &2, &2, &2, &3, &4, &4, &7]).to_owned(),
        random,
        out: String::new(),
        line_break,
        anchors: Vec::new(),
        said: 0,
    };
    writer.stream();
    let mut text = writer.out;
    if random.chance(12) {
        text.insert(0, '\u{feff}');
    }
    if random.chance(15) {
        while text.ends_with(['\n', '\r']) {
            text.pop();
        }
    }
    text
}

struct Writer<'r> {
    random: &'r mut Random,
    out: String,
    line_break: &'static str,
    step: usize,
    /// The names that aliases may use.
    anchors: Vec<String>,
    /// How many comments and texts there are, so that each is told from the others.
    said: usize,
}

const KEYS: &[&str] = &[
    "a",
    "b",
    "c",
    "d",
    "e",
    "f",
    "g",
    "h",
    "name",
    "Product__c",
    "x-y",
    "名前",
    "日本 語",
    "🚲",
    "é",
    "\"q k\"",
    "'s k'",
    "\"a: b\"",
    "'it''s'",
    "\"\\u0041b\"",
    "1",
    "0x1F",
    "yes",
    "true",
    "a b",
    "k#1",
    "http://x",
    "~x",
    "-x",
    "?x",
];

const PLAIN: &[&str] = &[
    "true",
    "false",
    "True",
    "yes",
    "no",
    "null",
    "~",
    "1",
    "-7",
    "0x1F",
    "0o17",
    "1.5",
    "1e3",
    ".inf",
    "x",
    "Private",
    "a b",
    "値",
    "日本 語",
    "🚲 x",
    "a:b",
    "a#b",
    "http://x.y/z?q=1#f",
    "-x",
    "?x",
    ":x",
    "a'b",
    "a\"b",
    "2026-11-28",
    "12:30",
    "1_000",
    "<<",
    "=",
    "x,y",
    "{x}y",
];

const FLOW_PLAIN: &[&str] = &[
    "true", "false", "no", "null", "1", "-7", "1.5", "x", "a b", "値", "🚲", "a:b", "a#b", "a'b",
    "~",
];

const SINGLE: &[&str] = &[
    "''",
    "'x'",
    "'true'",
    "'it''s'",
    "'a: b # c'",
    "'日本'",
    "'\\'",
    "'- x'",
];

const DOUBLE: &[&str] = &[
    "\"\"",
    "\"x\"",
    "\"true\"",
    "\"a\\nb\"",
    "\"a # b\"",
    "\"\\\"\"",
    "\"🚲\"",
    "\"\\u00e9\\t\"",
    "\"1\"",
];

const TAGS: &[&str] = &["!!str", "!!str", "!local", "!<tag:x.org,2026:y>"];

impl Writer<'_> {
    fn say(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn blanks(&mut self, count: usize) {
        self.out.push_str(&" ".repeat(count));
    }

    fn end(&mut self) {
        self.out.push_str(self.line_break);
    }

    fn comment(&mut self) {
        self.said += 1;
        let text = self.random.pick(&[
            "",
            " about it",
            " 日本 🚲",
            " a: b",
            " - x",
            "!",
            " \"",
            " {",
            "--",
        ]);
        let said = self.said;
        self.out.push_str(&format!("#{text}{said}"));
    }

    /// The end of a line, with a comment now and then.
    fn tail(&mut self) {
        if self.random.chance(18) {
            let gap = self.random.pick(&[" ", "  ", "\t", "      "]);
            self.say(gap);
            self.comment();
        } else if self.random.chance(5) {
            let gap = self.random.pick(&[" ", "\t", "   "]);
            self.say(gap);
        }
        self.end();
    }

    /// Comments and blank lines before something that is indented by so much.
    fn between(&mut self, indent: usize) {
        while self.random.chance(22) {
            match self.random.below(6) {
                0 | 1 => {
                    if self.random.chance(20) {
                        let blanks = self.random.below(5);
                        self.blanks(blanks);
                    }
                    self.end();
                }
                2 => {
                    let other = self.random.below(9);
                    self.blanks(other);
                    self.comment();
                    self.end();
                }
                _ => {
                    self.blanks(indent);
                    self.comment();
                    self.end();
                }
            }
        }
    }

    fn stream(&mut self) {
        let documents = if self.random.chance(15) {
            2 + self.random.below(2)
        } else {
            1
        };
        for number in 0..documents {
            self.anchors.clear();
            self.between(0);
            let mut open = number > 0;
            if open && self.random.chance(30) {
                self.say("...");
                self.tail();
                self.between(0);
                if self.random.chance(30) {
                    self.say("%YAML 1.2");
                    self.end();
                }
            } else if !open && self.random.chance(6) {
                self.say("%YAML 1.2");
                self.end();
                open = true;
            }
            if open || self.random.chance(15) {
                self.say("---");
                if self.random.chance(15) {
                    self.say(" ");
                    let at = self.out.len();
                    self.inline(0, 0);
                    debug_assert!(self.out.len() >= at);
                    self.tail();
                    continue;
                }
                self.tail();
                self.between(0);
            }
            self.root();
        }
        self.between(0);
        if self.random.chance(5) {
            self.say("...");
            self.tail();
        }
    }

    fn root(&mut self) {
        match self.random.below(20) {
            0 => {
                let lines = self.random.chance(50);
                self.flow(2, lines);
                self.tail();
            }
            1 => {
                let at = if self.random.chance(50) { 0 } else { 2 };
                self.scalar(at, 0);
            }
            2..=5 => {
                let indent = if self.random.chance(10) {
                    self.random.below(4)
                } else {
                    0
                };
                self.sequence(indent, 3, false);
            }
            _ => {
                let indent = if self.random.chance(10) {
                    self.random.below(4)
                } else {
                    0
                };
                self.mapping(indent, 3, false);
            }
        }
    }

    /// So many keys as are told apart, in order now and then.
    fn keys(&mut self) -> Vec<String> {
        let count = 1 + self.random.below(4);
        let mut keys: Vec<String> = Vec::new();
        for _ in 0..count {
            let key = self.random.pick(KEYS);
            let key = if self.random.chance(10)
                && key.is_ascii()
                && !key.contains(['"', '\'', '0', 't', 'y'])
            {
                self.random.vary(key)
            } else {
                key.to_owned()
            };
            let told = |k: &String| k.to_lowercase() == key.to_lowercase();
            if !keys.iter().any(told) {
                keys.push(key);
            }
        }
        if self.random.chance(50) {
            keys.sort();
        }
        keys
    }

    /// The entries of a mapping; the first one goes on in the line that is there.
    fn mapping(&mut self, indent: usize, depth: usize, goes_on: bool) {
        let merges = self.random.chance(4) && !self.anchors.is_empty();
        for (number, key) in self.keys().into_iter().enumerate() {
            if number > 0 || !goes_on {
                if number > 0 {
                    self.between(indent);
                }
                self.blanks(indent);
            }
            if self.random.chance(4) {
                self.say("? ");
                self.say(&key);
                self.tail();
                if self.random.chance(85) {
                    self.blanks(indent);
                    self.say(":");
                    self.value(indent, depth, false);
                }
                continue;
            }
            if self.random.chance(3) {
                let name = self.anchor();
                self.say(&format!("&{name} "));
            }
            self.say(&key);
            if self.random.chance(4) {
                let gap = self.random.pick(&[" ", "\t", "  "]);
                self.say(gap);
            }
            self.say(":");
            self.value(indent, depth, false);
        }
        if merges {
            let name = self.alias();
            self.blanks(indent);
            self.say(&format!("<<: {name}"));
            self.tail();
        }
    }

    fn sequence(&mut self, indent: usize, depth: usize, goes_on: bool) {
        let count = 1 + self.random.below(3);
        for number in 0..count {
            if number > 0 || !goes_on {
                if number > 0 {
                    self.between(indent);
                }
                self.blanks(indent);
            }
            self.say("-");
            self.value(indent, depth, true);
        }
    }

    fn anchor(&mut self) -> String {
        self.said += 1;
        let name = format!("x{}", self.said);
        self.anchors.push(name.clone());
        name
    }

    fn alias(&mut self) -> String {
        let at = self.random.below(self.anchors.len());
        format!("*{}", self.anchors[at])
    }

    fn properties(&mut self) {
        if self.random.chance(8) {
            let tag = self.random.pick(TAGS);
            self.say(&format!(" {tag}"));
        }
    }

    /// What stands behind a colon or a dash, with the end of its lines.
    fn value(&mut self, indent: usize, depth: usize, item: bool) {
        let anchored = self.random.chance(6);
        let mut pending = None;
        let choice = self.random.below(100);
        if choice < 7 {
            self.tail();
            return;
        }
        if choice < 11 && !self.anchors.is_empty() {
            let name = self.alias();
            self.say(&format!(" {name}"));
            self.tail();
            return;
        }
        if depth == 0 || choice < 55 {
            if anchored {
                let name = self.anchor();
                self.say(&format!(" &{name}"));
            }
            self.properties();
            let gap = self.random.pick(&[" ", " ", " ", " ", "  ", "\t", "    "]);
            self.say(gap);
            self.scalar(indent + 1, indent);
            return;
        }
        if choice < 65 {
            if anchored {
                let name = self.anchor();
                self.say(&format!(" &{name}"));
            }
            self.say(" ");
            let lines = self.random.chance(33);
            self.flow(depth - 1, lines);
            self.tail();
            return;
        }
        let by = match self.random.below(12) {
            0 => 1 + self.random.below(7),
            _ => self.step,
        };
        if item && !anchored && choice < 90 {
            // Compact: the block begins behind the dash.
            let gap = match self.random.below(10) {
                0 => 3,
                1 => 2,
                _ => 1,
            };
            self.blanks(gap);
            match choice % 3 {
                0 => self.sequence(indent + 1 + gap, depth - 1, true),
                _ => self.mapping(indent + 1 + gap, depth - 1, true),
            }
            return;
        }
        if anchored {
            // What is inside cannot be an alias of it.
            self.said += 1;
            let name = format!("x{}", self.said);
            self.say(&format!(" &{name}"));
            pending = Some(name);
        }
        self.tail();
        let sequence = choice.is_multiple_of(3);
        let inner = match sequence && !item && self.random.chance(40) {
            true => indent,
            false => indent + by,
        };
        self.between(inner);
        match sequence {
            true => self.sequence(inner, depth - 1, false),
            false => self.mapping(inner, depth - 1, false),
        }
        self.anchors.extend(pending);
    }

    /// A scalar on the line that is there: lines of its own are indented by `indent` or more.
    fn scalar(&mut self, indent: usize, own: usize) {
        let deeper = indent + self.random.below(4);
        match self.random.below(20) {
            0..=8 => {
                let word = self.random.pick(PLAIN);
                self.say(word);
                self.tail();
            }
            9 | 10 => {
                let word = self.random.pick(SINGLE);
                self.say(word);
                self.tail();
            }
            11 | 12 => {
                let word = self.random.pick(DOUBLE);
                self.say(word);
                self.tail();
            }
            13 => {
                let (quote, end) = match self.random.below(3) {
                    0 => ("\"one", "two \\\n \\t end\""),
                    1 => ("'one", "it''s'"),
                    _ => ("one", "two: three".split(':').next().unwrap_or("two")),
                };
                let end = end.replace("\\\n", "\\t");
                self.say(quote);
                self.end();
                if self.random.chance(30) {
                    self.end();
                }
                self.blanks(deeper);
                self.say(&end);
                self.tail();
            }
            14..=17 => self.block_scalar(indent, own),
            _ => self.inline(indent, 1),
        }
        if !self.out.ends_with(['\n', '\r']) {
            self.tail();
        }
    }

    fn inline(&mut self, _indent: usize, depth: usize) {
        match self.random.below(4) {
            0 => {
                let word = self.random.pick(SINGLE);
                self.say(word);
            }
            1 if depth > 0 => self.flow(depth, false),
            _ => {
                let word = self.random.pick(&["x", "true", "1", "a b"]);
                self.say(word);
            }
        }
    }

    fn block_scalar(&mut self, indent: usize, own: usize) {
        let header = self.random.pick(&["|", "|", ">", "|+", "|-", ">-", ">+"]);
        let by = 1 + self.random.below(4);
        let digit = self.random.chance(15);
        let column = if digit {
            own + by
        } else {
            indent.max(own + 1) + by - 1
        };
        self.say(header);
        // At the root, the digit counts from where nothing is.
        if digit && indent > 0 {
            self.say(&by.to_string());
        }
        self.tail();
        let lines = self.random.below(4);
        for number in 0..lines {
            if self.random.chance(15) && number > 0 {
                self.end();
            }
            self.blanks(column);
            let text = self.random.pick(&[
                "x",
                "# no comment",
                "a: b",
                "  deeper",
                "- x",
                "日本",
                "\"",
                "x  ",
            ]);
            let text = if number == 0 { text.trim_start() } else { text };
            self.say(text);
            self.end();
        }
        if self.random.chance(25) {
            self.end();
        }
    }

    /// A collection in brackets.
    fn flow(&mut self, depth: usize, lines: bool) {
        let map = self.random.chance(50);
        let count = self.random.below(4);
        self.say(if map { "{" } else { "[" });
        let padding = self.random.pick(&["", "", " "]);
        let mut used: Vec<&str> = Vec::new();
        for number in 0..count {
            if lines {
                self.flow_break();
            } else if number == 0 {
                self.say(padding);
            }
            if map {
                let key = self
                    .random
                    .pick(&["a", "b", "c", "\"d\"", "'e'", "名", "f g"]);
                if used.contains(&key) {
                    self.say("z");
                    self.said += 1;
                    let said = self.said;
                    self.say(&said.to_string());
                } else {
                    used.push(key);
                    self.say(key);
                }
                if self.random.chance(90) {
                    let quoted = self.out.ends_with('"');
                    let colon = if quoted {
                        ": "
                    } else {
                        self.random.pick(&[": ", ": ", " : ", ":  "])
                    };
                    self.say(colon);
                    self.flow_value(depth, lines);
                }
            } else if self.random.chance(4) {
                self.say("k: ");
                self.flow_value(0, false);
            } else {
                self.flow_value(depth, lines);
            }
            if number + 1 < count {
                let comma = self.random.pick(&[", ", ", ", ",", " , ", ",  "]);
                self.say(if lines { comma.trim_end() } else { comma });
            } else if self.random.chance(15) {
                self.say(",");
            }
        }
        if lines && count > 0 {
            self.flow_break();
        } else if count > 0 {
            self.say(padding);
        } else if self.random.chance(15) {
            self.say(" ");
        }
        self.say(if map { "}" } else { "]" });
    }

    fn flow_break(&mut self) {
        if self.random.chance(10) {
            self.say(" ");
            self.comment();
        }
        self.end();
        if self.random.chance(8) {
            self.blanks(8);
            self.comment();
            self.end();
        }
        let by = 8 + self.random.below(3);
        self.blanks(by);
    }

    fn flow_value(&mut self, depth: usize, lines: bool) {
        match self.random.below(10) {
            0 if depth > 0 => self.flow(depth - 1, lines),
            1 if depth > 0 => self.flow(depth - 1, false),
            2 => {
                let word = self.random.pick(SINGLE);
                self.say(word);
            }
            3 => {
                let word = self.random.pick(DOUBLE);
                self.say(word);
            }
            4 if !self.anchors.is_empty() && self.random.chance(30) => {
                let name = self.alias();
                self.say(&format!("{name} "));
            }
            _ => {
                let word = self.random.pick(FLOW_PLAIN);
                self.say(word);
            }
        }
    }
}

/// A text of JSON: on one line or on many, as programs write it.
pub(crate) fn json(random: &mut Random) -> String {
    let style = match random.below(6) {
        0 | 1 => Style {
            step: None,
            line_break: "",
            comma: ",",
            colon: ":",
        },
        2 => Style {
            step: None,
            line_break: "",
            comma: ", ",
            colon: ": ",
        },
        3 => Style {
            step: Some("\t"),
            line_break: "\n",
            comma: ",",
            colon: ": ",
        },
        4 => Style {
            step: Some("    "),
            line_break: "\r\n",
            comma: ",",
            colon: ": ",
        },
        _ => Style {
            step: Some("  "),
            line_break: "\n",
            comma: ",",
            colon: ": ",
        },
    };
    let mut out = String::new();
    if random.chance(10) {
        out.push('\u{feff}');
    }
    let map = random.chance(80);
    json_collection(random, &style, 3, 0, map, &mut out);
    if random.chance(70) {
        out.push_str(if style.line_break.is_empty() {
            "\n"
        } else {
            style.line_break
        });
    }
    out
}

struct Style {
    step: Option<&'static str>,
    line_break: &'static str,
    comma: &'static str,
    colon: &'static str,
}

fn json_collection(
    random: &mut Random,
    style: &Style,
    depth: usize,
    level: usize,
    map: bool,
    out: &mut String,
) {
    const JSON_KEYS: &[&str] = &[
        "\"a\"",
        "\"b\"",
        "\"c\"",
        "\"d\"",
        "\"名前\"",
        "\"\\u00e9\"",
        "\"e f\"",
        "\"\\\"\"",
    ];
    let ends = |out: &mut String, level: usize| {
        if let Some(step) = style.step {
            out.push_str(style.line_break);
            out.push_str(&step.repeat(level));
        }
    };
    out.push(if map { '{' } else { '[' });
    let mut keys: Vec<&str> = Vec::new();
    for _ in 0..random.below(5) {
        let key = random.pick(JSON_KEYS);
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    if random.chance(50) {
        keys.sort_unstable();
    }
    for (number, key) in keys.iter().enumerate() {
        if number > 0 {
            out.push_str(style.comma);
        }
        ends(out, level + 1);
        if map {
            out.push_str(key);
            out.push_str(style.colon);
        }
        match random.below(10) {
            0..=3 if depth > 0 => {
                let map = random.chance(60);
                json_collection(random, style, depth - 1, level + 1, map, out);
            }
            4 | 5 => {
                let word = random.pick(DOUBLE);
                out.push_str(word);
            }
            _ => {
                let word = random.pick(&["true", "false", "null", "1", "-2.5", "1e3", "0"]);
                out.push_str(word);
            }
        }
    }
    if !keys.is_empty() {
        ends(out, level);
    }
    out.push(if map { '}' } else { ']' });
}
