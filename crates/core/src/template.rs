//! The main section from a Jinja template, for text that the operator or author wrote.
//!
//! Card, lore, chat and retrieved text are values here and never source, so nothing in them is executed. Source,
//! steps, nesting and output are bounded ([`Limits::template_bytes`], [`Limits::template_fuel`],
//! [`Limits::template_output_bytes`]); filters are an allow-list without those that multiply text. What is not bounded
//! is the memory of a text that the template itself builds with operators, which is why users may not write templates.
//! A name that is not defined is an error.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use std::io;

use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, UndefinedBehavior, filters, tests};
use serde::Serialize;

use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::passage::Passage;

/// Levels of nesting; each takes stack.
const RECURSION: usize = 50;

/// What a template for the main section sees.
#[derive(Clone, Debug, Default, Serialize)]
#[non_exhaustive]
pub struct MainInput<'a> {
    /// The character, absent when none was chosen.
    #[serde(rename = "char")]
    pub character: Option<Speaker<'a>>,
    /// Quotations, each with its page.
    pub passages: alloc::vec::Vec<Quotation<'a>>,
    /// What the user says.
    pub user_text: &'a str,
}

impl<'a> MainInput<'a> {
    /// What a template sees of a character, passages and the user's text.
    #[must_use]
    pub fn new(character: Option<Speaker<'a>>, passages: &'a [Passage], user_text: &'a str) -> Self {
        let quotation = |passage: &'a Passage| Quotation { quote: &passage.quote, page: &passage.page_id };
        Self { character, passages: passages.iter().map(quotation).collect(), user_text }
    }
}

/// The character, as `char`.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Speaker<'a> {
    /// The name to show.
    pub display_name: &'a str,
    /// Completes “in a tone that is …”; absent when the card does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tone: Option<&'a str>,
}

/// A passage, as an item of `passages`.
#[derive(Clone, Copy, Debug, Serialize)]
#[non_exhaustive]
pub struct Quotation<'a> {
    /// The words.
    pub quote: &'a str,
    /// The page.
    pub page: &'a str,
}

/// A compiled template.
///
/// ```
/// use cuecard_core::template::{MainInput, PromptTemplate, Speaker};
/// use cuecard_core::Limits;
///
/// let template = PromptTemplate::new("You are {{ char.display_name }}, {{ char.tone|default('calm') }}.", &Limits::edge())?;
/// let speaker = Speaker { display_name: "Arieol", tone: None };
/// assert_eq!(template.render(&MainInput::new(Some(speaker), &[], "Why?"))?, "You are Arieol, calm.");
/// # Ok::<(), cuecard_core::Error>(())
/// ```
#[derive(Debug)]
pub struct PromptTemplate {
    environment: Environment<'static>,
    source: String,
    output_bytes: usize,
}

impl PromptTemplate {
    /// Compiles `source`.
    ///
    /// # Errors
    ///
    /// Fails on a syntax error and on a source of more than [`Limits::template_bytes`].
    pub fn new(source: &str, limits: &Limits) -> Result<Self, Error> {
        if source.len() > limits.template_bytes {
            let kind = ErrorKind::FileTooLarge { found: source.len(), limit: limits.template_bytes };
            return Err(Error::new(kind));
        }
        let environment = environment(limits);
        environment.template_from_str(source).map_err(|error| failed(&error))?;
        Ok(Self { environment, source: source.to_owned(), output_bytes: limits.template_output_bytes })
    }

    /// Whether the template prints the passages, so that they need no section of their own.
    #[must_use]
    pub fn uses_passages(&self) -> bool {
        let names = self
            .environment
            .template_from_str(&self.source)
            .map(|template| template.undeclared_variables(false));
        names.is_ok_and(|names| names.contains("passages"))
    }

    /// Renders the template.
    ///
    /// # Errors
    ///
    /// Fails on a name that is not defined, and on more steps or output than [`Limits`] allows.
    pub fn render(&self, input: &MainInput<'_>) -> Result<String, Error> {
        let template = self.environment.template_from_str(&self.source).map_err(|error| failed(&error))?;
        let mut out = Bounded { bytes: alloc::vec::Vec::new(), left: self.output_bytes };
        let value = minijinja::Value::from(minijinja::value::Serde(input));
        template.render_captured_to(value, &mut out).map_err(|error| failed(&error))?;
        String::from_utf8(out.bytes).map_err(|_| Error::new(ErrorKind::InvalidUtf8))
    }
}

fn environment(limits: &Limits) -> Environment<'static> {
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(limits.template_fuel));
    environment.set_recursion_limit(RECURSION);
    // A line that holds only a tag leaves no blank line behind. The delimiters are the usual ones, so this cannot fail.
    if let Ok(syntax) = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build() {
        environment.set_syntax(syntax);
    }
    environment.add_filter("default", filters::default);
    environment.add_filter("first", filters::first);
    environment.add_filter("last", filters::last);
    environment.add_filter("length", filters::length);
    environment.add_filter("lower", filters::lower);
    environment.add_filter("trim", filters::trim);
    environment.add_filter("upper", filters::upper);
    environment.add_test("defined", tests::is_defined);
    environment.add_test("none", tests::is_none);
    environment
}

fn failed(error: &minijinja::Error) -> Error {
    let line = error.line().map(|line| format!(" in line {line}")).unwrap_or_default();
    Error::new(ErrorKind::Template { detail: format!("{}{line}", error.kind()) })
}

/// Refuses what does not fit.
struct Bounded {
    bytes: alloc::vec::Vec<u8>,
    left: usize,
}

impl io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.left = self.left.checked_sub(bytes.len()).ok_or(io::ErrorKind::FileTooLarge)?;
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    fn render(source: &str, limits: &Limits) -> Result<String, Error> {
        let passages = [Passage { quote: "Bread.".into(), page_id: "p1".into() }];
        let speaker = Speaker { display_name: "{{ user_text }}", tone: None };
        PromptTemplate::new(source, limits)?.render(&MainInput::new(Some(speaker), &passages, "Hi"))
    }

    #[test]
    fn passages_are_looped_and_values_are_not_executed() {
        let source = "{{ char.display_name }}{% for p in passages %}[{{ p.page }}] {{ p.quote }}{% endfor %}";
        assert_eq!(render(source, &Limits::edge()).unwrap(), "{{ user_text }}[p1] Bread.");
    }

    #[test]
    fn names_that_are_not_defined_are_errors() {
        let error = render("a\n{{ nobody }}", &Limits::edge()).unwrap_err();
        assert_eq!(error.code(), "template_error");
        assert!(alloc::string::ToString::to_string(&error).contains("line 2"), "{error}");
    }

    #[test]
    fn source_steps_and_output_are_bounded() {
        let limits =
            Limits { template_bytes: 40, template_fuel: 60, template_output_bytes: 3, ..Limits::edge() };
        assert_eq!(render("abc", &limits).unwrap(), "abc");
        assert_eq!(render("abcd", &limits).unwrap_err().code(), "template_error");
        assert_eq!(render(&"x".repeat(41), &limits).unwrap_err().code(), "file_too_large");
        let endless = "{% for a in 'xxxxxxxxxxxxxxxx' %}{% endfor %}";
        let limits = Limits { template_fuel: 20, ..Limits::edge() };
        assert_eq!(render(endless, &limits).unwrap_err().code(), "template_error");
    }

    #[test]
    fn filters_that_multiply_text_are_not_there() {
        for filter in ["indent(1000)", "replace('a', 'aa')", "center(9)"] {
            assert!(render(&format!("{{{{ user_text|{filter} }}}}"), &Limits::edge()).is_err());
        }
    }

    #[test]
    fn use_of_passages_is_known_before_rendering() {
        let uses = |source| PromptTemplate::new(source, &Limits::edge()).unwrap().uses_passages();
        assert!(uses("{% for p in passages %}{% endfor %}"));
        assert!(!uses("{{ user_text }}"));
    }
}
