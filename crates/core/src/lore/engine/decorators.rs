//! The lines of `@@` in front of a content, as SillyTavern reads them ([CCv3 §decorators][spec]).
//!
//! It knows two and takes every line that begins like one of them for known, so that its fallbacks are passed over.
//! Where there is nothing but decorators, they stay in the content.
//!
//! [spec]: https://github.com/kwaroran/character-card-spec-v3/blob/main/SPEC_V3.md#decorators

use alloc::string::String;
use alloc::vec::Vec;

pub(super) const ACTIVATE: &str = "@@activate";
pub(super) const DONT_ACTIVATE: &str = "@@dont_activate";

/// The lines that count, and the content behind them.
pub(super) fn split(content: &str) -> (Vec<String>, &str) {
    let mut lines = Vec::new();
    let mut rest = content;
    let mut was_unknown = false;
    while rest.starts_with("@@") {
        let (line, behind) = match rest.split_once('\n') {
            Some((line, behind)) => (line, Some(behind)),
            None => (rest, None),
        };
        let is_fallback = line.starts_with("@@@");
        if !is_fallback || was_unknown {
            let line = line.get(usize::from(is_fallback)..).unwrap_or_default();
            was_unknown = ![ACTIVATE, DONT_ACTIVATE].iter().any(|known| line.starts_with(known));
            lines.extend((!was_unknown).then(|| String::from(line)));
        }
        match behind {
            Some(behind) => rest = behind,
            None => return (lines, content),
        }
    }
    (lines, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fallback_counts_behind_an_unknown_line_only() {
        assert_eq!(split("@@odd\n@@@activate\nbody"), (alloc::vec!["@@activate".into()], "body"));
        assert_eq!(split("@@activate_only_after 5\n@@@activate\nbody").0, ["@@activate_only_after 5"]);
        assert_eq!(split("@@@activate\nbody"), (Vec::new(), "body"));
        assert_eq!(split("@@activate"), (alloc::vec!["@@activate".into()], "@@activate"));
    }
}
