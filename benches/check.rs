//! Where the time of a check goes, stage by stage, on a generated tenant of 300 kB.

#[path = "corpus/mod.rs"]
#[allow(dead_code, reason = "what is planted is not looked for here")]
mod corpus;

use divan::Bencher;
use divan::counter::BytesCount;
use tenantlint::document::{Limits, parse};
use tenantlint::source::{Encoding, SourceMap};
use tenantlint::tenant::{Group, Part, build};

fn main() {
    divan::main();
}

fn made() -> (corpus::Corpus, SourceMap) {
    let shape = corpus::shape("small").unwrap_or(&corpus::SHAPES[0]);
    let mut made = corpus::Corpus::generate(shape, None);
    // The inventory is no part of the tenant.
    made.files.remove(0);
    let mut sources = SourceMap::new();
    for (path, text) in &made.files {
        sources.add(path.as_str(), text.as_str(), Encoding::Utf8);
    }
    (made, sources)
}

#[divan::bench]
fn plain_yaml_serde(bencher: Bencher<'_, '_>) {
    let (made, _) = made();
    bencher.counter(BytesCount::new(made.bytes())).bench(|| {
        for (_, text) in &made.files {
            let value = yaml_serde::from_str::<yaml_serde::Value>(text);
            divan::black_box(value).ok();
        }
    });
}

#[divan::bench]
fn documents(bencher: Bencher<'_, '_>) {
    let (made, sources) = made();
    let limits = Limits::default();
    bencher.counter(BytesCount::new(made.bytes())).bench(|| {
        for (id, file) in sources.iter() {
            divan::black_box(parse(id, file.text().clone(), &limits)).ok();
        }
    });
}

#[divan::bench]
fn canonical_tenant(bencher: Bencher<'_, '_>) {
    let (made, sources) = made();
    let limits = Limits::default();
    let documents: Vec<_> = sources
        .iter()
        .filter_map(|(id, file)| parse(id, file.text().clone(), &limits).ok())
        .collect();
    let group = Group {
        parts: made
            .files
            .iter()
            .zip(&documents)
            .map(|((path, _), document)| Part {
                path,
                below: path,
                document,
                made: None,
            })
            .collect(),
        ..Group::default()
    };
    bencher
        .counter(BytesCount::new(made.bytes()))
        .bench(|| divan::black_box(build(&group)));
}
