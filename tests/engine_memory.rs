//! The memory of policies, in a process of its own: the limit is the process's.

mod engine_common;

use engine_common::{Bench, messages};
use serde_json::json;

const GOOD: &str = "package good\ndeny contains v if { v := {\"message\": \"found\", \"at\": [\"t\", 0], \"identity\": {\"n\": \"x\"}} }\n";

#[test]
fn a_greedy_policy_is_stopped() {
    let text = "package greedy\ndeny contains \"m\" if { all := [[a, b] | some a in numbers.range(1, 3000); some b in numbers.range(1, 3000)]; count(all) > 0 }\n";
    let mut bench = Bench::new().rule(text);
    bench.limits.max_policy_memory = 32 << 20;
    let outcomes = bench.judge(&json!({"t": [1]}));
    assert_eq!(
        messages(&outcomes[0]),
        Err("the policies took more memory than they may".to_owned())
    );
    // What was taken is given back, and the next rule may judge.
    let mut bench = Bench::new().rule(GOOD);
    bench.limits.max_policy_memory = 32 << 20;
    assert!(messages(&bench.judge(&json!({"t": [1]}))[0]).is_ok());
}
