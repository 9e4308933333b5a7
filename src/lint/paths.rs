//! Paths as they are shown, and as the globs of the configuration see them.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Settings;
use super::gather::Target;
use crate::host::{Host, is_plain, plain_path, relative_path};

/// Paths below the configuration's folder, whatever folder the run was started in.
pub(super) struct Below {
    current: PathBuf,
    root: PathBuf,
    /// Whether that folder is the current one.
    here: bool,
}

impl Below {
    pub(super) fn new(host: &dyn Host, settings: &Settings) -> Self {
        let current = host.current_dir();
        let root = plain_path(&current.join(&settings.root));
        let here = current.is_absolute() && plain_path(&current) == root;
        Self {
            current,
            root,
            here,
        }
    }

    /// A path as a whole.
    pub(super) fn full(&self, path: &Path) -> PathBuf {
        plain_path(&self.current.join(path))
    }

    /// The path of a target from that folder; as it is shown where it is not below it.
    pub(super) fn name(&self, target: &Target) -> Arc<str> {
        let below = target.path().and_then(|path| self.inside(path));
        match below.as_deref().map(as_shown) {
            Some(below) if *below != *target.shown => below.into(),
            _ => Arc::clone(&target.shown),
        }
    }

    /// A path from that folder; one that is not below it as a whole.
    pub(super) fn of<'p>(&self, path: &'p Path) -> Cow<'p, Path> {
        let below = self.inside(path);
        below.unwrap_or_else(|| Cow::Owned(self.full(path)))
    }

    /// A path from that folder, where it is below it.
    pub(super) fn inside<'p>(&self, path: &'p Path) -> Option<Cow<'p, Path>> {
        if let Some(below) = self.plain(path) {
            return Some(Cow::Borrowed(below));
        }
        let path = self.full(path);
        let below = path.strip_prefix(&self.root).ok()?;
        Some(Cow::Owned(below.to_owned()))
    }

    /// The way from the current folder to what is at a path from that folder.
    pub(super) fn way_to(&self, below: &Path) -> PathBuf {
        match self.here {
            true => below.to_owned(),
            false => relative_path(&self.root.join(below), &self.current),
        }
    }

    /// A path from that folder that says so already, as nearly all do.
    fn plain<'p>(&self, path: &'p Path) -> Option<&'p Path> {
        let text = path.to_str().filter(|_| self.here)?;
        let path = Path::new(text.strip_prefix("./").unwrap_or(text));
        (path.is_relative() && is_plain(path)).then_some(path)
    }
}

/// A path as it is shown: `/` between its parts, no `./` in front.
pub fn shown(path: &Path) -> String {
    as_shown(path).into_owned()
}

/// As [`shown`].
pub(super) fn as_shown(path: &Path) -> Cow<'_, str> {
    if std::path::MAIN_SEPARATOR == '/'
        && let Some(plain) = path.to_str().and_then(without_dot)
    {
        return Cow::Borrowed(plain);
    }
    let path = path.strip_prefix("./").unwrap_or(path);
    let text = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' {
        text
    } else {
        Cow::Owned(text.replace(std::path::MAIN_SEPARATOR, "/"))
    }
}

/// A path without the `./` in front, where what is behind that is a path as it stands for certain.
fn without_dot(path: &str) -> Option<&str> {
    let stands = |rest: &&str| !rest.starts_with(['/', '.']) && !rest.ends_with(['/', '.']);
    match path.strip_prefix("./") {
        Some(rest) => Some(rest).filter(stands),
        None => (!path.starts_with('.')).then_some(path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// However a path is taken apart, it is shown as its parts say.
    #[test]
    fn a_path_is_shown_as_its_parts_say() {
        let parts = ["", ".", "./", "/", "//", "a", "a b", "..", ".a", "é"];
        for one in parts {
            for two in parts {
                for three in parts {
                    for four in parts {
                        let text = format!("{one}{two}{three}{four}");
                        let path = Path::new(&text);
                        let plain = path.strip_prefix("./").unwrap_or(path);
                        assert_eq!(shown(path), plain.to_string_lossy(), "{text}");
                    }
                }
            }
        }
    }

    /// The way below the configuration's folder is the same whether it is seen or worked out.
    #[test]
    fn a_path_below_is_the_same_however_it_is_found() {
        let below = |root: &str| {
            let current = PathBuf::from("/home/me/repository");
            let root = plain_path(&current.join(root));
            let here = plain_path(&current) == root;
            Below {
                current,
                root,
                here,
            }
        };
        let roots = [".", "", "..", "sub", "./sub/..", "../repository"];
        let paths = [
            ".",
            "./a",
            "a",
            "a/b c",
            "./a/b",
            ".//a",
            "././a",
            "./.a",
            "../a",
            "/x/a",
            "a/",
            "a//b",
            "a/../b",
            "./a/.",
            "/home/me/repository/a",
            "../repository/a",
        ];
        for root in roots {
            let below = below(root);
            for path in paths {
                let full = below.full(Path::new(path));
                let want = full.strip_prefix(&below.root).unwrap_or(&full);
                assert_eq!(below.of(Path::new(path)), want, "{path} below {root}");
            }
        }
    }
}
