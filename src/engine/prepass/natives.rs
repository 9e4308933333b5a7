//! Functions of policies that the engine is given as functions of the program: every policy calls
//! them, and a call of a function in Rego costs ten times as much.
//!
//! They are told by their text, so that a policy pack needs to say nothing of it: where another
//! text stands, that text is evaluated. `engine::extend` holds what they do.

/// The function that gives the object at a key, and an empty one where there is none.
pub(crate) const OBJECT_AT: &str = "__tl_object_at";
/// The function that gives the list at a key: a single value as a list of one, nothing as none.
pub(crate) const LIST_AT: &str = "__tl_list_at";

/// The function that gives the names of a collection by their lower case, of each the first of its
/// spellings.
pub(crate) const SPELT: &str = "__tl_spelt";

/// The function that gives, of each text that a pattern matches, the keys of the patterns that do.
pub(crate) const KEYS_OF_MATCHES: &str = "__tl_keys_of_matches";

/// The function that gives the keys of an object that are `Owner.Name`, by the owner in lower case.
pub(crate) const BY_OWNER: &str = "__tl_by_owner";

/// Texts from the arguments on, without blanks, and the functions that answer as they do. All of
/// them give a collection.
#[allow(dead_code, reason = "the build looks for them")]
const NATIVES: &[(&str, &str)] = &[
    (
        "(value,key):=foundif{found:=value[key]is_object(found)}else:={}",
        OBJECT_AT,
    ),
    (
        "(value,key):=foundif{found:=value[key]is_array(found)}else:=[found]if{found:=value[key]notis_null(found)}else:=[]",
        LIST_AT,
    ),
    (
        "(set):={key:name|pairs:=sort({[lower(written),written]|somewritteninset})somei,[key,name]inpairscount([1|some[before,_]inarray.slice(pairs,i-1,i);before==key])==0}",
        SPELT,
    ),
    (
        "(texts,patterns):={text:kinds|sometextintextskinds:={kind|somekind,patterninpatterns;regex.match(pattern,text)}count(kinds)>0}",
        KEYS_OF_MATCHES,
    ),
    (
        "(named):=object.union_n([{lower(owner):{qualified:name}}|somequalified,_innamed;[owner,name]:=split(qualified,\".\")])",
        BY_OWNER,
    ),
];

/// The function that answers as one of this text does: all that stands behind its name.
#[allow(dead_code, reason = "the build looks for them")]
pub(crate) fn native(text: &str) -> Option<&'static str> {
    let bare: String = text.split_whitespace().collect();
    let known = NATIVES.iter().find(|(known, _)| *known == bare);
    known.map(|(_, name)| *name)
}

/// Whether the program answers a function of this name.
#[allow(dead_code, reason = "the build looks for them")]
pub(crate) fn answers(name: &str) -> bool {
    NATIVES.iter().any(|(_, native)| *native == name)
}
