//! Passwords inside addresses, as in `https://name:password@host`: known by their form alone, in
//! sources as in messages, whatever setting holds the address.
//!
//! Where it is not certain what belongs to a password, more is taken for it rather than less.

use std::borrow::Cow;
use std::ops::Range;

use super::text::REDACTED;

/// The farthest, in bytes, that an address is looked for around what is shown of a long line.
const REACH: usize = 16 * 1024;

/// The passwords in a text, in order and apart from each other.
pub(super) fn find(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for at in memchr::memchr_iter(b':', text.as_bytes()) {
        let after = &text[at + 1..];
        // JSON may write `\/` for `/`.
        let slashes = ["//", r"\/\/"].into_iter().find(|s| after.starts_with(s));
        let Some(slashes) = slashes else {
            continue;
        };
        let start = at + 1 + slashes.len();
        if found.last().is_some_and(|last| start < last.end) {
            continue;
        }
        if let Some(password) = within(&text[start..]) {
            found.push(start + password.start..start + password.end);
        }
    }
    found
}

/// The passwords in the part `view` of a line of a text; all in bytes of the text. Looks at no
/// more of a long line than is near.
pub(super) fn near(text: &str, line: &Range<usize>, view: &Range<usize>) -> Vec<Range<usize>> {
    let start = super::locate::floor(text, view.start.saturating_sub(REACH)).max(line.start);
    let end = super::locate::floor(text, view.end.saturating_add(REACH)).min(line.end);
    let part = text.get(start..end).unwrap_or("");
    let shifted = |r: Range<usize>| start + r.start..start + r.end;
    find(part).into_iter().map(shifted).collect()
}

/// A text with [`REDACTED`] for each password.
pub(crate) fn hide(text: &str) -> Cow<'_, str> {
    let found = find(text);
    if found.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for password in found {
        out.push_str(&text[done..password.start]);
        out.push_str(REDACTED);
        done = password.end;
    }
    out.push_str(&text[done..]);
    Cow::Owned(out)
}

/// [`hide`] for every text of a value, keys included.
pub(crate) fn hide_in(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::String(text) => hide(&text).into(),
        Value::Array(items) => items.into_iter().map(hide_in).collect(),
        Value::Object(map) => map
            .into_iter()
            .map(|(k, v)| (hide(&k).into_owned(), hide_in(v)))
            .collect(),
        other => other,
    }
}

/// The password in what follows the `//` of an address.
fn within(rest: &str) -> Option<Range<usize>> {
    let ends = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '"' | '<' | '>');
    let word = &rest[..rest.find(ends).unwrap_or(rest.len())];
    let authority = &word[..word.find(['/', '?', '#']).unwrap_or(word.len())];
    let at = match authority.rfind('@') {
        Some(at) => at,
        // A `/` that is part of the password should have been written `%2F`, and was not.
        None if !authority.starts_with('[') && !ends_in_port(authority) => word.rfind('@')?,
        None => return None,
    };
    let colon = word[..at].find(':')?;
    (colon + 1 < at).then_some(colon + 1..at)
}

/// Whether what stands behind the colon of an authority can be a port, or nothing stands there.
fn ends_in_port(authority: &str) -> bool {
    let Some((_, port)) = authority.split_once(':') else {
        return true;
    };
    let behind = port.trim_start_matches(|c: char| c.is_ascii_digit());
    behind.is_empty() || behind.starts_with([',', ';', ')', ']', '}', '|', '\'', '`', '\\', '*'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn hides(text: &str, shown: &str) {
        assert_eq!(hide(text), shown);
    }

    #[test]
    fn passwords_are_hidden_and_nothing_else() {
        hides("https://a:b@c.example", "https://a:********@c.example");
        hides("(ftp://a:b:c@d@e/x@y)", "(ftp://a:********@e/x@y)");
        hides("https://a:b/c@d.example", "https://a:********@d.example");
        hides(r"https:\/\/a:b@c\/d", r"https:\/\/a:********@c\/d");
        hides(
            "https://a:b@c and https://d:e@f",
            "https://a:********@c and https://d:********@f",
        );
        hides("x://店:秘密@店舗.example", "x://店:********@店舗.example");
        for same in [
            "",
            "https://",
            "https://a",
            "https://a@b",
            "https://a:@b",
            "https://a:80/b@c",
            "https://*.a:*/b@c",
            "https://[::1]:80/b@c",
            "https://[::1]/b@c",
            "a: //b:c d@e",
            "https://a:b c@d",
            "<a>https://b:80</a><c>d@e</c>",
            "mailto:a@b",
        ] {
            hides(same, same);
        }
    }

    #[test]
    fn what_is_near_a_view_is_found_in_a_long_line() {
        let filler = "x".repeat(3 * REACH);
        let text = format!("店\n{filler} https://a:b@c {filler}\n");
        let at = text.find("b@c").expect("it is there");
        let line = 4..text.len() - 1;
        assert_eq!(
            near(&text, &line, &(at..at + 1)).first(),
            Some(&(at..at + 1))
        );
        assert!(near(&text, &line, &(4..20)).is_empty());
    }
}
