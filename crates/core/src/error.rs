//! Why input was refused, and where.
//!
//! One [`Error`] serves the whole crate. [`ErrorKind::code`] is the name that reaches TypeScript and HTTP and
//! never changes; [`Error::offset`] (bytes) or [`Error::path`] (a JSON Pointer, RFC 6901) is the place.

use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;

use serde::ser::{Serialize, SerializeStruct, Serializer};

/// Why input was refused, and where.
///
/// One pointer, because it is handed on at every `?`: inline it would make each of them, and every result, larger.
#[derive(Clone, Eq, PartialEq)]
pub struct Error(Box<Inner>);

#[derive(Clone, Eq, PartialEq)]
struct Inner {
    kind: ErrorKind,
    offset: Option<usize>,
    path: Option<String>,
}

impl Error {
    #[cold]
    pub(crate) fn new(kind: ErrorKind) -> Self {
        Self(Box::new(Inner { kind, offset: None, path: None }))
    }

    pub(crate) fn at(mut self, offset: usize) -> Self {
        self.0.offset = Some(offset);
        self
    }

    pub(crate) fn in_field(mut self, path: impl Into<String>) -> Self {
        self.0.path = Some(path.into());
        self
    }

    pub(crate) fn without_place(mut self) -> Self {
        self.0.offset = None;
        self
    }

    /// The same for a text that begins at `offset` of a file.
    pub(crate) fn moved(mut self, offset: usize) -> Self {
        self.0.offset = self.0.offset.map(|at| at + offset);
        self
    }

    /// The same for a document that stands at `base` in another.
    pub(crate) fn below(mut self, base: &str) -> Self {
        self.0.path = Some(alloc::format!("{base}{}", self.0.path.unwrap_or_default()));
        self
    }

    /// The same with another name for its field.
    pub(crate) fn renamed(mut self, name: impl FnOnce(String) -> String) -> Self {
        self.0.path = self.0.path.map(name);
        self
    }

    /// What was wrong.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// The stable name of [`Error::kind`].
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.0.kind.code()
    }

    /// Where in the input, in bytes from its start, if the place is known that exactly.
    #[must_use]
    pub fn offset(&self) -> Option<usize> {
        self.0.offset
    }

    /// Which field of a JSON document, as a JSON Pointer (RFC 6901).
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        self.0.path.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.kind)?;
        match self.0.path.as_deref() {
            None => {}
            Some("") => f.write_str(", at the top of the document")?,
            Some(path) => write!(f, ", in {path}")?,
        }
        if let Some(offset) = self.0.offset {
            write!(f, ", at byte {offset}")?;
        }
        Ok(())
    }
}

/// What a `main` that returns it prints.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {self}", self.code())
    }
}

impl core::error::Error for Error {}

impl Serialize for Error {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let fields = 2 + usize::from(self.0.offset.is_some()) + usize::from(self.0.path.is_some());
        let mut out = serializer.serialize_struct("Error", fields)?;
        out.serialize_field("code", self.code())?;
        out.serialize_field("message", &alloc::format!("{}", self.0.kind))?;
        if let Some(offset) = self.0.offset {
            out.serialize_field("offset", &offset)?;
        }
        if let Some(path) = &self.0.path {
            out.serialize_field("path", path)?;
        }
        out.end()
    }
}

macro_rules! error_kinds {
    ($($(#[$doc:meta])* $name:ident $({ $($field:ident: $type:ty),+ })? => $code:literal, $text:literal;)+) => {
        /// What can be wrong with input. New kinds may be added.
        #[derive(Clone, Debug, Eq, PartialEq)]
        #[non_exhaustive]
        pub enum ErrorKind {
            $($(#[$doc])* $name $({
                $(#[doc = "What the message names."] $field: $type),+
            })?,)+
        }

        impl ErrorKind {
            /// A name that never changes, for clients in other languages.
            #[must_use]
            pub const fn code(&self) -> &'static str {
                match self {
                    $(Self::$name $({ $($field: _),+ })? => $code,)+
                }
            }
        }

        impl fmt::Display for ErrorKind {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$name $({ $($field),+ })? => write!(f, $text),)+
                }
            }
        }

        /// Every code, in the order of the kinds; clients generate their list of names from it.
        pub const CODES: &[&str] = &[$($code),+];
    };
}

error_kinds! {
    /// The bytes of an asset are not in the file.
    AssetNotFound => "asset_not_found", "the file does not hold this asset";
    /// A lorebook holds more entries, or more bytes of text, than allowed.
    BookTooLarge { what: &'static str, found: usize, limit: usize } => "book_too_large", "the lorebook has {found} {what}, {limit} are allowed";
    /// The file holds nothing, or nothing but white space.
    EmptyFile => "empty_file", "the file is empty";
    /// The card is locked with a password.
    EncryptedCard => "encrypted_card", "the card is encrypted with a password";
    /// One server-sent event does not fit the buffer.
    EventTooLong { limit: usize } => "event_too_long", "an event is longer than {limit} bytes";
    /// The whole input is larger than allowed.
    FileTooLarge { found: usize, limit: usize } => "file_too_large", "the input has {found} bytes, {limit} are allowed";
    /// One line of newline-delimited JSON does not fit the buffer.
    FrameTooLong { limit: usize } => "frame_too_long", "a line of the stream is longer than {limit} bytes";
    /// A stream ended before its terminal event.
    IncompleteStream => "incomplete_stream", "the stream ended before it was complete";
    /// A card chunk is not Base64.
    InvalidBase64 => "invalid_base64", "the card in the image is not valid base64";
    /// Compressed data is damaged.
    InvalidDeflate => "invalid_deflate", "the compressed data is damaged";
    /// Text that should be JSON is not.
    InvalidJson => "invalid_json", "not valid JSON";
    /// A regular expression that JavaScript does not accept.
    InvalidPattern { what: &'static str } => "invalid_pattern", "the pattern is not valid: {what}";
    /// Text is not UTF-8.
    InvalidUtf8 => "invalid_utf8", "not valid UTF-8";
    /// A value is of the right type but not one that makes sense.
    InvalidValue { expected: &'static str } => "invalid_value", "the value is not {expected}";
    /// Text that should be YAML is not.
    InvalidYaml => "invalid_yaml", "not valid YAML";
    /// An archive contradicts itself or is damaged.
    InvalidZip { what: &'static str } => "invalid_zip", "the archive is damaged: {what}";
    /// JSON or YAML nests deeper than allowed.
    JsonTooDeep { limit: usize } => "json_too_deep", "the document nests deeper than {limit} levels";
    /// JSON or YAML holds more values than allowed.
    JsonTooLarge { limit: usize } => "json_too_large", "the document has more than {limit} values";
    /// The file holds a lorebook and no card.
    LorebookOnly => "lorebook_only", "the file is a lorebook, not a character card";
    /// A provider sent something that is not of its documented shape.
    MalformedFrame => "malformed_frame", "the provider sent a line that is not valid JSON";
    /// A required field is absent.
    MissingField => "missing_field", "a required field is missing";
    /// The file is of a format that this build leaves out.
    NeedsFormats => "needs_formats", "the file is YAML: read it with cuecard/formats, or in Rust with the feature yaml";
    /// An archive without a card in it.
    NoCardInArchive => "no_card_in_archive", "the archive holds no character card";
    /// An image other than PNG without a card in it.
    NoCardInImage => "no_card_in_image", "the image holds no character card";
    /// A PNG without a card in it.
    NoCardInPng => "no_card_in_png", "the PNG holds no character card";
    /// A card without the lorebook that was asked for.
    NoLorebook => "no_lorebook", "the card has no lorebook";
    /// The input is of no format that is read here.
    NotACard => "not_a_card", "not a character card";
    /// The input is of no lorebook format that is read here.
    NotALorebook => "not_a_lorebook", "not a lorebook";
    /// A template does not compile or does not render.
    Template { detail: String } => "template_error", "the template failed: {detail}";
    /// The messages of a prompt would be longer than allowed.
    PromptTooLarge { limit: usize } => "prompt_too_large", "the prompt would be longer than {limit} bytes";
    /// A RisuAI module, which holds no card.
    RisuModule => "risu_module", "the file is a RisuAI module (.risum), not a character card";
    /// A message is longer than allowed.
    TextTooLong { found: usize, limit: usize } => "text_too_long", "the text has {found} bytes, {limit} are allowed";
    /// More of something than allowed.
    TooMany { what: &'static str, limit: usize } => "too_many", "more than {limit} {what}";
    /// The file ends inside something that it announced.
    Truncated => "truncated", "the file is cut short";
    /// Unpacked, the data would be larger than allowed.
    UnpackedTooLarge { limit: usize } => "unpacked_too_large", "unpacked, the data would be larger than {limit} bytes";
    /// A regular expression uses something that cannot be found in linear time, or that is left out here.
    UnsupportedPattern { what: &'static str } => "unsupported_pattern", "the pattern uses {what}, which is not supported";
    /// An archive uses something that is not read here.
    UnsupportedZip { what: &'static str } => "unsupported_zip", "the archive uses {what}, which is not read";
    /// A field that this document does not have; probably a slip of the pen.
    UnknownField => "unknown_field", "the field is not known here";
    /// An HTML document: what a browser saves is often the page about a card.
    WebPage => "web_page", "the file is a web page";
    /// A field holds a value of another type.
    WrongType { expected: &'static str } => "wrong_type", "the value is not {expected}";
}
