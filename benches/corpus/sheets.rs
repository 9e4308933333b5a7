//! The texts of components, in the two forms that exporters write: a file each, or all of a tenant in
//! one canonical document. Knows the place of each value that is planted.

use std::fmt::Write as _;

/// A planted violation: what must be found, and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Planted {
    /// The path of the file below the corpus.
    pub file: String,
    /// The one-based line of the value.
    pub line: usize,
    /// The one-based column of the value, in characters.
    pub column: usize,
    /// The rule.
    pub rule: &'static str,
}

/// How the components of a tenant are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Each in a file of its own, which names its type.
    Files,
    /// All in one document below their types and names.
    Canonical,
}

/// A type of components, and what its files are called.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// The type of the Metadata API.
    pub tag: &'static str,
    /// The folder of its files.
    pub folder: &'static str,
    /// What stands before `-meta.yaml`.
    pub suffix: &'static str,
}

/// A key, its value, and the rules that find it.
///
/// A value that begins with a line break is a block: its lines are indented as its key is.
#[derive(Debug, Clone, Copy)]
pub struct Field<'a>(pub &'a str, pub &'a str, pub &'a [&'static str]);

/// The texts of all tenants. Components are written one after the other, by type.
#[derive(Debug)]
pub struct Sheets {
    form: Form,
    /// Paths below the corpus and texts.
    pub files: Vec<(String, String)>,
    /// The violations, in the order of writing.
    pub planted: Vec<Planted>,
    folder: String,
    section: &'static str,
    path: String,
    text: String,
    line: usize,
    margin: usize,
}

impl Sheets {
    /// Nothing yet.
    pub fn new(form: Form) -> Self {
        Self {
            form,
            files: Vec::new(),
            planted: Vec::new(),
            folder: String::new(),
            section: "",
            path: String::new(),
            text: String::new(),
            line: 1,
            margin: 0,
        }
    }

    /// What follows belongs to this tenant.
    pub fn tenant(&mut self, name: &str) {
        self.close();
        self.folder = format!("tenants/{name}");
        if self.form == Form::Canonical {
            self.path = format!("{}/{name}.yaml", self.folder);
            self.section = "";
            self.push("platform: salesforce\n");
        }
    }

    /// Ends the last file.
    pub fn close(&mut self) {
        if !self.text.is_empty() {
            let file = (
                std::mem::take(&mut self.path),
                std::mem::take(&mut self.text),
            );
            self.files.push(file);
        }
        self.line = 1;
    }

    /// What the exporter says of the tenant as a whole.
    pub fn statement(&mut self, name: &str, lines: &str) {
        match self.form {
            Form::Files => {
                self.close();
                self.path = format!("{}/export.yaml", self.folder);
                self.push("platform: salesforce\n");
            }
            Form::Canonical => {}
        }
        self.push(&format!("tenant:\n  name: {name}\n{lines}"));
    }

    /// Begins a component.
    pub fn component(&mut self, kind: Kind, name: &str) {
        match self.form {
            Form::Files => {
                self.close();
                self.margin = 0;
                let below = if kind.tag == "CustomObject" {
                    format!("{name}/")
                } else {
                    String::new()
                };
                self.path = format!(
                    "{}/{}/{below}{name}.{}-meta.yaml",
                    self.folder, kind.folder, kind.suffix
                );
                let (before, after) = if kind.tag == "Settings" {
                    (name, "Settings")
                } else {
                    (kind.tag, "")
                };
                self.push(&format!("_tag: {before}{after}\n"));
            }
            Form::Canonical => {
                if self.section != kind.tag {
                    self.section = kind.tag;
                    self.push(&format!("{}:\n", kind.tag));
                }
                self.push(&format!("  {name}:\n"));
                self.margin = 4;
            }
        }
    }

    /// A key and its value.
    pub fn field(&mut self, key: &str, value: &str) {
        self.indent(self.margin);
        self.write(self.margin, Field(key, value, &[]));
    }

    /// The key of a list whose entries follow.
    pub fn list(&mut self, key: &str) {
        self.indent(self.margin);
        self.push(key);
        self.push(":\n");
    }

    /// An entry with a natural key. The fields are sorted by their keys.
    pub fn entry(&mut self, key: &str, name: &str, fields: &[Field<'_>]) {
        match self.form {
            Form::Files => {
                self.indent(self.margin);
                self.push("- ");
                let column = self.margin + 2;
                let at = fields.partition_point(|field| field.0 < key);
                let whole = [Field(key, name, &[])];
                let all = fields[..at].iter().chain(&whole).chain(&fields[at..]);
                for (number, field) in all.enumerate() {
                    if number > 0 {
                        self.indent(column);
                    }
                    self.write(column, *field);
                }
            }
            Form::Canonical => {
                self.indent(self.margin + 2);
                self.push(name);
                self.push(":\n");
                for field in fields {
                    self.indent(self.margin + 4);
                    self.write(self.margin + 4, *field);
                }
            }
        }
    }

    /// An entry that is a name and one boolean.
    pub fn switch(&mut self, key: &str, name: &str, boolean: &str, value: bool) {
        let value = word(value);
        match self.form {
            Form::Files => self.entry(key, name, &[Field(boolean, value, &[])]),
            Form::Canonical => {
                self.indent(self.margin + 2);
                self.write(self.margin + 2, Field(name, value, &[]));
            }
        }
    }

    /// Whole lines as they stand, of which some values may be planted: the keys, each of which
    /// stands once, and the rules that find them.
    pub fn lines(&mut self, lines: &str, marks: &[(&str, &'static str)]) {
        for line in lines.lines() {
            self.indent(self.margin);
            let key = line.trim_start();
            let before = self.margin + line.len() - key.len();
            for (marked, rule) in marks {
                if key.starts_with(marked) {
                    self.plant(self.line, before + marked.len() + 3, rule);
                }
            }
            self.push(line);
            self.push("\n");
        }
    }

    fn write(&mut self, column: usize, field: Field<'_>) {
        let Field(key, value, rules) = field;
        for rule in rules {
            // A block begins on the line below its key, after the dash of its first entry.
            if value.starts_with('\n') {
                self.plant(self.line + 1, column + 1, rule);
            } else {
                self.plant(self.line, column + key.len() + 3, rule);
            }
        }
        self.push(key);
        self.push(":");
        match value.strip_prefix('\n') {
            Some(block) => {
                for line in block.lines() {
                    self.push("\n");
                    self.indent(column);
                    self.push(line);
                }
            }
            None => {
                self.push(" ");
                self.push(value);
            }
        }
        self.push("\n");
    }

    fn plant(&mut self, line: usize, column: usize, rule: &'static str) {
        let file = self.path.clone();
        self.planted.push(Planted {
            file,
            line,
            column,
            rule,
        });
    }

    fn indent(&mut self, columns: usize) {
        let _ = write!(self.text, "{:columns$}", "");
    }

    fn push(&mut self, text: &str) {
        self.line += text.bytes().filter(|byte| *byte == b'\n').count();
        self.text.push_str(text);
    }
}

/// A boolean as it is written.
pub fn word(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}
