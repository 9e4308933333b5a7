//! The values that flags take, and how they are read from words.

use std::path::PathBuf;
use std::str::FromStr;

use clap::ValueEnum;
use clap::builder::PossibleValue;

use crate::check::Severity;
use crate::lint::ForeignPack;
use crate::report::{Format, exposed, past, tested};
use crate::tenant::Layout;

impl ValueEnum for Layout {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Component, Self::Tenant]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self {
            Self::Component => PossibleValue::new("component").help("A file for each component"),
            Self::Tenant => PossibleValue::new("tenant").help("A file for each tenant"),
        })
    }
}

/// When output has colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum When {
    /// As the environment and the terminal say.
    #[default]
    Auto,
    /// In every case.
    Always,
    /// In no case.
    Never,
}

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.as_str()).help(self.help()))
    }
}

/// How a list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum ListFormat {
    /// A table for people
    #[default]
    Human,
    /// For programs
    Json,
    /// A table for a page
    Markdown,
}

/// How settings are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum ShowFormat {
    /// For people
    #[default]
    Human,
    /// For programs
    Json,
}

/// A severity from which something fails the run, or never.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Threshold(pub(crate) Option<Severity>);

impl Threshold {
    /// All words for it.
    pub(crate) const WORDS: [&str; 6] = ["critical", "high", "medium", "low", "info", "never"];
}

impl FromStr for Threshold {
    type Err = String;

    fn from_str(s: &str) -> Result<Self, String> {
        match s {
            "never" => Ok(Self(None)),
            _ => s
                .parse()
                .map(|v| Self(Some(v)))
                .map_err(|_| format!("`{s}` is none of {}", Self::WORDS.join(", "))),
        }
    }
}

pub(super) fn threads(s: &str) -> Result<usize, String> {
    match s.parse() {
        Ok(n @ 1..=1024) => Ok(n),
        _ => Err("a number from 1 to 1024 is wanted".to_owned()),
    }
}

pub(super) fn rule_id(s: &str) -> Result<String, String> {
    let plain = s.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let parts = s.split('-').all(|part| !part.is_empty());
    let starts = s.starts_with(|c: char| c.is_ascii_alphabetic());
    match plain && parts && starts && s.contains('-') && s.len() <= 60 {
        true => Ok(s.to_owned()),
        false => Err(
            "letters and a number with `-` between them are wanted, such as ACME-002".to_owned(),
        ),
    }
}

pub(super) fn family(s: &str) -> Result<String, String> {
    let plain = s
        .bytes()
        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    match plain && s.starts_with(|c: char| c.is_ascii_lowercase()) {
        true => Ok(s.to_owned()),
        false => {
            Err("small letters with `-` between words are wanted, such as guest-access".to_owned())
        }
    }
}

pub(super) fn rule_name(s: &str) -> Result<String, String> {
    let plain = s
        .bytes()
        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    match plain && s.starts_with(|c: char| c.is_ascii_lowercase()) {
        true => Ok(s.to_owned()),
        false => Err(
            "small letters with `_` between words are wanted, such as site_can_be_framed"
                .to_owned(),
        ),
    }
}

pub(super) fn percent(s: &str) -> Result<f64, String> {
    match s.parse() {
        Ok(n) if (0.0..=100.0).contains(&n) => Ok(n),
        _ => Err("a number from 0 to 100 is wanted".to_owned()),
    }
}

pub(super) fn test_format(s: &str) -> Result<Format, String> {
    one_of(&tested::FORMATS, s)
}

pub(super) fn exposure_format(s: &str) -> Result<Format, String> {
    one_of(&exposed::FORMATS, s)
}

pub(super) fn history_format(s: &str) -> Result<Format, String> {
    one_of(&past::FORMATS, s)
}

fn one_of(formats: &[Format], s: &str) -> Result<Format, String> {
    let found = formats.iter().find(|f| f.as_str() == s);
    found.copied().ok_or_else(|| {
        let names: Vec<&str> = formats.iter().map(|f| f.as_str()).collect();
        format!("one of {} is wanted", names.join(", "))
    })
}

pub(super) fn width(s: &str) -> Result<usize, String> {
    match s.parse() {
        Ok(n @ 40..=1000) => Ok(n),
        _ => Err("a number from 40 to 1000 is wanted".to_owned()),
    }
}

/// `PACK=DIR`.
pub(super) fn pack(s: &str) -> Result<ForeignPack, String> {
    match s.split_once('=') {
        Some((manifest, dir)) if !manifest.is_empty() && !dir.is_empty() => Ok(ForeignPack {
            manifest: manifest.to_owned(),
            dir: PathBuf::from(dir),
        }),
        _ => Err(
            "a pack and its folder are wanted, such as scubagoggles=vendor/scubagoggles".to_owned(),
        ),
    }
}

pub(super) fn date(s: &str) -> Result<String, String> {
    let shape = s.len() == 10 && s.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    match s.parse::<jiff::civil::Date>() {
        Ok(date) if shape && date.to_string() == s => Ok(s.to_owned()),
        _ => Err("a date such as 2026-11-22 is wanted".to_owned()),
    }
}

/// The digits that a fingerprint begins with, in lower case.
pub(super) fn fingerprint(s: &str) -> Result<String, String> {
    let digits = s.bytes().all(|b| b.is_ascii_hexdigit());
    match s.len() {
        6..=32 if digits => Ok(s.to_ascii_lowercase()),
        _ => Err("6 to 32 hexadecimal digits are wanted".to_owned()),
    }
}

/// One line of text that shows.
pub(super) fn line(s: &str) -> Result<String, String> {
    let text = s.trim();
    match text.is_empty() || text.chars().any(char::is_control) {
        true => Err("one line of text without control characters is wanted".to_owned()),
        false => Ok(text.to_owned()),
    }
}
