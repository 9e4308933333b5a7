//! Prose of METADATA.

/// Prose without the line breaks that only kept its lines short; paragraphs stay apart.
pub(crate) fn unwrapped(text: &str) -> String {
    let paragraphs = text.split("\n\n").map(|paragraph| {
        let lines = paragraph.lines().map(str::trim);
        lines
            .filter(|l| !l.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    });
    paragraphs.collect::<Vec<_>>().join("\n\n")
}
