//! Texts for pages in Markdown: what a tenant or a policy says stays words. It makes no HTML, link,
//! image, mention, reference, heading, list or cell of a table.
//!
//! GitHub looks for mentions, references and addresses in what Markdown made, so that no escape
//! of Markdown keeps it from finding them: a zero-width space behind the first character does.

/// A zero-width space, as an entity.
const BREAK: &str = "&#8203;";

/// An escaped text of one line as words within a paragraph, a list item, a cell or a summary.
pub(super) fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    words(&mut out, text.trim());
    out
}

/// An escaped text of one line within a tag's own line, where Markdown may or may not be read: every
/// character that means something is an entity.
pub(super) fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    let mut chars = inline(text).chars().collect::<Vec<_>>().into_iter();
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                let escaped = chars.next().unwrap_or(c);
                out.push_str(&format!("&#{};", escaped as u32));
            }
            c => out.push(c),
        }
    }
    out
}

/// A text of a rule, with its `code` kept, in paragraphs.
pub(super) fn prose(text: &str) -> String {
    let paragraphs = text.split("\n\n").map(|paragraph| {
        let mut out = String::new();
        let mut parts = paragraph.trim().split('`').peekable();
        let mut code = false;
        while let Some(part) = parts.next() {
            // A last backtick that nothing closes is one.
            match (code, parts.peek().is_some()) {
                (true, true) => out.push_str(&format!("`{}`", part.replace('|', "\\|"))),
                (true, false) => {
                    out.push_str("\\`");
                    words(&mut out, part);
                }
                (false, _) => words(&mut out, part),
            }
            code = !code;
        }
        out
    });
    paragraphs.collect::<Vec<_>>().join("\n\n")
}

/// Words that lead to a page, where its address is a plain one.
pub(super) fn link(url: Option<&str>, text: &str) -> String {
    let words = inline(text);
    match url.and_then(super::page) {
        Some(url) => format!("[{words}]({url})"),
        None => words,
    }
}

fn words(out: &mut String, text: &str) {
    let start = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let mut before = ' ';
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map_or(' ', |n| n.1);
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // Between dollars stands a formula.
            '$' => out.push_str("&#36;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '~' | '|' | '#' => {
                out.push('\\');
                out.push(c);
            }
            // A list, a heading's underline or a number of a list begins a line.
            '-' | '+' | '=' if at == 0 => {
                out.push('\\');
                out.push(c);
            }
            '.' | ')' if at == start && start > 0 => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
        let breaks = match c {
            '@' | '#' | '!' => next.is_alphanumeric() || next == '_',
            ':' => next == '/',
            '.' => before == 'w' || before == 'W',
            '-' => next.is_ascii_digit() && before.eq_ignore_ascii_case(&'h'),
            _ => false,
        };
        if breaks {
            out.push_str(BREAK);
        }
        before = c;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_words() {
        let check = |text: &str, want: &str| assert_eq!(inline(text), want, "{text:?}");
        check("Merchant__c is open", "Merchant\\_\\_c is open");
        check("<b>&amp;", "&lt;b&gt;&amp;amp;");
        check("![x](http://e)", "!\\[x\\](http:&#8203;//e)");
        check(
            "@org/team #1 GH-1",
            "@&#8203;org/team \\#&#8203;1 GH-&#8203;1",
        );
        check("www.example.com", "www.&#8203;example.com");
        check("a@b.example", "a@&#8203;b.example");
        check("a | b `c` $d$", "a \\| b \\`c\\` &#36;d&#36;");
        check("- x", "\\- x");
        check("12. x", "12\\. x");
        check("# x", "\\# x");
        check("portal-admin 1.5", "portal-admin 1.5");
    }

    #[test]
    fn words_within_a_tag_need_no_markdown() {
        assert_eq!(html("a_b <i> @x \\"), "a&#95;b &lt;i&gt; @&#8203;x &#92;");
    }

    #[test]
    fn a_rule_keeps_its_code() {
        assert_eq!(
            prose("Set `a_b` to *x*.\n\nThen"),
            "Set `a_b` to \\*x\\*.\n\nThen"
        );
        assert_eq!(prose("a ` b_c"), "a \\` b\\_c");
    }

    #[test]
    fn only_plain_addresses_are_links() {
        assert_eq!(
            link(Some("https://x.example/a_(b)"), "P"),
            "[P](https://x.example/a_%28b%29)"
        );
        assert_eq!(link(Some("javascript:alert(1)"), "P"), "P");
        assert_eq!(link(Some("https://x.example/ y"), "P"), "P");
    }
}
