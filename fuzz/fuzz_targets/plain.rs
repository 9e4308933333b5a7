//! The fast path for plain YAML and JSON: whatever the text, it gives what the full parser gives.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tenantlint::document::{Limits, parse, parse_in_full};
use tenantlint::source::{Encoding, SourceMap};

fuzz_target!(|text: &str| {
    // Low enough to be met.
    let limits = Limits {
        max_depth: 6,
        max_nodes: 60,
        max_scalar_bytes: 30,
        ..Limits::default()
    };
    let file = SourceMap::new().add("t", "", Encoding::Utf8);
    for limits in [Limits::default(), limits] {
        let fast = parse(file, text.into(), &limits);
        let full = parse_in_full(file, text.into(), &limits);
        assert!(fast == full, "they differ:\n{fast:#?}\n{full:#?}");
    }
});
