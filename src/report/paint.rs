//! Colours and drawing characters, in one place.

use anstyle::AnsiColor;
use miette::{GraphicalTheme, ThemeCharacters, ThemeStyles};

use super::Style;
use crate::check::Severity;

/// What a piece of output is, as far as its colour goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tint {
    /// A finding, or a count of findings, of a severity.
    Severity(Severity),
    /// What could not be judged.
    Failure,
    /// What was not evaluated.
    Unknown,
    /// What is mended.
    Fixed,
    /// A step of a chain.
    Step,
    /// A place.
    Link,
    /// The word before a remark.
    Note,
    /// A headline.
    Bold,
}

/// Colours text if it should be coloured.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paint {
    color: bool,
    unicode: bool,
    hyperlinks: bool,
}

impl Paint {
    pub(super) fn new(style: &Style) -> Self {
        Self {
            color: style.color,
            unicode: style.unicode,
            hyperlinks: style.hyperlinks,
        }
    }

    /// An escaped text in its colour.
    pub(super) fn tint(self, tint: Tint, text: &str) -> String {
        if !self.color || text.is_empty() {
            return text.to_owned();
        }
        let style = ansi(tint);
        format!("{style}{text}{style:#}")
    }

    /// A text that leads to a page where the terminal can follow it. Only plain web addresses
    /// are passed on.
    pub(super) fn link(self, url: Option<&str>, text: &str) -> String {
        match url.and_then(super::page) {
            Some(url) if self.hyperlinks => {
                format!("\u{1b}]8;;{url}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\")
            }
            _ => text.to_owned(),
        }
    }

    pub(super) fn characters(self) -> ThemeCharacters {
        if self.unicode {
            ThemeCharacters::unicode()
        } else {
            ThemeCharacters::ascii()
        }
    }

    /// miette's styles, with one for each underline and its label.
    pub(super) fn styles(self, highlights: impl Iterator<Item = Tint>) -> ThemeStyles {
        let plain = ThemeStyles::none().error;
        if !self.color {
            return ThemeStyles::none();
        }
        let highlight = |tint| match tint {
            Tint::Severity(Severity::Critical) | Tint::Failure => plain.red().bold(),
            Tint::Severity(Severity::High) => plain.red(),
            Tint::Severity(Severity::Medium) => plain.yellow(),
            Tint::Severity(Severity::Low) => plain.cyan(),
            _ => plain.blue(),
        };
        ThemeStyles {
            highlights: highlights.map(highlight).collect(),
            ..GraphicalTheme::unicode().styles
        }
    }
}

fn ansi(tint: Tint) -> anstyle::Style {
    let color = |c: AnsiColor| c.on_default();
    match tint {
        Tint::Severity(Severity::Critical) | Tint::Failure => color(AnsiColor::Red).bold(),
        Tint::Severity(Severity::High) => color(AnsiColor::Red),
        Tint::Severity(Severity::Medium) => color(AnsiColor::Yellow),
        Tint::Severity(Severity::Low) | Tint::Link => color(AnsiColor::Cyan),
        Tint::Severity(Severity::Info) | Tint::Step => color(AnsiColor::Blue),
        Tint::Unknown => color(AnsiColor::Magenta),
        Tint::Fixed => color(AnsiColor::Green),
        Tint::Note | Tint::Bold => anstyle::Style::new().bold(),
    }
}
