//! Runs beside each other in one process, in a process of its own: the memory limit is the
//! process's.

mod engine_common;

use std::sync::atomic::{AtomicBool, Ordering};

use engine_common::Bench;
use serde_json::json;

/// A policy that takes some time to read.
fn long() -> String {
    let rules = (0..50).map(|n| {
        format!("r{n} contains x if {{ some x in input.l; x > {n}; object.get({{\"a\": x}}, \"a\", 1) == x }}\n")
    });
    let rules: String = rules.collect();
    format!("package long\ndeny contains v if {{ some v in r1 }}\n{rules}")
}

#[test]
fn no_run_fails_the_loading_of_another() {
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut bench =
                Bench::new().rule("package good\ndeny contains v if { some v in input.t }\n");
            bench.limits.max_policy_memory = 0;
            let tenant = engine_common::tenant(&json!({"t": [1]}));
            let (prepared, failures) = bench.prepare();
            assert!(failures.is_empty(), "{failures:?}");
            while !done.load(Ordering::Relaxed) {
                prepared.judge(&tenant);
            }
        });
        let bench = Bench::new().rule(&long());
        let failed = (0..200).find_map(|_| bench.prepare().1.into_iter().next());
        done.store(true, Ordering::Relaxed);
        assert!(failed.is_none(), "{failed:?}");
    });
}
