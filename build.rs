//! Embeds the bundled policies and the published schemas, every file below their folders.

#![allow(
    clippy::use_debug,
    clippy::print_stdout,
    reason = "a build script prints and quotes"
)]

use std::io::Write as _;
use std::path::{Path, PathBuf};

fn main() -> std::io::Result<()> {
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let out = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default());
    let mut code = std::fs::File::create(out.join("embedded.rs"))?;
    for (name, folder) in [("POLICIES", "policies"), ("SCHEMAS", "schemas")] {
        println!("cargo::rerun-if-changed={folder}");
        let base = root.join(folder);
        let mut files = Vec::new();
        collect(&base, &mut files)?;
        files.sort();
        writeln!(code, "pub(crate) static {name}: &[(&str, &str)] = &[")?;
        for file in files {
            let below = file.strip_prefix(&base).unwrap_or(&file);
            let parts: Vec<_> = below.iter().map(|p| p.to_string_lossy()).collect();
            let shown = parts.join("/");
            writeln!(code, "    ({shown:?}, include_str!({:?})),", file.display())?;
        }
        writeln!(code, "];")?;
    }
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path
            .extension()
            .is_some_and(|e| e == "rego" || e == "yaml" || e == "json")
        {
            files.push(path);
        }
    }
    Ok(())
}
