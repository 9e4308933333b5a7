//! HTML as plain text: tags are left out, entities become what they stand for. What is no tag stays
//! as it is written, so that nothing of a text is lost that a browser would show.

/// Tags after which a sentence goes on elsewhere.
const BREAKS: [&str; 8] = ["br", "p", "div", "ul", "ol", "tr", "table", "pre"];

/// The text of a piece of HTML, in one line.
pub(super) fn text_of(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    let mut items = 0_usize;
    while let Some(at) = rest.find(['<', '&']) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some((name, closes, length)) = tag(rest) {
            match (name.as_str(), closes) {
                ("ul" | "ol", false) => {
                    items = 0;
                    text.push(' ');
                }
                ("li", false) => {
                    text.push_str(if items == 0 { " " } else { "; " });
                    items += 1;
                }
                (name, _) if BREAKS.contains(&name) => text.push(' '),
                _ => {}
            }
            rest = &rest[length..];
        } else if let Some((c, length)) = entity(rest) {
            text.push(c);
            rest = &rest[length..];
        } else {
            text.push_str(&rest[..1]);
            rest = &rest[1..];
        }
    }
    text.push_str(rest);
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}

/// The tag that a text begins with: its name in lower case, whether it closes, and its length.
fn tag(text: &str) -> Option<(String, bool, usize)> {
    let inner = text.strip_prefix('<')?;
    let (inner, closes) = match inner.strip_prefix('/') {
        Some(inner) => (inner, true),
        None => (inner, false),
    };
    let name = inner.len()
        - inner
            .trim_start_matches(|c: char| c.is_ascii_alphanumeric())
            .len();
    let begins = inner.starts_with(|c: char| c.is_ascii_alphabetic());
    let follows = inner[name..].starts_with(|c: char| c.is_whitespace() || "/>".contains(c));
    if !begins || !follows {
        return None;
    }
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (None, '>') => return Some((inner[..name].to_ascii_lowercase(), closes, at + 1)),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    None
}

/// The entity that a text begins with, and its length.
fn entity(text: &str) -> Option<(char, usize)> {
    const LONGEST: usize = 10;
    let end = text.bytes().take(LONGEST).position(|b| b == b';')?;
    let name = text.get(1..end)?;
    let c = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    };
    Some((c, end + 1))
}

#[cfg(test)]
mod tests {
    use super::text_of;

    #[test]
    fn tags_go_and_entities_are_read() {
        for (html, text) in [
            (
                "These fail:<ul><li>A &amp; B: on</li><li>C</li></ul>",
                "These fail: A & B: on; C",
            ),
            (
                "<a href='x>y' target=\"_blank\">See</a> &#x3042;&#12356;",
                "See あい",
            ),
            ("one<br/>two<BR>three", "one two three"),
            ("1 < 2 && 3 > 2 <b", "1 < 2 && 3 > 2 <b"),
            ("&bogus; &#xD800; &", "&bogus; &#xD800; &"),
            ("&lt;b&gt;", "<b>"),
            ("<script>x</script>", "x"),
            ("a\n\tb", "a b"),
        ] {
            assert_eq!(text_of(html), text, "{html}");
        }
    }
}
