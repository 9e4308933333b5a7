//! Which functions a policy may call.

use regorus::unstable::{BUILTINS, Expr, Ref};

use super::names::static_path;

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

/// Functions that answer with nothing where an argument is of a wrong kind, or where they fail,
/// with the kinds that each argument may have: a text, number, boolean, null, array, object, set
/// (`t`), or anything (`x`).
const SIGNATURES: &[(&str, &str)] = &[
    ("abs", "n"),
    ("all", "at"),
    ("and", "t t"),
    ("any", "at"),
    ("array.concat", "a a"),
    ("array.reverse", "a"),
    ("array.slice", "a n n"),
    ("base64.decode", "s"),
    ("base64.encode", "s"),
    ("base64.is_valid", "x"),
    ("base64url.decode", "s"),
    ("base64url.encode", "s"),
    ("base64url.encode_no_pad", "s"),
    ("ceil", "n"),
    ("concat", "s at"),
    ("contains", "s s"),
    ("count", "asto"),
    ("div", "n n"),
    ("endswith", "s s"),
    ("floor", "n"),
    ("format_int", "n n"),
    ("glob.match", "s a0 s"),
    ("glob.quote_meta", "s"),
    ("graph.reachable", "o at"),
    ("hex.decode", "s"),
    ("hex.encode", "s"),
    ("indexof", "s s"),
    ("indexof_n", "s s"),
    ("intersection", "t"),
    ("json.filter", "o at"),
    ("json.is_valid", "x"),
    ("json.patch", "x a"),
    ("json.remove", "o at"),
    ("json.unmarshal", "s"),
    ("lower", "s"),
    ("max", "at"),
    ("min", "at"),
    ("minus", "nt nt"),
    ("mul", "n n"),
    ("net.cidr_contains", "s s"),
    ("numbers.range", "n n"),
    ("object.filter", "o ato"),
    ("object.get", "o x x"),
    ("object.keys", "o"),
    ("object.remove", "o ato"),
    ("object.subset", "oat oat"),
    ("object.union", "o o"),
    ("object.union_n", "a"),
    ("or", "t t"),
    ("plus", "n n"),
    ("product", "at"),
    ("re_match", "s s"),
    ("regex.find_n", "s s n"),
    ("regex.is_valid", "x"),
    ("regex.match", "s s"),
    ("regex.replace", "s s s"),
    ("regex.split", "s s"),
    ("regex.template_match", "s s s s"),
    ("rem", "n n"),
    ("replace", "s s s"),
    ("round", "n"),
    ("semver.compare", "s s"),
    ("semver.is_valid", "x"),
    ("sort", "at"),
    ("split", "s s"),
    ("sprintf", "s a"),
    ("startswith", "s s"),
    ("strings.any_prefix_match", "sat sat"),
    ("strings.any_suffix_match", "sat sat"),
    ("strings.count", "s s"),
    ("strings.replace_n", "o s"),
    ("strings.reverse", "s"),
    ("substring", "s n n"),
    ("sum", "at"),
    ("time.add_date", "n n n n"),
    ("time.clock", "na"),
    ("time.date", "na"),
    ("time.diff", "na na"),
    ("time.format", "na"),
    ("time.parse_duration_ns", "s"),
    ("time.parse_ns", "s s"),
    ("time.parse_rfc3339_ns", "s"),
    ("time.weekday", "na"),
    ("to_number", "nbs0"),
    ("trace", "s"),
    ("trim", "s s"),
    ("trim_left", "s s"),
    ("trim_prefix", "s s"),
    ("trim_right", "s s"),
    ("trim_space", "s"),
    ("trim_suffix", "s s"),
    ("union", "t"),
    ("units.parse", "s"),
    ("units.parse_bytes", "s"),
    ("upper", "s"),
    ("urlquery.decode", "s"),
    ("urlquery.decode_object", "s"),
    ("urlquery.encode", "s"),
    ("urlquery.encode_object", "o"),
    ("yaml.is_valid", "x"),
    ("yaml.unmarshal", "s"),
];

/// All functions that are called as OPA does, with the kinds of their arguments.
pub(crate) fn as_opa() -> impl Iterator<Item = (&'static str, &'static str)> {
    SIGNATURES.iter().copied()
}

/// Whether a function is called as OPA does.
pub(crate) fn is_as_opa(name: &str) -> bool {
    SIGNATURES.binary_search_by_key(&name, |(n, _)| *n).is_ok()
}

/// What a call of `name` leads to in a module of others: besides what ours may call, functions that
/// do nothing here, and those of Rego before 1.0 where a module is written in it.
pub(crate) fn builtin_of_others(name: &str, v0: bool) -> Builtin {
    match name {
        "time.now_ns" => Builtin::Allowed(Some(0)),
        "any" | "all" | "re_match" if !v0 => Builtin::Unknown,
        "yaml.marshal" => {
            Builtin::Refused("engines write YAML in different ways: use `json.marshal`")
        }
        _ => match SIGNATURES.binary_search_by_key(&name, |(n, _)| *n) {
            Ok(at) => Builtin::Allowed(Some(SIGNATURES[at].1.split(' ').count())),
            Err(_) => builtin(name),
        },
    }
}

/// Whether a call of a function has one argument too many: in OPA it stands for the value.
pub(crate) fn has_output(fcn: &Expr, params: &[Ref<Expr>]) -> bool {
    let name = static_path(fcn).unwrap_or_default().join(".");
    match builtin_of_others(&name, false) {
        Builtin::Allowed(Some(arity)) => name != "walk" && params.len() == arity + 1,
        _ => false,
    }
}

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
    fn signatures_are_in_order_and_those_of_the_engine() {
        assert!(SIGNATURES.is_sorted_by(|a, b| a.0 < b.0));
        for (name, kinds) in SIGNATURES {
            if let Some((_, arity)) = BUILTINS.get(name) {
                assert_eq!(kinds.split(' ').count(), usize::from(*arity), "{name}");
            }
        }
    }

    #[test]
    fn calls_are_known_refused_or_unknown() {
        assert_eq!(builtin("startswith"), Builtin::Allowed(Some(2)));
        assert_eq!(builtin("http.send"), Builtin::Refused(OUTSIDE));
        assert_eq!(builtin("azure.policy.fn.json"), Builtin::Unknown);
        assert_eq!(similar("startwith"), Some("startswith"));
    }
}
