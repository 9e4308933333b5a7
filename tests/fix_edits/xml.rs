//! Texts of XML as exporters and people write them, the odd ones above all.

use super::random::Random;

const NAMES: &[&str] = &["a", "b", "c", "d", "e", "fullName", "x_1", "a-b", "名"];

const TEXTS: &[&str] = &[
    "true",
    "false",
    "1",
    "x",
    "a b",
    "&lt;b&gt;",
    "&amp;",
    "日本",
    "🚲",
    "&#233;",
    " x ",
    "a > b",
    "<![CDATA[x < y]]>",
    "a<![CDATA[&]]>b",
    "Account",
    "0",
    "-1.5",
    "Read",
    "Private",
    "false",
    "a\tb",
    "long text of words",
    "x",
    "true",
    "&quot;",
    "]",
    "x<!-- in -->",
    "<?p i?>x",
    "]]",
];

/// A text of XML from a stream of numbers.
pub(crate) fn xml(random: &mut Random) -> String {
    let line_break = match random.below(8) {
        0 | 1 => "\r\n",
        _ => "\n",
    };
    let step = random.pick(&["", "  ", "    ", "    ", "\t"]);
    let mut writer = Writer {
        lines: !step.is_empty(),
        prefix: if random.chance(12) { "m:" } else { "" },
        random,
        out: String::new(),
        line_break,
        step,
        said: 0,
    };
    writer.text();
    let mut text = writer.out;
    if random.chance(12) {
        text.insert(0, '\u{feff}');
    }
    text
}

struct Writer<'r> {
    random: &'r mut Random,
    out: String,
    line_break: &'static str,
    step: &'static str,
    /// Whether elements have lines of their own.
    lines: bool,
    prefix: &'static str,
    said: usize,
}

impl Writer<'_> {
    fn say(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn line(&mut self, level: usize) {
        if self.lines {
            self.out.push_str(self.line_break);
            self.out.push_str(&self.step.repeat(level));
        }
    }

    fn comment(&mut self) {
        self.said += 1;
        let text = self
            .random
            .pick(&["", " about ", " <a>1</a> ", " 日本 ", "\n  two lines "]);
        let text = text.replace('\n', self.line_break);
        let said = self.said;
        self.out.push_str(&format!("<!--{text}{said}-->"));
    }

    fn text(&mut self) {
        if self.random.chance(80) {
            self.say("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
            if self.random.chance(90) {
                self.say(self.line_break);
            }
        }
        if self.random.chance(10) {
            self.comment();
            self.say(self.line_break);
        }
        let attributes = self.random.pick(&[
            "",
            " xmlns=\"http://x.y/z\"",
            " xmlns:m='a>b' q=\"<\"".trim_end_matches("q=\"<\""),
        ]);
        let prefix = self.prefix;
        self.say(&format!("<{prefix}Root{attributes}>"));
        self.elements(1, 3);
        self.line(0);
        self.say(&format!("</{prefix}Root>"));
        if self.random.chance(10) {
            self.say(self.line_break);
            self.comment();
        }
        if self.random.chance(85) {
            self.say(self.line_break);
        }
    }

    fn elements(&mut self, level: usize, depth: usize) {
        let count = 1 + self.random.below(4);
        let mut names: Vec<&str> = (0..count).map(|_| self.random.pick(NAMES)).collect();
        if self.random.chance(60) {
            names.sort_unstable();
        }
        for name in names {
            while self.random.chance(12) {
                match self.random.below(4) {
                    0 if self.lines => self.say(self.line_break),
                    1 => self.line(level + 1),
                    _ => {
                        self.line(level);
                        self.comment();
                    }
                }
            }
            self.line(level);
            self.element(name, level, depth);
            if self.random.chance(8) {
                self.say(" ");
                self.comment();
            }
        }
        if self.random.chance(5) {
            self.line(level);
            self.comment();
        }
    }

    fn element(&mut self, name: &str, level: usize, depth: usize) {
        let attributes = self
            .random
            .pick(&["", "", "", "", " q=\"a>b\"", " q='x' ", " q = \"/\""]);
        let prefix = self.prefix;
        match self.random.below(10) {
            0 => self.say(&format!("<{prefix}{name}{attributes}/>")),
            1 => self.say(&format!("<{prefix}{name}{attributes}></{prefix}{name}>")),
            2..=4 if depth > 0 => {
                self.say(&format!("<{prefix}{name}{attributes}>"));
                let lines = self.lines;
                self.lines &= self.random.chance(90);
                self.elements(level + 1, depth - 1);
                self.line(level);
                self.lines = lines;
                self.say(&format!("</{prefix}{name}>"));
            }
            _ => {
                let mut text = self.random.pick(TEXTS);
                // What is refused is rare.
                if text.contains(['?', '-'])
                    && text.starts_with(['<', 'x'])
                    && self.random.chance(60)
                {
                    text = "true";
                }
                self.said += 1;
                let text = text.replace("in", &format!(" in {} ", self.said));
                self.say(&format!(
                    "<{prefix}{name}{attributes}>{text}</{prefix}{name}>"
                ));
            }
        }
    }
}
