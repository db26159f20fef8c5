//! `{{…}}` in the texts of cards and lorebooks, in one pass from left to right.
//!
//! Names ignore case and surrounding spaces. What a macro gives is never searched for macros again, so a name such
//! as `{{user}}` typed by a user stays as typed. What is not known stays as written. Chat history, passages and what
//! the user writes are never expanded.

use alloc::string::String;

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

    /// Expands `text`.
    ///
    /// ```
    /// use cuecard_core::macros::Scope;
    ///
    /// let scope = Scope::new("Arieol", "Brennan");
    /// assert_eq!(scope.expand("{{char}} sees {{ User }}. {{roll}}"), "Arieol sees Brennan. {{roll}}");
    /// ```
    #[must_use]
    pub fn expand(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find(['{', '<']) {
            let (before, from) = rest.split_at_checked(start).unwrap_or((rest, ""));
            out.push_str(before);
            let (value, after) = self.leading(from).unwrap_or_else(|| split_first(from));
            out.push_str(value);
            rest = after;
        }
        out.push_str(rest);
        out
    }

    /// The value of the macro that `text` begins with, and what follows it.
    fn leading<'t>(&self, text: &'t str) -> Option<(&'t str, &'t str)>
    where
        'a: 't,
    {
        if let Some(inside) = text.strip_prefix("{{") {
            let (name, after) = inside.split_once("}}")?;
            return Some((self.value(name.trim())?, after));
        }
        let (name, after) = text.strip_prefix('<')?.split_once('>')?;
        Some((self.legacy(name)?, after))
    }

    fn value(&self, name: &str) -> Option<&'a str> {
        if name.starts_with("//") {
            return Some("");
        }
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

    fn legacy(&self, name: &str) -> Option<&'a str> {
        let is = |other: &str| name.eq_ignore_ascii_case(other);
        if is("bot") || is("char") {
            Some(self.char_name)
        } else if is("user") {
            Some(self.user_name)
        } else {
            None
        }
    }
}

/// The first character, which is one byte here, and the rest.
fn split_first(text: &str) -> (&str, &str) {
    text.split_at_checked(1).unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_not_expanded_again() {
        assert_eq!(Scope::new("{{user}}", "{{char}}").expand("{{char}}{{user}}"), "{{user}}{{char}}");
    }

    #[test]
    fn unknown_and_open_macros_stay_as_written() {
        let scope = Scope::new("C", "U");
        for text in ["{{nope}}", "{{char", "{", "<b>", "<", "{{original}}", "é{{é"] {
            assert_eq!(scope.expand(text), text);
        }
    }

    #[test]
    fn a_brace_before_a_macro_does_not_hide_it() {
        assert_eq!(Scope::new("C", "U").expand("{ {{char}} } {{{user}} <user>"), "{ C } {U U");
    }
}
