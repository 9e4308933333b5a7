//! The words that every platform's rules use for who can do what, in their orders, and as people
//! say them. Policies may have words of their own, which come last and stay as they are.

/// Who has access: those whom nobody knows first, those who are trusted most last.
pub const PRINCIPALS: [&str; 5] = [
    "anonymous",
    "self-registered",
    "guest",
    "any-member",
    "admin",
];

/// What they can do, in the order in which it is told.
pub const ACTIONS: [&str; 4] = ["read", "create", "edit", "delete"];

/// The place of a word among those of its kind.
pub fn rank(known: &[&str], word: &str) -> usize {
    let place = known.iter().position(|k| *k == word);
    place.unwrap_or(known.len())
}

/// A principal as people say it.
pub fn people(who: &str) -> &str {
    match who {
        "anonymous" => "anonymous visitors",
        "self-registered" => "people who register themselves",
        "guest" => "guest users",
        "any-member" => "every member",
        "admin" => "administrators",
        "" => "somebody",
        other => other,
    }
}

/// Actions as people say them: `read, create and edit`.
pub fn in_words(actions: &[&str]) -> String {
    let mut actions: Vec<&str> = actions.to_vec();
    actions.sort_by_key(|action| (rank(&ACTIONS, action), *action));
    match actions.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => actions.concat(),
    }
}
