#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;
#[cfg(any(test, feature = "templates"))]
extern crate std;

pub mod ambient;
mod ask;
pub mod card;
pub mod chat;
mod crc;
mod encoding;
pub mod error;
mod inflate;
mod json;
pub mod limits;
pub mod lore;
pub mod macros;
mod order;
pub mod passage;
pub mod prompt;
#[doc(hidden)]
pub mod regex;
pub mod sse;
#[cfg(feature = "templates")]
pub mod template;
pub mod tokens;
mod warning;
#[cfg(feature = "yaml")]
mod yaml;
mod zip;

pub use ambient::Ambient;
pub use ask::Ask;
pub use card::{Card, Export, Import};
pub use chat::{Brain, Delta};
pub use error::{Error, ErrorKind};
pub use limits::Limits;
pub use lore::{Lorebook, Matcher};
pub use passage::Passage;
pub use prompt::{Assembly, Prompt};
#[cfg(feature = "templates")]
pub use template::PromptTemplate;
pub use warning::Warning;
