//! Scalars as text that every reader of YAML takes for the same data, be it of YAML 1.1 or 1.2; and
//! texts as they stand in XML.

use std::borrow::Cow;

/// Words that some reader takes for a boolean or for nothing.
const WORDS: &[&str] = &[
    "y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf",
];

/// A number with a point and a signed exponent where it is no integer: YAML 1.1 takes `1e3` for a
/// text.
pub fn numeral(number: &serde_json::Number) -> String {
    let plain = number.to_string();
    let Some((mantissa, exponent)) = plain.split_once(['e', 'E']) else {
        return plain;
    };
    let point = if mantissa.contains('.') { "" } else { ".0" };
    let sign = if exponent.starts_with(['-', '+']) {
        ""
    } else {
        "+"
    };
    format!("{mantissa}{point}e{sign}{exponent}")
}

/// A text: without quotes only where no reader could take it for anything else, else in double
/// quotes on one line.
pub fn word(text: &str) -> Cow<'_, str> {
    if is_plain(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if shows(c) => out.push(c),
            c if (c as u32) < 0x100 => out.push_str(&format!("\\x{:02X}", c as u32)),
            c if (c as u32) < 0x1_0000 => out.push_str(&format!("\\u{:04X}", c as u32)),
            c => out.push_str(&format!("\\U{:08X}", c as u32)),
        }
    }
    out.push('"');
    Cow::Owned(out)
}

/// Whether every reader takes a text for itself: words of ASCII letters, digits, `_` and `-`,
/// begun by a letter, one blank between them.
fn is_plain(text: &str) -> bool {
    let begins = text.starts_with(|c: char| c.is_ascii_alphabetic());
    let ends = text.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ' ');
    begins
        && ends
        && text.chars().all(inside)
        && !text.contains("  ")
        && !WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Whether a character may stand for itself: not one that does not show, steers what does, or is
/// a line break to some reader.
pub(crate) fn shows(c: char) -> bool {
    !c.is_control()
        && !matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{ffff}' | '\u{e0000}'..='\u{e0fff}'
            | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}')
}

/// The reference by which XML writes a character that means something else to it.
pub fn reference(c: char) -> Option<&'static str> {
    Some(match c {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        '"' => "&quot;",
        '\'' => "&apos;",
        _ => return None,
    })
}

/// A text as it stands in XML, with a line break of the file's for each of its own; nothing where
/// XML cannot hold it. A carriage return is written as a reference, since readers take a bare one
/// for a line feed.
pub fn markup(text: &str, line_break: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match (reference(c), c) {
            (Some(reference), _) => out.push_str(reference),
            (None, '\r') => out.push_str("&#xD;"),
            (None, '\n') => out.push_str(line_break),
            (None, '\t') => out.push(c),
            (None, '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}') => return None,
            (None, c) => out.push(c),
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_that_nobody_misreads_go_without_quotes() {
        for plain in ["Product__c", "E-Bikes Profile", "A", "x1 y2"] {
            assert_eq!(word(plain), plain);
        }
        for quoted in [
            "",
            "yes",
            "No",
            "ON",
            "y",
            "N",
            "true",
            "null",
            "~",
            "1",
            "1_000",
            "0x1",
            "12:30",
            "2026-11-23",
            "1e3",
            ".5",
            "-",
            "a:",
            "a: b",
            "a #b",
            "#a",
            " a",
            "a ",
            "a  b",
            "=",
            "<<",
            "&a",
            "*a",
            "!a",
            "%a",
            "@a",
            "`a",
            "a-",
            "é",
            "NaN",
            "a\nb",
        ] {
            assert!(word(quoted).starts_with('"'), "{quoted:?}");
        }
        assert_eq!(word("a\u{202e}b\u{1b}\"\\"), "\"a\\u202Eb\\x1B\\\"\\\\\"");
        assert_eq!(word("\u{1f6b2}日"), "\"\u{1f6b2}日\"");
    }

    #[test]
    fn xml_holds_a_text_or_says_that_it_cannot() {
        let want = "&lt;a b=&quot;&apos;&amp;&quot;&gt;&#xD;\r\n\t\u{1f6b2}";
        assert_eq!(
            markup("<a b=\"'&\">\r\n\t\u{1f6b2}", "\r\n").as_deref(),
            Some(want)
        );
        for text in ["\u{0}", "a\u{1b}", "\u{fffe}"] {
            assert_eq!(markup(text, "\n"), None);
        }
    }

    #[test]
    fn numbers_keep_their_kind() {
        let number = |n: f64| numeral(&serde_json::Number::from_f64(n).expect("finite"));
        assert_eq!(number(62.0), "62.0");
        assert_eq!(number(1e300), "1.0e+300");
        assert_eq!(number(1.5e-9), "1.5e-9");
    }
}
