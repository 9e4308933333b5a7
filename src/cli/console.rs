//! Where a command writes: the streams, what is known of them, and text for people.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use crate::check::Severity;
use crate::host::Host;

use super::args::When;
use super::color::colored;

/// The streams of a process.
pub struct Console<'a> {
    /// Standard output, for data.
    pub stdout: &'a mut (dyn Write + Send),
    /// Standard error, for everything else.
    pub stderr: &'a mut (dyn Write + Send),
    /// Whether standard output is a terminal.
    pub stdout_terminal: bool,
    /// Whether standard error is a terminal.
    pub stderr_terminal: bool,
}

/// One of the streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stream {
    Stdout,
    Stderr,
}

impl Console<'_> {
    /// Writes text and flushes it. A reader who has gone away is no error.
    ///
    /// # Errors
    /// When the stream cannot take it.
    pub(super) fn write(&mut self, stream: Stream, text: &[u8]) -> io::Result<()> {
        let stream: &mut dyn Write = match stream {
            Stream::Stdout => self.stdout,
            Stream::Stderr => self.stderr,
        };
        match stream.write_all(text).and_then(|()| stream.flush()) {
            Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            result => result,
        }
    }

    /// Whether a stream is a terminal.
    pub(super) fn is_terminal(&self, stream: Stream) -> bool {
        match stream {
            Stream::Stdout => self.stdout_terminal,
            Stream::Stderr => self.stderr_terminal,
        }
    }

    /// How text for people looks on a stream.
    pub(super) fn look(&self, host: &dyn Host, stream: Stream, when: When) -> Look {
        let terminal = self.is_terminal(stream);
        let asked = || host.env("COLUMNS").and_then(|c| c.parse().ok());
        let columns = || asked().or_else(|| host.columns());
        Look {
            color: colored(when, &|name| host.env(name), terminal),
            terminal,
            width: terminal.then(columns).flatten(),
        }
    }
}

/// What is known of where text goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Look {
    /// Whether it has colours.
    pub(super) color: bool,
    /// Whether it is a terminal.
    pub(super) terminal: bool,
    /// Its width in columns, where it is known.
    pub(super) width: Option<usize>,
}

/// Text for people, being written.
pub(super) struct Page {
    text: String,
    color: bool,
    width: usize,
}

impl Page {
    /// An empty page.
    pub(super) fn new(look: Look) -> Self {
        Self {
            text: String::new(),
            color: look.color,
            width: look.width.unwrap_or(100).clamp(40, 100),
        }
    }

    /// The whole text.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.text.into_bytes()
    }

    /// Text as it is. It must have been made safe.
    pub(super) fn raw(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// A bold title, after an empty line unless it is the first.
    pub(super) fn title(&mut self, title: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.styled(Style::new().bold(), title);
        self.text.push('\n');
    }

    /// Untrusted text in a style.
    pub(super) fn styled(&mut self, style: Style, text: &str) {
        let text = one_line(text);
        if self.color {
            // Writing to a string cannot fail.
            let _ = write!(self.text, "{style}{text}{style:#}");
        } else {
            self.text.push_str(&text);
        }
    }

    /// A severity in its colour, padded to the width of the longest.
    pub(super) fn severity(&mut self, severity: Severity) {
        self.styled(severity_style(severity), &format!("{severity:<8}"));
    }

    /// Untrusted text in indented paragraphs, broken at spaces.
    pub(super) fn paragraphs(&mut self, indent: usize, text: &str) {
        let indent = " ".repeat(indent);
        for (i, paragraph) in text.trim().split("\n\n").enumerate() {
            if i > 0 {
                self.text.push('\n');
            }
            for line in wrapped(&one_line(paragraph), self.width - indent.len()) {
                let _ = writeln!(self.text, "{indent}{line}");
            }
        }
    }

    /// Untrusted text line by line, as it stands, behind a bar.
    pub(super) fn listing(&mut self, text: &str) {
        for line in text.trim_end().lines() {
            let line = one_line(line);
            let _ = writeln!(self.text, "  | {line}");
        }
    }
}

fn severity_style(severity: Severity) -> Style {
    let color = match severity {
        Severity::Critical => return AnsiColor::Red.on_default().bold(),
        Severity::High => AnsiColor::Red,
        Severity::Medium => AnsiColor::Yellow,
        Severity::Low => AnsiColor::Blue,
        Severity::Info => AnsiColor::Cyan,
    };
    color.on_default()
}

/// Untrusted text with its line breaks as spaces, and everything that steers a terminal or does
/// not show as an escape.
pub(super) fn one_line(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\t' => out.push(' '),
            '\r' => {}
            c if is_hidden(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Controls, bidirectional controls and characters without a shape.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_policies_cannot_steer_the_terminal() {
        assert_eq!(
            one_line("a\u{1b}[2Jb\r\nc\u{202e}d"),
            "a\\u{1b}[2Jb c\\u{202e}d"
        );
        assert!(matches!(one_line("名前 é"), Cow::Borrowed(_)));
    }

    #[test]
    fn paragraphs_keep_to_the_width() {
        let mut page = Page::new(Look {
            color: false,
            terminal: false,
            width: Some(40),
        });
        page.paragraphs(2, &"word ".repeat(30));
        let text = String::from_utf8(page.into_bytes()).unwrap_or_default();
        assert!(
            text.lines()
                .all(|l| l.len() <= 40 && l.starts_with("  word"))
        );
        assert_eq!(text.matches("word").count(), 30);
    }
}
