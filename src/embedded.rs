//! The files that are part of the program: bundled policies and published schemas. Which they
//! are is decided by their folders alone, at build time.

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// The bundled policies: paths below `policies/` with `/` between the parts, sorted, and texts.
pub fn policies() -> &'static [(&'static str, &'static str)] {
    POLICIES
}

/// The published schemas: paths below `schemas/`, sorted, and texts.
pub fn schemas() -> &'static [(&'static str, &'static str)] {
    SCHEMAS
}

/// The text of one published schema.
pub fn schema(path: &str) -> Option<&'static str> {
    let at = SCHEMAS
        .binary_search_by(|(name, _)| (*name).cmp(path))
        .ok()?;
    Some(SCHEMAS[at].1)
}
