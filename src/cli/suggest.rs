//! "Did you mean": the nearest of the words that would be right.

/// The candidate that `word` was most likely meant to be, if one is near enough. Case and the
/// choice between `-`, `_` and a space do not count.
pub(crate) fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let word = folded(word);
    candidates
        .into_iter()
        .map(|c| (likeness(&word, &folded(c)), c))
        .filter(|(likeness, _)| *likeness >= 0.6)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, c)| c)
}

/// "did you mean `x`?", or `otherwise` where nothing is near.
pub(crate) fn help<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    otherwise: impl FnOnce() -> String,
) -> String {
    match nearest(word, candidates) {
        Some(found) => format!("did you mean `{found}`?"),
        None => otherwise(),
    }
}

/// From 0 for nothing in common to 1 for the same. Long words are not compared: they are no
/// typing mistake, and comparing takes the product of both lengths.
fn likeness(a: &str, b: &str) -> f64 {
    if a.len() > 200 || b.len() > 200 {
        return 0.0;
    }
    strsim::normalized_damerau_levenshtein(a, b)
}

fn folded(word: &str) -> String {
    word.trim().to_lowercase().replace(['_', ' '], "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_word_and_nonsense_finds_none() {
        let words = ["select", "severity", "fail-on"];
        assert_eq!(nearest("selct", words), Some("select"));
        assert_eq!(nearest("fail_on", words), Some("fail-on"));
        assert_eq!(nearest("FAILON", words), Some("fail-on"));
        assert_eq!(nearest("zebra", words), None);
    }

    #[test]
    fn of_two_that_are_as_near_the_first_in_the_alphabet_wins() {
        assert_eq!(nearest("ab", ["ad", "ac"]), None);
        assert_eq!(nearest("abcd", ["abcf", "abce"]), Some("abce"));
    }
}
