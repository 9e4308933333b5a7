//! Prints the tenants from seeds that the two models of access are compared on, for comparing the
//! policies with OPA as well: `dense FIRST NUMBER`, and a line of JSON for each, with its date of
//! judgement (`as_of`) and the tenant (`input`). `compare_tenants.py` asks.

#![allow(
    dead_code,
    clippy::print_stdout,
    reason = "the test of the models uses the rest; printing is the purpose"
)]

#[path = "../oracle/case.rs"]
mod case;
#[path = "../oracle/generate.rs"]
mod generate;
#[path = "../oracle/random.rs"]
mod random;

use serde_json::json;

fn main() {
    let numbers: Vec<u64> = std::env::args().filter_map(|a| a.parse().ok()).collect();
    let [first, number] = numbers[..] else {
        println!("usage: dense FIRST NUMBER");
        std::process::exit(2);
    };
    for seed in first..first + number {
        let case = generate::case(seed);
        println!("{}", json!({"as_of": case.as_of, "input": case.input}));
    }
}
