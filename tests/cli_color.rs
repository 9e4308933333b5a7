//! Colours: the flag, then `NO_COLOR`, then `FORCE_COLOR` and `CLICOLOR_FORCE`, then the terminal.

use tenantlint::cli::{When, colored};

fn auto(env: &[(&str, &str)], terminal: bool) -> bool {
    with(When::Auto, env, terminal)
}

fn with(flag: When, env: &[(&str, &str)], terminal: bool) -> bool {
    let get = |name: &str| {
        let found = env.iter().find(|(key, _)| *key == name);
        found.map(|(_, value)| (*value).to_owned())
    };
    colored(flag, &get, terminal)
}

#[test]
fn the_flag_beats_everything() {
    assert!(with(When::Always, &[("NO_COLOR", "1")], false));
    assert!(!with(When::Never, &[("FORCE_COLOR", "1")], true));
}

#[test]
fn no_color_beats_forcing() {
    assert!(!auto(
        &[
            ("NO_COLOR", "1"),
            ("FORCE_COLOR", "1"),
            ("CLICOLOR_FORCE", "1")
        ],
        true
    ));
    assert!(!auto(&[("NO_COLOR", "0")], true));
}

#[test]
fn forcing_beats_the_terminal() {
    assert!(auto(&[("FORCE_COLOR", "1")], false));
    assert!(auto(&[("CLICOLOR_FORCE", "1")], false));
    assert!(!auto(&[("CLICOLOR_FORCE", "0")], false));
    assert!(!auto(&[("FORCE_COLOR", "0")], true));
    assert!(auto(&[("FORCE_COLOR", "3"), ("TERM", "dumb")], false));
}

#[test]
fn empty_variables_are_unset() {
    assert!(auto(&[("NO_COLOR", "")], true));
    assert!(!auto(&[("FORCE_COLOR", "")], false));
    assert!(auto(&[("FORCE_COLOR", "")], true));
}

#[test]
fn else_the_terminal_decides() {
    assert!(auto(&[], true));
    assert!(!auto(&[], false));
    assert!(!auto(&[("TERM", "dumb")], true));
    assert!(!auto(&[("CLICOLOR", "0")], true));
    assert!(auto(&[("TERM", "xterm")], true));
}
