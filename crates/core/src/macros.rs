//! `{{…}}` in the texts of cards and lorebooks, in one pass from left to right.
//!
//! Names ignore case and surrounding spaces. What a macro gives is never searched for macros again, so a name such
//! as `{{user}}` typed by a user stays as typed. What is not known stays as written. Chat history, passages and what
//! the user writes are never expanded.

use alloc::string::String;

use crate::error::{Error, ErrorKind};

/// What the macros of one prompt stand for.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Scope<'a> {
    /// `{{char}}`, `<BOT>` and `<CHAR>`.
    pub char_name: &'a str,
    /// `{{user}}` and `<USER>`.
    pub user_name: &'a str,
    /// `{{original}}`: what a card's text replaces. Left as written when absent.
    pub original: Option<&'a str>,
}

impl<'a> Scope<'a> {
    /// A scope of the two names.
    #[must_use]
    pub const fn new(char_name: &'a str, user_name: &'a str) -> Self {
        Self { char_name, user_name, original: None }
    }

    /// The same with a text for `{{original}}`.
    #[must_use]
    pub const fn with_original(self, original: &'a str) -> Self {
        Self { original: Some(original), ..self }
    }

    /// Expands `text` to at most `limit` bytes. Takes time by the length of `text` and of the result.
    ///
    /// # Errors
    ///
    /// Fails with `prompt_too_large` when the result would be longer: a short text can name a long value many times.
    ///
    /// ```
    /// use cuecard_core::macros::Scope;
    ///
    /// let scope = Scope::new("Arieol", "Brennan");
    /// assert_eq!(scope.expand("{{char}} sees {{ User }}. {{roll}}", 100)?, "Arieol sees Brennan. {{roll}}");
    /// # Ok::<(), cuecard_core::Error>(())
    /// ```
    pub fn expand(&self, text: &str, limit: usize) -> Result<String, Error> {
        let mut out = String::new();
        let mut ends = Ends::default();
        let mut rest = text;
        while let Some(start) = rest.find(['{', '<']) {
            let (before, from) = rest.split_at_checked(start).unwrap_or((rest, ""));
            let (value, after) = self.leading(text, from, &mut ends).unwrap_or_else(|| split_first(from));
            push(&mut out, before, limit)?;
            push(&mut out, value, limit)?;
            rest = after;
        }
        push(&mut out, rest, limit)?;
        Ok(out)
    }

    /// The value of the macro that `from`, the rest of `text`, begins with, and what follows it.
    fn leading<'t>(&self, text: &'t str, from: &'t str, ends: &mut Ends) -> Option<(&'t str, &'t str)>
    where
        'a: 't,
    {
        if let Some(inside) = from.strip_prefix("{{") {
            let begin = text.len() - inside.len();
            let end = ends.after(text, begin)?;
            let name = text.get(begin..end)?;
            return Some((self.value(name)?, text.get(end + 2..)?));
        }
        LEGACY.iter().find_map(|(tag, is_user)| {
            let head = from.get(..tag.len())?;
            let value = if *is_user { self.user_name } else { self.char_name };
            head.eq_ignore_ascii_case(tag).then_some((value, from.get(tag.len()..)?))
        })
    }

    fn value(&self, name: &str) -> Option<&'a str> {
        if name.trim_start().starts_with("//") {
            return Some("");
        }
        if name.len() > NAME_BYTES {
            return None;
        }
        let name = name.trim();
        let is = |other: &str| name.eq_ignore_ascii_case(other);
        if is("char") {
            Some(self.char_name)
        } else if is("user") {
            Some(self.user_name)
        } else if is("original") {
            self.original
        } else {
            None
        }
    }
}

/// Macros of the first cards, and whether they mean the user.
const LEGACY: [(&str, bool); 3] = [("<bot>", false), ("<char>", false), ("<user>", true)];

/// Longest name with the spaces around it; a longer one is none, however it ends.
const NAME_BYTES: usize = 64;

/// Where macros end. The place that was found last serves all macros before it, so that a text of nothing but
/// beginnings is searched once and not once for each.
#[derive(Default)]
struct Ends {
    found: Option<usize>,
    is_none_left: bool,
}

impl Ends {
    fn after(&mut self, text: &str, begin: usize) -> Option<usize> {
        if self.is_none_left {
            return None;
        }
        if self.found.is_none_or(|found| found < begin) {
            self.found = text.get(begin..).and_then(|rest| rest.find("}}")).map(|place| begin + place);
            self.is_none_left = self.found.is_none();
        }
        self.found
    }
}

fn push(out: &mut String, text: &str, limit: usize) -> Result<(), Error> {
    if out.len() + text.len() > limit {
        return Err(Error::new(ErrorKind::PromptTooLarge { limit }));
    }
    out.push_str(text);
    Ok(())
}

/// The first character, which is one byte here, and the rest.
fn split_first(text: &str) -> (&str, &str) {
    text.split_at_checked(1).unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;

    fn expand(scope: Scope<'_>, text: &str) -> String {
        scope.expand(text, 1_000).unwrap()
    }

    #[test]
    fn values_are_not_expanded_again() {
        assert_eq!(expand(Scope::new("{{user}}", "{{char}}"), "{{char}}{{user}}"), "{{user}}{{char}}");
    }

    #[test]
    fn unknown_and_open_macros_stay_as_written() {
        let scope = Scope::new("C", "U");
        for text in ["{{nope}}", "{{char", "{", "<b>", "<", "{{original}}", "é{{é", "<usér>"] {
            assert_eq!(expand(scope, text), text);
        }
    }

    #[test]
    fn a_brace_before_a_macro_does_not_hide_it() {
        assert_eq!(expand(Scope::new("C", "U"), "{ {{char}} } {{{user}} <USER>{{// a }}"), "{ C } {U U");
    }

    #[test]
    fn the_result_is_accepted_at_the_cap_and_refused_one_past_it() {
        let scope = Scope::new("abc", "U");
        assert_eq!(scope.expand("{{char}}{{char}}", 6).unwrap(), "abcabc");
        assert_eq!(scope.expand("{{char}}{{char}}!", 6).unwrap_err().code(), "prompt_too_large");
    }

    #[test]
    fn beginnings_without_an_end_are_searched_once() {
        let mut ends = Ends::default();
        let text = format!("{}}}}}", "{".repeat(1_000));
        assert_eq!(ends.after(&text, 2), Some(1_000));
        assert_eq!((ends.after(&text, 500), ends.found), (Some(1_000), Some(1_000)));
        assert_eq!((ends.after(&text, 1_001), ends.is_none_left), (None, true));
    }
}
