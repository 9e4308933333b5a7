//! The access model against a second one: tenants from seeds, judged by the bundled policies and by
//! plain loops over the same text, which were written from the platform's documentation alone. Where
//! the two differ, one of them is wrong.

#[path = "oracle/case.rs"]
mod case;
#[path = "oracle/code.rs"]
mod code;
#[path = "oracle/compare.rs"]
mod compare;
#[path = "oracle/generate.rs"]
mod generate;
#[path = "oracle/model.rs"]
mod model;
#[path = "oracle/program.rs"]
mod program;
#[path = "oracle/random.rs"]
mod random;

use std::collections::BTreeMap;

use compare::Counts;
use model::Known;
use program::Program;

const ALL: &[Known] = &[
    Known::CodeOnParents,
    Known::MutingElsewhere,
    Known::NameFieldsByCase,
    Known::FullNameBesideNickname,
    Known::FieldsWithoutSecurity,
    Known::ViewAllFields,
    Known::InnerInherits,
    Known::FieldsOfOtherHolders,
    Known::MissingSubflows,
    Known::DefaultWhileOff,
    Known::StatedProfilesOfOthers,
    Known::ModelNotStated,
    Known::InactiveSubflows,
    Known::MissingBaseClasses,
    Known::BaseVersion,
    Known::MutingByCase,
    Known::MissingParents,
    Known::UnknownGrandparents,
];

/// Judges the tenants of the seeds on all processors; the differences by kind with their seeds.
fn run(
    program: &Program,
    seeds: std::ops::Range<u64>,
) -> (BTreeMap<String, Vec<(u64, String)>>, Counts) {
    let threads = std::thread::available_parallelism().map_or(1, usize::from) as u64;
    let work = |first: u64| {
        let mut found: BTreeMap<String, Vec<(u64, String)>> = BTreeMap::new();
        let mut counts = Counts::default();
        for seed in seeds.clone().filter(|s| s % threads == first) {
            let case = generate::case(seed);
            let verdict = model::judge(&case, ALL);
            counts.add(&case, &verdict);
            for difference in compare::differences(&verdict, &program.judge(&case)) {
                found
                    .entry(difference.kind)
                    .or_default()
                    .push((seed, difference.what));
            }
        }
        (found, counts)
    };
    let work = &work;
    std::thread::scope(|scope| {
        let started: Vec<_> = (0..threads).map(|t| scope.spawn(move || work(t))).collect();
        let mut all: BTreeMap<String, Vec<(u64, String)>> = BTreeMap::new();
        let mut counts = Counts::default();
        for thread in started {
            let (found, counted) = thread.join().expect("a thread panicked");
            counts.merge(counted);
            for (kind, mut seeds) in found {
                all.entry(kind).or_default().append(&mut seeds);
            }
        }
        (all, counts)
    })
}

#[test]
fn explore() {
    let program = Program::new();
    let number = std::env::var("TENANTLINT_ORACLE")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(300);
    let start = std::time::Instant::now();
    let (found, counts) = run(&program, 0..number);
    println!("{:?} {counts:#?}", start.elapsed());
    for (kind, seeds) in &found {
        let (seed, _) = seeds.iter().min().expect("a seed");
        println!("== {kind}: {} times", seeds.len());
        let case = generate::case(*seed);
        let small = compare::shrink(&program, &case, ALL, kind);
        println!("seed {seed}\n{}", small.yaml());
        let verdict = model::judge(&small, ALL);
        for d in compare::differences(&verdict, &program.judge(&small)) {
            println!("   {}: {}", d.kind, d.what);
        }
    }
}
