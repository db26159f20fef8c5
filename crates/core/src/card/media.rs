//! How files are named: the end of the name and the [media type][iana] of each kind.
//!
//! [iana]: https://www.iana.org/assignments/media-types/media-types.xhtml

use super::{Container, Spec, Target};

impl Container {
    /// How the names of such files end, without a dot.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Byaf => "byaf",
            Self::Charx => "charx",
            Self::Jpeg => "jpeg",
            Self::Json => "json",
            Self::Png => "png",
            Self::Text => "txt",
            Self::Webp => "webp",
            Self::Yaml => "yaml",
        }
    }

    /// The media type of such files.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Byaf | Self::Charx => "application/zip",
            Self::Jpeg => "image/jpeg",
            Self::Json => "application/json; charset=utf-8",
            Self::Png => "image/png",
            Self::Text => "text/plain; charset=utf-8",
            Self::Webp => "image/webp",
            Self::Yaml => "application/yaml; charset=utf-8",
        }
    }
}

impl Target {
    /// The kind of file that is written.
    #[must_use]
    pub const fn container(self) -> Container {
        match self {
            Self::Charx => Container::Charx,
            Self::Json(_) => Container::Json,
            Self::Png(_) => Container::Png,
        }
    }

    /// The newest version that is written.
    #[must_use]
    pub const fn spec(self) -> Spec {
        match self {
            Self::Charx => Spec::V3,
            Self::Json(spec) | Self::Png(spec) => spec,
        }
    }
}
