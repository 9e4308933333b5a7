//! What the text of policies mentions: the paths of the input that they read by name, and the
//! names and values that they compare with.

/// What policies mention.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Mentions {
    /// Paths below `input`, as far as their steps are names, in the order of the text.
    pub paths: Vec<Vec<String>>,
    /// Fields that are read of anything, in the order of the text.
    pub fields: Vec<String>,
    /// Texts, in their order.
    pub texts: Vec<String>,
    /// Whole numbers, in their order.
    pub numbers: Vec<i64>,
}

impl Mentions {
    /// Adds what a policy's text mentions. The text has parsed, and has no comments.
    pub(super) fn read(&mut self, text: &str) {
        let mut tokens = Tokens { rest: text }.peekable();
        let mut path: Option<Vec<String>> = None;
        let mut before = Token::Other;
        while let Some(token) = tokens.next() {
            // The pre-pass calls functions of its own.
            let of_prepass = matches!(before, Token::Name(name) if name.starts_with("__tl"));
            before = token.clone();
            let step = match token {
                Token::Dot if of_prepass => {
                    tokens.next();
                    None
                }
                Token::Dot => match tokens.peek() {
                    Some(Token::Name(name)) => {
                        let name = (*name).to_owned();
                        tokens.next();
                        add(&mut self.fields, name.clone());
                        Some(name)
                    }
                    _ => None,
                },
                Token::Open => match tokens.peek() {
                    Some(Token::Text(text)) => {
                        let text = text.clone();
                        tokens.next();
                        add(&mut self.texts, text.clone());
                        (tokens.peek() == Some(&Token::Close)).then(|| {
                            tokens.next();
                            text
                        })
                    }
                    _ => None,
                },
                _ => None,
            };
            if let (Some(step), Some(path)) = (&step, &mut path) {
                path.push(step.clone());
                continue;
            }
            self.path(path.take());
            match token {
                Token::Name("input") => path = Some(Vec::new()),
                Token::Text(text) => add(&mut self.texts, text),
                Token::Number(number) => {
                    if let Ok(number) = number.parse() {
                        add(&mut self.numbers, number);
                    }
                }
                _ => {}
            }
        }
        self.path(path);
    }

    fn path(&mut self, path: Option<Vec<String>>) {
        if let Some(path) = path.filter(|path| !path.is_empty()) {
            add(&mut self.paths, path);
        }
    }
}

/// Policies mention few things, so that a look at all of them is the quickest.
fn add<T: PartialEq>(list: &mut Vec<T>, new: T) {
    if list.len() < MOST && !list.contains(&new) {
        list.push(new);
    }
}

/// What is read of one kind, at most.
const MOST: usize = 1_000;

#[derive(Debug, Clone, PartialEq)]
enum Token<'a> {
    Name(&'a str),
    Text(String),
    Number(&'a str),
    Dot,
    Open,
    Close,
    Other,
}

struct Tokens<'a> {
    rest: &'a str,
}

impl<'a> Tokens<'a> {
    fn take(&mut self, end: usize) -> &'a str {
        let (token, rest) = self.rest.split_at(end);
        self.rest = rest;
        token
    }

    fn while_(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|c| !wanted(c)).unwrap_or(self.rest.len());
        self.take(end)
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        self.rest = self.rest.trim_start();
        let first = self.rest.chars().next()?;
        Some(match first {
            '"' => {
                let mut escaped = false;
                let end = self.rest[1..].find(|c| {
                    let ends = c == '"' && !escaped;
                    escaped = c == '\\' && !escaped;
                    ends
                });
                let text = self.take(end.map_or(self.rest.len(), |end| end + 2));
                // What is no text of JSON means nothing to anybody who compares.
                Token::Text(serde_json::from_str(text).unwrap_or_default())
            }
            '`' => {
                let end = self.rest[1..].find('`');
                let text = self.take(end.map_or(self.rest.len(), |end| end + 2));
                Token::Text(text.trim_matches('`').to_owned())
            }
            '.' => {
                self.take(1);
                Token::Dot
            }
            '[' => {
                self.take(1);
                Token::Open
            }
            ']' => {
                self.take(1);
                Token::Close
            }
            c if c.is_ascii_digit() => Token::Number(self.while_(|c| c.is_ascii_digit())),
            c if c.is_alphabetic() || c == '_' => {
                Token::Name(self.while_(|c| c.is_alphanumeric() || c == '_'))
            }
            c => {
                self.take(c.len_utf8());
                Token::Other
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_fields_and_values_are_read() {
        let mut mentions = Mentions::default();
        mentions.read(
            r#"deny contains m if {
                some p in input.policies["conditional access"]
                not p.mfa
                input.settings.max > 30
                p.state == "enabled \"now\""
                m := `raw`
            }"#,
        );
        let path = |steps: &[&str]| steps.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            mentions.paths,
            [
                path(&["policies", "conditional access"]),
                path(&["settings", "max"])
            ]
        );
        assert!(mentions.fields == ["policies", "mfa", "settings", "max", "state"]);
        assert_eq!(
            mentions.texts,
            ["conditional access", "enabled \"now\"", "raw"]
        );
        assert_eq!(mentions.numbers, [30]);
    }
}
