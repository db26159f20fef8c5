//! Fuzzing of the core: what each target makes of its bytes, and what has to be true of the result.
//!
//! A [`Target`] turns bytes into a file ([`front`]) and [`check`]s what the core makes of the file. libFuzzer calls it
//! from `targets/`; the test run calls it for every kept file of `corpus/` and `crashes/`. A file of the target's own
//! format is taken as it is, so a kept file stays what it is when a front changes. The [limits] are small, so that
//! small inputs cross them.

mod check;
pub mod front;
mod meter;

use std::borrow::Cow;
use std::{env, fs};

pub use check::{check, limits};
pub use meter::{Counting, peak_of};

/// Names a file that every input's file is written to before it is checked: what a crash leaves behind is the file.
pub const FILE_VARIABLE: &str = "CUECARD_FUZZ_FILE";

/// A way to make files of bytes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Target {
    /// ZIP archives, also behind a JPEG.
    CardCharx,
    /// JSON documents.
    CardJson,
    /// PNG images with text chunks.
    CardPng,
    /// WEBP and JPEG images with EXIF.
    CardWebp,
    /// YAML documents.
    CardYaml,
}

impl Target {
    /// Every target.
    pub const ALL: [Self; 5] =
        [Self::CardCharx, Self::CardJson, Self::CardPng, Self::CardWebp, Self::CardYaml];

    /// The name of its program and of its folders.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::CardCharx => "card_charx",
            Self::CardJson => "card_json",
            Self::CardPng => "card_png",
            Self::CardWebp => "card_webp",
            Self::CardYaml => "card_yaml",
        }
    }

    /// The file that `data` stands for.
    #[must_use]
    pub fn file(self, data: &[u8]) -> Cow<'_, [u8]> {
        match self {
            Self::CardCharx => front::zip::file(data),
            Self::CardJson => front::json::file(data),
            Self::CardPng => front::png::file(data),
            Self::CardWebp => front::exif::file(data),
            Self::CardYaml => front::yaml::file(data),
        }
    }

    /// Checks what the core makes of `data`.
    ///
    /// # Panics
    ///
    /// When something is not as [`check`] wants it.
    pub fn run(self, data: &[u8]) {
        let file = self.file(data);
        if let Some(path) = env::var_os(FILE_VARIABLE) {
            fs::write(&path, &file).expect("the file can be written");
        }
        check(&file);
    }
}
