//! `sprintf` as OPA writes it: the verbs of Go's `fmt` for the three kinds of arguments that OPA
//! hands to it, which are whole numbers, other numbers and texts; everything else is a text in
//! Rego's own notation.
//!
//! Where Go writes its complaint into the text (`%!d(string=a)`, `%!s(MISSING)`), so does this.
//! Verbs and flags that no policy needs are refused, never guessed at.

use std::fmt::Write as _;
use std::sync::LazyLock;

use regex::Regex;
use regorus::Value;

/// Go writes its complaint for more than this, and pads no further.
const MAX_WIDTH: usize = 1_000_000;

/// What this does not write.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` with these arguments is written in different ways")]
pub(super) struct Unsupported(String);

/// An argument as OPA hands it on.
enum Arg<'a> {
    Whole(&'a Value),
    Float(f64),
    Text(String),
}

/// What stands between the `%` and the verb.
#[derive(Default)]
struct Flags {
    plus: bool,
    minus: bool,
    sharp: bool,
    space: bool,
    zero: bool,
    width: Option<usize>,
    precision: Option<usize>,
}

/// The text of a format with its arguments.
///
/// # Errors
/// What is written in the format and not supported here.
pub(super) fn sprintf<'a>(
    format: &str,
    arguments: impl IntoIterator<Item = &'a Value>,
) -> Result<String, Unsupported> {
    let arguments: Vec<&Value> = arguments.into_iter().collect();
    if arguments.iter().any(|a| !written_out(a)) {
        return Err(Unsupported(format.to_owned()));
    }
    let mut arguments = arguments.into_iter().map(argument);
    let mut out = String::new();
    let mut rest = format;
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let (flags, after) = flags(rest)?;
        let Some(verb) = after.chars().next() else {
            out.push_str("%!(NOVERB)");
            return Ok(extra(out, arguments));
        };
        let directive = &rest[..rest.len() - after.len() + verb.len_utf8()];
        rest = &after[verb.len_utf8()..];
        if verb == '%' {
            out.push('%');
            continue;
        }
        match arguments.next() {
            None => {
                let _ = write!(out, "%!{verb}(MISSING)");
            }
            Some(argument) => {
                let text = argument.text(verb, &flags);
                let text = text.ok_or_else(|| Unsupported(format!("%{directive}")))?;
                out.push_str(&text);
            }
        }
    }
    out.push_str(rest);
    Ok(extra(out, arguments))
}

/// Go tells of arguments that no verb took.
fn extra<'a>(mut out: String, arguments: impl Iterator<Item = Arg<'a>>) -> String {
    let left: Vec<String> = arguments
        .map(|a| format!("{}={}", a.kind(), a.plain()))
        .collect();
    if !left.is_empty() {
        let _ = write!(out, "%!(EXTRA {})", left.join(", "));
    }
    out
}

fn flags(text: &str) -> Result<(Flags, &str), Unsupported> {
    let mut flags = Flags::default();
    let unsupported = |text: &str| Err(Unsupported(format!("%{text}")));
    let start = text.trim_start_matches(['#', '0', '+', '-', ' ']);
    for flag in text[..text.len() - start.len()].chars() {
        match flag {
            '#' => flags.sharp = true,
            '0' => flags.zero = true,
            '+' => flags.plus = true,
            '-' => flags.minus = true,
            _ => flags.space = true,
        }
    }
    let (width, mut after) = number(start);
    flags.width = width;
    if let Some(fraction) = after.strip_prefix('.') {
        let (precision, rest) = number(fraction);
        flags.precision = Some(precision.unwrap_or(0));
        after = rest;
    }
    if after.starts_with(['*', '[']) {
        return unsupported(&after[..1]);
    }
    let wide = [flags.width, flags.precision];
    if wide.into_iter().flatten().any(|n| n > MAX_WIDTH) {
        return unsupported(&text[..text.len() - after.len()]);
    }
    Ok((flags, after))
}

fn number(text: &str) -> (Option<usize>, &str) {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = &text[..text.len() - rest.len()];
    match digits {
        "" => (None, rest),
        // What does not fit is too much in any case.
        _ => (Some(digits.parse().unwrap_or(usize::MAX)), rest),
    }
}

/// Whether every number of a value would be written without an exponent: OPA writes a number as its
/// source did, and that is not known here.
fn written_out(value: &Value) -> bool {
    match value {
        Value::Number(n) => n
            .as_f64()
            .is_none_or(|f| f == 0.0 || (1e-6..1e21).contains(&f.abs())),
        Value::Array(items) => items.iter().all(written_out),
        Value::Set(items) => items.iter().all(written_out),
        Value::Object(fields) => fields.iter().all(|(k, v)| written_out(k) && written_out(v)),
        _ => true,
    }
}

fn argument(value: &Value) -> Arg<'_> {
    match value {
        Value::Number(n) if n.is_integer() => Arg::Whole(value),
        Value::Number(n) => n
            .as_f64()
            .map_or_else(|| Arg::Text(shown(value)), Arg::Float),
        Value::String(text) => Arg::Text(text.to_string()),
        other => Arg::Text(shown(other)),
    }
}

/// A value in Rego's notation, as OPA prints it.
pub(super) fn shown(value: &Value) -> String {
    let mut out = String::new();
    show(value, &mut out);
    out
}

fn show(value: &Value, out: &mut String) {
    let list =
        |open: char, items: &mut dyn Iterator<Item = &Value>, close: char, out: &mut String| {
            out.push(open);
            for (number, item) in items.enumerate() {
                if number > 0 {
                    out.push_str(", ");
                }
                show(item, out);
            }
            out.push(close);
        };
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Value::Number(n) => out.push_str(&n.format_decimal()),
        Value::String(text) => quote(text, '"', out),
        Value::Array(items) => list('[', &mut items.iter(), ']', out),
        Value::Set(items) if items.is_empty() => out.push_str("set()"),
        Value::Set(items) => list('{', &mut items.iter_sorted(), '}', out),
        Value::Object(fields) => {
            out.push('{');
            for (number, (key, value)) in fields.iter_sorted().enumerate() {
                if number > 0 {
                    out.push_str(", ");
                }
                show(key, out);
                out.push_str(": ");
                show(value, out);
            }
            out.push('}');
        }
        Value::Undefined => {}
    }
}

/// What Go prints as it is: letters, marks, numbers, punctuation, symbols, and the ASCII space.
static PRINTABLE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\A[\p{L}\p{M}\p{N}\p{P}\p{S} ]\z").ok());

/// A text as Go quotes it.
fn quote(text: &str, mark: char, out: &mut String) {
    out.push(mark);
    for c in text.chars() {
        let mut buffer = [0; 4];
        match c {
            '\\' => out.push_str("\\\\"),
            '\u{7}' => out.push_str("\\a"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{b}' => out.push_str("\\v"),
            c if c == mark => out.extend(['\\', c]),
            ' '..='~' => out.push(c),
            c if c < ' ' || c == '\u{7f}' => {
                let _ = write!(out, "\\x{:02x}", u32::from(c));
            }
            c => {
                let printable = PRINTABLE.as_ref();
                if printable.is_some_and(|p| p.is_match(c.encode_utf8(&mut buffer))) {
                    out.push(c);
                } else if u32::from(c) < 0x1_0000 {
                    let _ = write!(out, "\\u{:04x}", u32::from(c));
                } else {
                    let _ = write!(out, "\\U{:08x}", u32::from(c));
                }
            }
        }
    }
    out.push(mark);
}

impl Arg<'_> {
    /// The name of its type in Go.
    fn kind(&self) -> &'static str {
        match self {
            Self::Whole(n) if n.as_i64().is_ok() => "int64",
            Self::Whole(_) => "*big.Int",
            Self::Float(_) => "float64",
            Self::Text(_) => "string",
        }
    }

    /// As `%v` writes it.
    fn plain(&self) -> String {
        self.text('v', &Flags::default()).unwrap_or_default()
    }

    /// As a verb writes it; `None` for what is not supported.
    fn text(&self, verb: char, flags: &Flags) -> Option<String> {
        if verb == 'T' {
            return Some(flags.padded(self.kind().to_owned()));
        }
        match self {
            Self::Whole(n) => match whole(n, verb, flags) {
                Written::Wrong if n.as_i64().is_err() => None,
                written => written.or_wrong(self, verb, flags),
            },
            Self::Float(f) => float(*f, verb, flags).or_wrong(self, verb, flags),
            Self::Text(text) => written(text, verb, flags).or_wrong(self, verb, flags),
        }
    }
}

/// What a verb makes of an argument.
enum Written {
    Text(String),
    /// Go writes a complaint.
    Wrong,
    /// This does not know what Go writes.
    Unsupported,
}

impl Written {
    fn or_wrong(self, arg: &Arg<'_>, verb: char, flags: &Flags) -> Option<String> {
        match self {
            Self::Text(text) => Some(text),
            Self::Unsupported => None,
            Self::Wrong => {
                let value = arg.text('v', flags)?;
                Some(format!("%!{verb}({}={value})", arg.kind()))
            }
        }
    }
}

fn written(text: &str, verb: char, flags: &Flags) -> Written {
    if flags.sharp || (flags.plus && verb == 'q') {
        return Written::Unsupported;
    }
    let cut: String = match flags.precision {
        Some(most) => text.chars().take(most).collect(),
        None => text.to_owned(),
    };
    match verb {
        's' | 'v' => Written::Text(flags.padded(cut)),
        'q' => {
            let mut quoted = String::new();
            quote(&cut, '"', &mut quoted);
            Written::Text(flags.padded(quoted))
        }
        'x' | 'X' if flags.precision.is_some() || flags.space => Written::Unsupported,
        'x' => Written::Text(flags.padded(text.bytes().map(|b| format!("{b:02x}")).collect())),
        'X' => Written::Text(flags.padded(text.bytes().map(|b| format!("{b:02X}")).collect())),
        'p' | 'w' => Written::Unsupported,
        _ => Written::Wrong,
    }
}

fn whole(value: &Value, verb: char, flags: &Flags) -> Written {
    let Value::Number(n) = value else {
        return Written::Unsupported;
    };
    let big = n.as_i64().is_none();
    let negative = n.as_f64().is_some_and(f64::is_sign_negative) && n.as_i64() != Some(0);
    let size = n.abs();
    let digits = match verb {
        'd' | 'v' => size.format_decimal(),
        's' if big => size.format_decimal(),
        'b' => size.format_bin(),
        'o' | 'O' => size.format_octal(),
        'x' => size.format_big_hex().to_lowercase(),
        'X' => size.format_big_hex().to_uppercase(),
        'c' | 'q' | 'U' => return character(n.as_u64(), verb, flags),
        'p' | 'w' => return Written::Unsupported,
        _ => return Written::Wrong,
    };
    let prefix = match (verb, flags.sharp) {
        ('O', _) => "0o",
        ('b', true) => "0b",
        ('x', true) => "0x",
        ('X', true) => "0X",
        ('o', true) => "0",
        (_, true) => return Written::Unsupported,
        _ => "",
    };
    let sign = flags.sign(negative, verb);
    let zero = flags.zero && !flags.minus && flags.precision.is_none();
    let least = match (flags.precision, flags.width) {
        (Some(0), _) if digits == "0" => return Written::Text(flags.padded(String::new())),
        (Some(least), _) => least,
        (None, Some(width)) if zero => width.saturating_sub(sign.len()),
        _ => 0,
    };
    let zeros = "0".repeat(least.saturating_sub(digits.len()));
    Written::Text(flags.padded(format!("{sign}{prefix}{zeros}{digits}")))
}

/// A number as the character that it stands for.
fn character(code: Option<u64>, verb: char, flags: &Flags) -> Written {
    let code = code.and_then(|n| u32::try_from(n).ok());
    let Some(c) = code.and_then(char::from_u32) else {
        return Written::Unsupported;
    };
    if flags.sharp || flags.plus || flags.precision.is_some() || flags.zero {
        return Written::Unsupported;
    }
    Written::Text(flags.padded(match verb {
        'c' => c.to_string(),
        'U' => format!("U+{:04X}", u32::from(c)),
        _ => {
            let mut quoted = String::new();
            quote(&c.to_string(), '\'', &mut quoted);
            quoted
        }
    }))
}

fn float(f: f64, verb: char, flags: &Flags) -> Written {
    let size = f.abs();
    let text = match verb {
        'f' | 'F' => format!("{size:.*}", flags.precision.unwrap_or(6)),
        'e' => scientific(&format!("{size:.*e}", flags.precision.unwrap_or(6))),
        'E' => scientific(&format!("{size:.*e}", flags.precision.unwrap_or(6))).to_uppercase(),
        'g' | 'v' => shortest(size, flags.precision),
        'G' => shortest(size, flags.precision).to_uppercase(),
        'b' | 'x' | 'X' | 'p' | 'w' => return Written::Unsupported,
        _ => return Written::Wrong,
    };
    if flags.sharp {
        return Written::Unsupported;
    }
    let sign = flags.sign(f.is_sign_negative(), verb);
    let zeros = match flags.width {
        Some(width) if flags.zero && !flags.minus => {
            "0".repeat(width.saturating_sub(sign.len() + text.len()))
        }
        _ => String::new(),
    };
    Written::Text(flags.padded(format!("{sign}{zeros}{text}")))
}

/// `1.5e0` with a sign and two digits in the exponent.
fn scientific(text: &str) -> String {
    let (digits, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let (sign, exponent) = match exponent.strip_prefix('-') {
        Some(exponent) => ('-', exponent),
        None => ('+', exponent),
    };
    format!("{digits}e{sign}{exponent:0>2}")
}

/// `%g`: as many digits as are needed, or `precision` of them at most, in the shorter notation.
fn shortest(size: f64, precision: Option<usize>) -> String {
    let text = match precision {
        None => format!("{size:e}"),
        Some(precision) => format!("{size:.*e}", precision.max(1) - 1),
    };
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let digits: String = digits.chars().filter(char::is_ascii_digit).collect();
    let digits = match digits.trim_end_matches('0') {
        "" => "0",
        digits => digits,
    };
    let count = i32::try_from(digits.len()).unwrap_or(i32::MAX);
    let most = precision.map(|p| i32::try_from(p.max(1)).unwrap_or(i32::MAX));
    let threshold = match most {
        None => 6,
        Some(most) if most > count && count > exponent => count,
        Some(most) => most,
    };
    if exponent < -4 || exponent >= threshold {
        let (first, rest) = digits.split_at(1);
        let point = if rest.is_empty() { "" } else { "." };
        return scientific(&format!("{first}{point}{rest}e{exponent}"));
    }
    let after = usize::try_from((count - 1 - exponent).max(0)).unwrap_or(0);
    format!("{size:.after$}")
}

impl Flags {
    /// A plus means something else to `%v`.
    fn sign(&self, negative: bool, verb: char) -> &'static str {
        match (negative, self.plus && verb != 'v', self.space) {
            (true, _, _) => "-",
            (_, true, _) => "+",
            (_, _, true) => " ",
            _ => "",
        }
    }

    /// A text at least as wide as is wanted, in characters.
    fn padded(&self, text: String) -> String {
        let missing = self.width.unwrap_or(0).saturating_sub(text.chars().count());
        match (missing, self.minus, self.zero) {
            (0, _, _) => text,
            (_, true, _) => text + &" ".repeat(missing),
            (_, false, true) => "0".repeat(missing) + &text,
            (_, false, false) => " ".repeat(missing) + &text,
        }
    }
}
