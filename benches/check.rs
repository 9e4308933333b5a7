//! Where the time of a check goes, stage by stage, on a generated tenant of 1 MB.

#[path = "corpus/mod.rs"]
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
    let made = corpus::Corpus::generate(1_000_000, 1);
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
            })
            .collect(),
        ..Group::default()
    };
    bencher
        .counter(BytesCount::new(made.bytes()))
        .bench(|| divan::black_box(build(&group)));
}
