//! Whether output has colours: the flag, then `NO_COLOR`, then `FORCE_COLOR` and
//! `CLICOLOR_FORCE`, then the terminal.

use super::args::When;

/// Decides for one stream. `env` gives environment variables, `terminal` says whether the stream
/// is one.
pub fn colored(flag: When, env: &dyn Fn(&str) -> Option<String>, terminal: bool) -> bool {
    match flag {
        When::Always => true,
        When::Never => false,
        When::Auto => from_environment(env).unwrap_or(terminal),
    }
}

/// What the environment says, where it says anything. An empty variable counts as unset
/// (<https://no-color.org>, <https://force-color.org>); `0` and `false` do not force.
fn from_environment(env: &dyn Fn(&str) -> Option<String>) -> Option<bool> {
    let set = |name: &str| env(name).filter(|v| !v.is_empty());
    let forces = |name: &str| set(name).is_some_and(|v| v != "0" && v != "false");
    if set("NO_COLOR").is_some() {
        return Some(false);
    }
    if forces("FORCE_COLOR") || forces("CLICOLOR_FORCE") {
        return Some(true);
    }
    let off = set("FORCE_COLOR").is_some()
        || set("CLICOLOR").is_some_and(|v| v == "0")
        || set("TERM").is_some_and(|v| v == "dumb");
    off.then_some(false)
}
