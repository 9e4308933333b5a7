//! The difference of two texts, line by line.

/// A line of a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line<'t> {
    /// In both.
    Both(&'t str),
    /// In the first alone.
    Expected(&'t str),
    /// In the second alone.
    Came(&'t str),
}

/// The most lines of either text that are compared in full; of longer ones each line that differs
/// from the one at its place counts as changed.
const MOST: usize = 400;

/// What of `expected` did not come, and what came instead, in reading order.
pub(super) fn lines<'t>(expected: &'t str, came: &'t str) -> Vec<Line<'t>> {
    let a: Vec<&str> = expected.lines().collect();
    let b: Vec<&str> = came.lines().collect();
    if a.len() > MOST || b.len() > MOST {
        let gone = a
            .iter()
            .filter(|l| !b.contains(l))
            .map(|l| Line::Expected(l));
        let new = b.iter().filter(|l| !a.contains(l)).map(|l| Line::Came(l));
        return gone.chain(new).collect();
    }
    // How long the longest sequence is that the rests from here on have in common.
    let mut common = vec![vec![0_usize; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            common[i][j] = match a[i] == b[j] {
                true => common[i + 1][j + 1] + 1,
                false => common[i + 1][j].max(common[i][j + 1]),
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut found = Vec::new();
    while i < a.len() || j < b.len() {
        if i < a.len() && j < b.len() && a[i] == b[j] {
            found.push(Line::Both(a[i]));
            (i, j) = (i + 1, j + 1);
        } else if i < a.len() && (j == b.len() || common[i + 1][j] >= common[i][j + 1]) {
            found.push(Line::Expected(a[i]));
            i += 1;
        } else {
            found.push(Line::Came(b[j]));
            j += 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_both_have_stays() {
        let got = lines("a\nb\nc\n", "a\nx\nc\nd\n");
        let want = [
            Line::Both("a"),
            Line::Expected("b"),
            Line::Came("x"),
            Line::Both("c"),
            Line::Came("d"),
        ];
        assert_eq!(got, want);
        assert_eq!(lines("", "a"), [Line::Came("a")]);
        assert_eq!(lines("a", ""), [Line::Expected("a")]);
    }

    #[test]
    fn long_texts_are_compared_by_their_lines_alone() {
        let one: String = (0..=MOST).map(|n| format!("{n}\n")).collect();
        let other = one.replace("\n7\n", "\nseven\n");
        assert_eq!(
            lines(&one, &other),
            [Line::Expected("7"), Line::Came("seven")]
        );
    }
}
