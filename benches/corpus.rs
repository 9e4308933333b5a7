//! Writes a generated corpus, and is the plain parse that `tenantlint` is measured against.
//!
//! `corpus generate SHAPE FOLDER [TENANTS]` writes the corpus to `FOLDER` and what was planted to
//! `FOLDER.tsv`, and prints how many files, bytes and violations there are; `corpus parse FOLDER` parses
//! every YAML file below to a value with `yaml_serde`; `corpus read FOLDER` reads the bytes alone.

#![allow(clippy::print_stdout, reason = "a program that talks to a script")]
#![allow(
    clippy::disallowed_methods,
    reason = "a program of its own, which reads and writes files"
)]

#[path = "corpus/mod.rs"]
mod corpus;

use std::io;
use std::path::{Path, PathBuf};

fn main() -> io::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["generate", shape, folder] => generate(shape, Path::new(folder), None),
        ["generate", shape, folder, tenants] => {
            let tenants = tenants.parse().map_err(io::Error::other)?;
            generate(shape, Path::new(folder), Some(tenants))
        }
        ["parse", folder] => each(Path::new(folder), |text| {
            let value: yaml_serde::Value = yaml_serde::from_str(text).map_err(io::Error::other)?;
            std::hint::black_box(&value);
            Ok(())
        }),
        ["read", folder] => each(Path::new(folder), |text| {
            std::hint::black_box(text);
            Ok(())
        }),
        // `cargo bench` runs every bench target with `--bench`; this one has nothing to time.
        _ => Ok(()),
    }
}

fn generate(shape: &str, folder: &Path, tenants: Option<usize>) -> io::Result<()> {
    let shape = corpus::shape(shape).ok_or_else(|| io::Error::other("no such shape"))?;
    let made = corpus::Corpus::generate(shape, tenants);
    for (below, text) in &made.files {
        let path = folder.join(below);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(path, text)?;
    }
    let rows = made
        .planted
        .iter()
        .map(|p| format!("{}\t{}\t{}\t{}\n", p.file, p.line, p.column, p.rule));
    std::fs::write(folder.with_extension("tsv"), rows.collect::<String>())?;
    println!(
        "{}\t{}\t{}",
        made.files.len(),
        made.bytes(),
        made.planted.len()
    );
    Ok(())
}

fn each(folder: &Path, mut work: impl FnMut(&str) -> io::Result<()>) -> io::Result<()> {
    let mut folders: Vec<PathBuf> = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "yaml") {
                work(&std::fs::read_to_string(path)?)?;
            }
        }
    }
    Ok(())
}
