//! Scalars by the core schema of YAML 1.2, and what other readers make of them.
//!
//! Sources: YAML 1.2.2 section 10.3.2 (tag resolution of the core schema) and the type
//! repository of YAML 1.1 (`bool`, `int`, `float`, `timestamp`, `value`).

use super::Style;

/// A resolved scalar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scalar<'a> {
    /// `null`, `~` or nothing.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An integer that fits 64 bits.
    Int(i64),
    /// Any other number, with its text for those who must not round it.
    Float(f64),
    /// Everything else.
    Str(&'a str),
}

/// Why a plain scalar is read in two ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ambiguity {
    /// `yes`, `on`, `y` and their like: a boolean in YAML 1.1 with this value, text in 1.2.
    Boolean(bool),
    /// `010`: octal in YAML 1.1, decimal in 1.2. `0o10`: text in YAML 1.1, octal in 1.2.
    Octal,
    /// `1_000`: a number in YAML 1.1, text in 1.2.
    Underscore,
    /// `12:30:45`: a base-60 number in YAML 1.1, text in 1.2.
    Sexagesimal,
    /// `2026-11-22`: a date in YAML 1.1, text in 1.2.
    Date,
    /// `0b1`: a number in YAML 1.1, text in 1.2.
    Binary,
    /// `=`: a default value in YAML 1.1, text in 1.2.
    Value,
}

/// The prefix of YAML's own tags.
pub(super) const CORE: &str = "tag:yaml.org,2002:";

/// Resolves a scalar's text by its style and tag. A tag of the core schema decides; any other tag
/// leaves the text as it is. A tag that does not fit its text gives the text: see [`fits`].
pub(super) fn resolve<'a>(text: &'a str, style: Style, tag: Option<&str>) -> Scalar<'a> {
    match tag {
        None if style == Style::Plain => plain(text),
        None => Scalar::Str(text),
        Some(tag) => tagged(text, tag).unwrap_or(Scalar::Str(text)),
    }
}

/// What the text of an element says: `true` and `false` in any case, integers and decimals
/// without leading zeros, white space around them aside; any other text is itself.
pub(super) fn of_markup(text: &str) -> Scalar<'_> {
    let word = text.trim();
    if word.eq_ignore_ascii_case("true") {
        return Scalar::Bool(true);
    }
    if word.eq_ignore_ascii_case("false") {
        return Scalar::Bool(false);
    }
    let digits = word.strip_prefix('-').unwrap_or(word);
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let leading = whole.len() > 1 && whole.starts_with('0');
    if leading || !all_digits(whole) || !all_digits(decimals) {
        return Scalar::Str(text);
    }
    let int = word.parse().ok().map(Scalar::Int);
    int.or_else(|| word.parse().ok().map(Scalar::Float))
        .unwrap_or(Scalar::Str(text))
}

/// Whether a scalar's text is one that its tag allows. Tags outside the core schema allow all.
pub(super) fn fits(text: &str, tag: &str) -> bool {
    tagged(text, tag).is_some()
}

fn tagged<'a>(text: &'a str, tag: &str) -> Option<Scalar<'a>> {
    let value = plain(text);
    match (tag.strip_prefix(CORE), value) {
        (Some("null"), Scalar::Null)
        | (Some("bool"), Scalar::Bool(_))
        | (Some("int"), Scalar::Int(_))
        | (Some("float"), Scalar::Float(_)) => Some(value),
        (Some("float"), Scalar::Int(_)) => text.parse().ok().map(Scalar::Float),
        (Some("int"), Scalar::Float(_)) => is_integer(text).then_some(value),
        (Some("null" | "bool" | "int" | "float" | "map" | "seq"), _) => None,
        _ => Some(Scalar::Str(text)),
    }
}

fn plain(text: &str) -> Scalar<'_> {
    let Some(&first) = text.as_bytes().first() else {
        return Scalar::Null;
    };
    match first {
        b'~' | b'n' | b'N' if is_null(text) => Scalar::Null,
        b't' | b'T' if is_true(text) => Scalar::Bool(true),
        b'f' | b'F' if is_false(text) => Scalar::Bool(false),
        b'0'..=b'9' | b'+' | b'-' | b'.' => number(text).unwrap_or(Scalar::Str(text)),
        _ => Scalar::Str(text),
    }
}

fn is_null(text: &str) -> bool {
    matches!(text, "~" | "null" | "Null" | "NULL")
}

fn is_true(text: &str) -> bool {
    matches!(text, "true" | "True" | "TRUE")
}

fn is_false(text: &str) -> bool {
    matches!(text, "false" | "False" | "FALSE")
}

fn number(text: &str) -> Option<Scalar<'_>> {
    if let Some((digits, radix)) = based(text) {
        return Some(
            i64::from_str_radix(digits, radix)
                .map_or_else(|_| Scalar::Float(large(digits, radix)), Scalar::Int),
        );
    }
    if is_integer(text) {
        let float = || text.parse().map(Scalar::Float).ok();
        return text.parse().map(Scalar::Int).ok().or_else(float);
    }
    match unsigned(text) {
        ".inf" | ".Inf" | ".INF" if text.starts_with('-') => Some(Scalar::Float(f64::NEG_INFINITY)),
        ".inf" | ".Inf" | ".INF" => Some(Scalar::Float(f64::INFINITY)),
        ".nan" | ".NaN" | ".NAN" if text.starts_with('.') => Some(Scalar::Float(f64::NAN)),
        _ if is_decimal(text) => text.parse().map(Scalar::Float).ok(),
        _ => None,
    }
}

/// The digits and the base of `0x1F` and `0o17`, which take no sign.
fn based(text: &str) -> Option<(&str, u32)> {
    let (digits, radix) = match text.get(..2)? {
        "0x" => (&text[2..], 16),
        "0o" => (&text[2..], 8),
        _ => return None,
    };
    let valid = !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
    valid.then_some((digits, radix))
}

fn large(digits: &str, radix: u32) -> f64 {
    digits
        .chars()
        .filter_map(|c| c.to_digit(radix))
        .fold(0.0, |sum, d| sum * f64::from(radix) + f64::from(d))
}

fn unsigned(text: &str) -> &str {
    text.strip_prefix(['+', '-']).unwrap_or(text)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_integer(text: &str) -> bool {
    is_digits(unsigned(text))
}

/// `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`
fn is_decimal(text: &str) -> bool {
    let body = unsigned(text);
    let (mantissa, exponent) = match body.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (body, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let point = mantissa.len() > whole.len();
    let mantissa_fits = if whole.is_empty() {
        point && is_digits(fraction)
    } else {
        is_digits(whole) && (fraction.is_empty() || is_digits(fraction))
    };
    mantissa_fits && exponent.is_none_or(is_integer)
}

/// What makes a plain scalar without a tag ambiguous, if anything does.
pub(super) fn ambiguity(text: &str) -> Option<Ambiguity> {
    let first = *text.as_bytes().first()?;
    match first {
        b'=' if text == "=" => Some(Ambiguity::Value),
        b'y' | b'Y' | b'n' | b'N' | b'o' | b'O' => boolean_word(text).map(Ambiguity::Boolean),
        b'0'..=b'9' | b'+' | b'-' | b'.' => number_ambiguity(text),
        _ => None,
    }
}

fn boolean_word(text: &str) -> Option<bool> {
    let is = |word: &str| text.eq_ignore_ascii_case(word);
    if is("yes") || is("on") || is("y") {
        Some(true)
    } else if is("no") || is("off") || is("n") {
        Some(false)
    } else {
        None
    }
}

fn number_ambiguity(text: &str) -> Option<Ambiguity> {
    let body = unsigned(text);
    if let Some(digits) = body.strip_prefix("0b") {
        let binary = !digits.is_empty() && digits.bytes().all(|b| matches!(b, b'0' | b'1' | b'_'));
        return binary.then_some(Ambiguity::Binary);
    }
    let is_octal = body.len() > 1 && body.starts_with('0') && is_digits(body);
    if is_octal || (text.starts_with("0o") && based(text).is_some()) {
        return Some(Ambiguity::Octal);
    }
    if body.contains(':') && is_sexagesimal(body) {
        return Some(Ambiguity::Sexagesimal);
    }
    if body.contains('_') && is_underscored(body) {
        return Some(Ambiguity::Underscore);
    }
    is_date(text).then_some(Ambiguity::Date)
}

/// `1_000`, `0x_ff` or `1_0.5`: what YAML 1.1 takes for a number once the underscores are gone.
fn is_underscored(body: &str) -> bool {
    if let Some(digits) = body.strip_prefix("0x") {
        let hex = digits.bytes().any(|b| b.is_ascii_hexdigit());
        return hex && digits.bytes().all(|b| b == b'_' || b.is_ascii_hexdigit());
    }
    let starts_as_number = body.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    starts_as_number && is_decimal(&body.replace('_', ""))
}

/// `190:20:30` or `190:20:30.15`: each part after the first is below 60.
fn is_sexagesimal(body: &str) -> bool {
    let (whole, fraction) = body.split_once('.').unwrap_or((body, ""));
    let digit = |b: u8| b.is_ascii_digit() || b == b'_';
    let mut parts = whole.split(':');
    let first = parts.next().unwrap_or("");
    first.starts_with(|c: char| c.is_ascii_digit())
        && first.bytes().all(digit)
        && parts.all(|p| is_digits(p) && (p.len() == 1 || (p.len() == 2 && p < "60")))
        && fraction.bytes().all(digit)
}

/// `2026-11-22`, or a day with a time as YAML 1.1's `timestamp` has it.
fn is_date(text: &str) -> bool {
    let Some((year, rest)) = text.split_once('-') else {
        return false;
    };
    let Some((month, rest)) = rest.split_once('-') else {
        return false;
    };
    let day_length = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (day, time) = rest.split_at(day_length);
    let numbers = year.len() == 4 && is_digits(year) && is_one_or_two(month) && is_one_or_two(day);
    let short = month.len() == 2 && day.len() == 2 && time.is_empty();
    numbers && (short || is_time(time))
}

fn is_one_or_two(text: &str) -> bool {
    text.len() <= 2 && is_digits(text)
}

/// `T10:00:00.000Z` or ` 10:00:00 +9:00`, with what separates it from the day.
fn is_time(text: &str) -> bool {
    let blank = [' ', '\t'];
    let Some(clock) = text.strip_prefix(['T', 't']).or_else(|| {
        text.starts_with(blank)
            .then(|| text.trim_start_matches(blank))
    }) else {
        return false;
    };
    let end = clock
        .find(|c: char| !(c.is_ascii_digit() || c == ':' || c == '.'))
        .unwrap_or(clock.len());
    let (clock, zone) = clock.split_at(end);
    let clock = clock.split_once('.').map_or(clock, |(whole, _)| whole);
    let mut parts = clock.split(':');
    let hours = parts.next().is_some_and(is_one_or_two);
    let rest = parts
        .by_ref()
        .take(2)
        .filter(|p| p.len() == 2 && is_digits(p));
    hours && rest.count() == 2 && parts.next().is_none() && is_zone(zone.trim_start_matches(blank))
}

fn is_zone(text: &str) -> bool {
    let Some(offset) = text.strip_prefix(['+', '-']) else {
        return text.is_empty() || text == "Z";
    };
    let (hours, minutes) = offset.split_once(':').unwrap_or((offset, "00"));
    is_one_or_two(hours) && minutes.len() == 2 && is_digits(minutes)
}

/// Why a number is not the same in every program, if it is not: a few words.
pub(super) fn fragile_number(text: &str, value: Scalar<'_>) -> Option<&'static str> {
    match value {
        Scalar::Int(0) if text.starts_with('-') => Some("is negative zero"),
        Scalar::Int(n) if n.unsigned_abs() > 1 << 53 => Some("is an integer beyond 2^53"),
        Scalar::Float(f) if f.is_nan() => Some("is not a number"),
        Scalar::Float(f) if f == 0.0 && f.is_sign_negative() => Some("is negative zero"),
        Scalar::Float(_) if is_integer(text) || based(text).is_some() => {
            Some("is an integer beyond 2^53")
        }
        Scalar::Float(f) if f.is_infinite() => Some("is infinite"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain_is(text: &str, want: Scalar<'_>) {
        assert_eq!(resolve(text, Style::Plain, None), want, "{text:?}");
    }

    #[test]
    fn plain_scalars_resolve_by_the_core_schema() {
        for text in ["", "~", "null", "Null", "NULL"] {
            plain_is(text, Scalar::Null);
        }
        for (text, value) in [
            ("true", true),
            ("True", true),
            ("TRUE", true),
            ("FALSE", false),
        ] {
            plain_is(text, Scalar::Bool(value));
        }
        for (text, value) in [
            ("0", 0),
            ("-19", -19),
            ("+3", 3),
            ("010", 10),
            ("0o17", 15),
            ("0x1F", 31),
        ] {
            plain_is(text, Scalar::Int(value));
        }
        for (text, value) in [
            ("1.", 1.0),
            (".5", 0.5),
            ("-0.0", 0.0),
            ("12e03", 12000.0),
            ("-2E+05", -200_000.0),
            ("+.inf", f64::INFINITY),
            ("-.INF", f64::NEG_INFINITY),
            ("9223372036854775808", 9_223_372_036_854_775_808.0),
            ("0xFFFFFFFFFFFFFFFF", 18_446_744_073_709_551_615.0),
        ] {
            plain_is(text, Scalar::Float(value));
        }
        assert!(matches!(resolve(".NaN", Style::Plain, None), Scalar::Float(f) if f.is_nan()));
    }

    #[test]
    fn what_only_looks_like_a_value_is_text() {
        for text in [
            "tRUE", "nULL", "yes", "1_000", "0b1", "-0x1", "0o8", "0x", "1e", "e1", ".", "+", "-",
            "..5", "1.2.3", ".iNF", "+.nan", "nan", "inf", "infinity", "1e+", "0X1", "++1", "1 2",
            "0xé", "+é",
        ] {
            plain_is(text, Scalar::Str(text));
        }
    }

    #[test]
    fn quotes_and_tags_decide_before_the_text() {
        for style in [
            Style::SingleQuoted,
            Style::DoubleQuoted,
            Style::Literal,
            Style::Folded,
        ] {
            assert_eq!(resolve("true", style, None), Scalar::Str("true"));
        }
        let tagged =
            |text, tag: &str| resolve(text, Style::DoubleQuoted, Some(&(CORE.to_owned() + tag)));
        assert_eq!(tagged("true", "bool"), Scalar::Bool(true));
        assert_eq!(tagged("7", "int"), Scalar::Int(7));
        assert_eq!(tagged("7", "float"), Scalar::Float(7.0));
        assert_eq!(tagged("", "null"), Scalar::Null);
        assert_eq!(
            resolve("true", Style::Plain, Some("tag:yaml.org,2002:str")),
            Scalar::Str("true")
        );
        assert_eq!(
            resolve("true", Style::Plain, Some("!")),
            Scalar::Str("true")
        );
        assert!(!fits("yes", "tag:yaml.org,2002:bool"));
        assert!(!fits("1.5", "tag:yaml.org,2002:int"));
        assert!(!fits("x", "tag:yaml.org,2002:map"));
        assert!(fits("yes", "!ours"));
    }

    fn ambiguous(texts: &[&str], want: Option<Ambiguity>) {
        for text in texts {
            assert_eq!(ambiguity(text), want, "{text:?}");
        }
    }

    #[test]
    fn what_yaml_1_1_reads_differently_is_ambiguous() {
        ambiguous(
            &["yes", "Yes", "ON", "y", "Y", "yEs"],
            Some(Ambiguity::Boolean(true)),
        );
        ambiguous(
            &["no", "No", "OFF", "n", "N"],
            Some(Ambiguity::Boolean(false)),
        );
        ambiguous(&["010", "00", "-017", "08", "0o17"], Some(Ambiguity::Octal));
        ambiguous(
            &["1_000", "0x_ff", "1_0.5", "-1_0"],
            Some(Ambiguity::Underscore),
        );
        ambiguous(
            &["12:30:45", "1:20", "190:20:30.15"],
            Some(Ambiguity::Sexagesimal),
        );
        ambiguous(
            &[
                "2026-11-22",
                "2026-11-22T10:00:00.000Z",
                "2026-1-2 1:00:00 +9:00",
                "2001-12-14t21:59:43.10-05:00",
            ],
            Some(Ambiguity::Date),
        );
        ambiguous(&["0b1", "+0b1_0"], Some(Ambiguity::Binary));
        ambiguous(&["="], Some(Ambiguity::Value));
    }

    #[test]
    fn what_every_reader_takes_alike_is_not() {
        ambiguous(
            &[
                "",
                "true",
                "null",
                "0",
                "10",
                "-3",
                "1.5",
                "58.0",
                "0.5",
                "0x1F",
                "_1",
                "1_a",
                "a:b",
                "1:2:x",
                "1:75",
                "2026-11",
                "2026-1-2",
                "2026-11-22x",
                "10.0.0.1",
                "0b2",
                "==",
                "none",
                "yes!",
                "1:2:3:",
                "2026-11-22T1:0:00Z",
                "+81-3-1234-5678",
                "é",
                "+é",
            ],
            None,
        );
    }

    #[test]
    fn fragile_numbers_are_named() {
        let fragile = |text| fragile_number(text, resolve(text, Style::Plain, None));
        for text in [
            "-0",
            "-0.0",
            ".inf",
            ".nan",
            "9007199254740993",
            "-9007199254740993",
            "1e999",
            "99999999999999999999",
            "0xFFFFFFFFFFFFFFFFF",
        ] {
            assert!(fragile(text).is_some(), "{text}");
        }
        for text in ["0", "0.0", "9007199254740992", "1e300", "-1", "text"] {
            assert_eq!(fragile(text), None, "{text}");
        }
    }
}
