//! Which functions a policy may call.

use regorus::unstable::BUILTINS;

/// What a call leads to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Builtin {
    /// It may be called with this number of arguments; `None` for any.
    Allowed(Option<usize>),
    /// It may not, because of this.
    Refused(&'static str),
    /// There is none of this name.
    Unknown,
}

const OUTSIDE: &str = "it reaches outside: a policy sees its input and data, and nothing else";
const CLOCK: &str = "it reads the clock: the date of judgement is `data.tenantlint.as_of`";
const CHANCE: &str = "it answers differently each time, so no two runs would agree";
const ENDLESS: &str = "its cost grows without bound while no limit can stop it";

/// Functions of OPA or of the engine that are never called.
const REFUSED: &[(&str, &str)] = &[
    ("http.send", OUTSIDE),
    ("net.lookup_ip_addr", OUTSIDE),
    ("opa.runtime", OUTSIDE),
    ("rego.parse_module", OUTSIDE),
    ("trace", "it writes where nobody reads; remove it"),
    ("time.now_ns", CLOCK),
    ("rand.intn", CHANCE),
    ("uuid.rfc4122", CHANCE),
    ("test.sleep", ENDLESS),
    ("graph.reachable_paths", ENDLESS),
    ("net.cidr_expand", ENDLESS),
    ("numbers.range_step", ENDLESS),
    ("bits.lsh", ENDLESS),
];

/// Functions of the engine that OPA does not have.
fn foreign(name: &str) -> bool {
    name.starts_with("azure.") || name.starts_with("__builtin")
}

/// What a call of `name` leads to.
pub(crate) fn builtin(name: &str) -> Builtin {
    if let Some((_, why)) = REFUSED.iter().find(|(n, _)| *n == name) {
        return Builtin::Refused(why);
    }
    if name == "print" {
        return Builtin::Allowed(None);
    }
    match BUILTINS.get(name) {
        Some((_, arity)) if !foreign(name) => Builtin::Allowed(Some(usize::from(*arity))),
        _ => Builtin::Unknown,
    }
}

/// A name like this one, for a suggestion.
pub(crate) fn similar(name: &str) -> Option<&'static str> {
    BUILTINS
        .keys()
        .copied()
        .filter(|n| !foreign(n) && matches!(builtin(n), Builtin::Allowed(_)))
        .map(|n| (strsim::damerau_levenshtein(n, name), n))
        .filter(|(distance, _)| *distance <= 2)
        .min()
        .map(|(_, n)| n)
}

/// What is wrong with a format of `sprintf` and the number of its arguments, if anything is: the
/// engine gives nothing for what it does not know, and a violation would vanish with it.
pub(crate) fn format_trouble(format: &str, arguments: usize) -> Option<String> {
    let mut wanted = 0;
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        if c != '%' {
            continue;
        }
        match chars.next() {
            Some('%') => {}
            Some('s' | 'v' | 'd' | 'q' | 'x') => wanted += 1,
            Some(other) => {
                return Some(format!("`%{other}` is no verb that can be relied on"));
            }
            None => return Some("the format ends in a lone `%`".to_owned()),
        }
    }
    (wanted != arguments)
        .then(|| format!("the format wants {wanted} arguments and gets {arguments}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_checked() {
        assert_eq!(format_trouble("%s of %d: 100 %%, %v %q %x", 5), None);
        assert!(format_trouble("%5d", 1).is_some());
        assert!(format_trouble("%s", 0).is_some());
        assert!(format_trouble("%s", 2).is_some());
        assert!(format_trouble("100%", 0).is_some());
    }

    #[test]
    fn calls_are_known_refused_or_unknown() {
        assert_eq!(builtin("startswith"), Builtin::Allowed(Some(2)));
        assert_eq!(builtin("http.send"), Builtin::Refused(OUTSIDE));
        assert_eq!(builtin("azure.policy.fn.json"), Builtin::Unknown);
        assert_eq!(similar("startwith"), Some("startswith"));
    }
}
