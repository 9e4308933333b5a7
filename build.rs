//! Embeds the bundled policies and the published schemas, every file below their folders, and
//! what can be known of the policies before the program runs.

#![allow(
    clippy::use_debug,
    clippy::print_stdout,
    reason = "a build script prints and quotes"
)]

#[path = "src/check.rs"]
#[allow(dead_code, reason = "the build uses a part")]
mod check;
#[path = "src/engine/compiled/code.rs"]
mod code;
#[path = "build/compile/mod.rs"]
mod compile;
#[path = "build/metadata.rs"]
mod metadata;
#[path = "build/pack.rs"]
mod pack;
#[path = "src/engine/prepass/mod.rs"]
#[allow(
    dead_code,
    unused_imports,
    unreachable_pub,
    reason = "the build uses a part"
)]
mod prepass;
#[path = "src/rule/prose.rs"]
mod prose;
#[path = "src/source/mod.rs"]
#[allow(dead_code, unused_imports, reason = "the build uses a part")]
mod source;

use std::io::Write as _;
use std::path::{Path, PathBuf};

/// A file: its path below its folder with `/` between the parts, where it is, and its text.
pub(crate) struct File {
    pub(crate) below: String,
    path: PathBuf,
    pub(crate) text: String,
}

fn main() -> std::io::Result<()> {
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let out = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default());
    let mut code = std::fs::File::create(out.join("embedded.rs"))?;
    let policies = files(&root, "policies")?;
    embed(&mut code, "POLICIES", &policies)?;
    embed(&mut code, "SCHEMAS", &files(&root, "schemas")?)?;
    // The engine takes more stack than a thread has by default where nothing is optimised.
    let prepared = std::thread::Builder::new()
        .stack_size(256 << 20)
        .spawn(move || pack::code(&policies))?
        .join();
    let pack = match prepared {
        Ok(Ok(pack)) => pack,
        Ok(Err(why)) => {
            println!("cargo::warning=the bundled policies are not prepared: {why}");
            "None".to_owned()
        }
        Err(panic) => std::panic::resume_unwind(panic),
    };
    writeln!(code, "static PACK: Option<&'static Pack> = {pack};")
}

/// The files below a folder of the repository, in order of their paths.
fn files(root: &Path, folder: &str) -> std::io::Result<Vec<File>> {
    println!("cargo::rerun-if-changed={folder}");
    let base = root.join(folder);
    let mut paths = Vec::new();
    collect(&base, &mut paths)?;
    paths.sort();
    let read = |path: PathBuf| {
        let below = path.strip_prefix(&base).unwrap_or(&path);
        let parts: Vec<_> = below.iter().map(|p| p.to_string_lossy()).collect();
        Ok(File {
            below: parts.join("/"),
            text: std::fs::read_to_string(&path)?,
            path,
        })
    };
    paths.into_iter().map(read).collect()
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

fn embed(code: &mut impl std::io::Write, name: &str, files: &[File]) -> std::io::Result<()> {
    writeln!(code, "static {name}: &[(&str, &str)] = &[")?;
    for File { below, path, .. } in files {
        writeln!(code, "    ({below:?}, include_str!({:?})),", path.display())?;
    }
    writeln!(code, "];")
}
