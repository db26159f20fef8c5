//! An asset that went to another language and came back.
//!
//! Its JSON is what `Serialize` wrote; fields that [`Asset::read`] does without may be absent. A place is compared with
//! the file and with [`Limits::asset_bytes`] when it is read, so that any numbers may stand here.

use super::{Asset, Place};
use crate::error::{Error, ErrorKind};
use crate::json::{self, Fields};
use crate::limits::Limits;

impl Asset {
    /// Reads the JSON of an asset.
    ///
    /// # Errors
    ///
    /// Fails when the text is not JSON, when `place` is missing or incomplete, or when a field holds a value of another
    /// type.
    pub fn from_json(json: &[u8], limits: &Limits) -> Result<Self, Error> {
        let document = json::parse_object(json, limits)?;
        let fields = Fields::new(&document, "");
        let missing = || Error::new(ErrorKind::MissingField).in_field("/place");
        Ok(Self {
            kind: fields.text("type")?,
            name: fields.text("name")?,
            uri: fields.text("uri")?,
            ext: fields.text("ext")?,
            place: place(&fields.object("place")?.ok_or_else(missing)?)?,
        })
    }
}

fn place(fields: &Fields<'_>) -> Result<Place, Error> {
    let bytes = |name: &str| {
        // What the machine cannot count is behind the end of every file.
        fields.required_unsigned(name).map(|count| usize::try_from(count).unwrap_or(usize::MAX))
    };
    Ok(match fields.required_text("in")?.as_str() {
        "image" => Place::Image,
        "base64" => Place::Base64 { offset: bytes("offset")?, length: bytes("length")? },
        "stored" => Place::Stored { offset: bytes("offset")?, length: bytes("length")? },
        "deflated" => Place::Deflated {
            offset: bytes("offset")?,
            length: bytes("length")?,
            unpacked: bytes("unpacked")?,
        },
        "uri" => Place::Uri,
        "elsewhere" => Place::Elsewhere,
        "missing" => Place::Missing,
        _ => {
            let kind = ErrorKind::InvalidValue { expected: "a place that readers give" };
            return Err(Error::new(kind).in_field(fields.path("in")));
        }
    })
}

#[cfg(test)]
mod tests {
    use alloc::string::String;

    use super::*;
    use crate::zip::sample::{archive, stored};

    fn read(json: &str) -> Result<Asset, Error> {
        Asset::from_json(json.as_bytes(), &Limits::edge())
    }

    #[test]
    fn an_asset_comes_back_as_it_was() {
        let places = [
            Place::Image,
            Place::Base64 { offset: 1, length: 2 },
            Place::Stored { offset: 3, length: 4 },
            Place::Deflated { offset: 5, length: 6, unpacked: 7 },
            Place::Uri,
            Place::Elsewhere,
            Place::Missing,
        ];
        for place in places {
            let [kind, name, uri, ext] = ["icon", "main", "x:\"y\"", "png"].map(String::from);
            let asset = Asset { kind, name, uri, ext, place };
            assert_eq!(read(&serde_json::to_string(&asset).unwrap()), Ok(asset));
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        let cases = [
            (r"[]", "wrong_type", ""),
            (r"{}", "missing_field", "/place"),
            (r#"{"place": "image"}"#, "wrong_type", "/place"),
            (r#"{"place": {}}"#, "missing_field", "/place/in"),
            (r#"{"place": {"in": "attic"}}"#, "invalid_value", "/place/in"),
            (r#"{"place": {"in": "stored", "offset": 1}}"#, "missing_field", "/place/length"),
            (r#"{"place": {"in": "stored", "offset": -1, "length": 1}}"#, "wrong_type", "/place/offset"),
            (r#"{"place": {"in": "image"}, "uri": 5}"#, "wrong_type", "/uri"),
        ];
        for (json, code, path) in cases {
            let error = read(json).unwrap_err();
            assert_eq!((error.code(), error.path()), (code, Some(path)), "{json}");
        }
    }

    #[test]
    fn a_place_behind_the_end_is_not_in_the_file() {
        for (offset, length) in [("4", "1"), ("0", "5"), ("18446744073709551615", "1"), ("1", "16777216")] {
            for kind in ["stored", "base64"] {
                let place = alloc::format!(r#"{{"in": "{kind}", "offset": {offset}, "length": {length}}}"#);
                let asset = read(&alloc::format!(r#"{{"place": {place}}}"#)).unwrap();
                let error = asset.read(b"abcd", &Limits::edge()).unwrap_err();
                assert_eq!(error.code(), "asset_not_found", "{place}");
            }
        }
    }

    #[test]
    fn an_asset_is_read_at_the_cap_and_refused_one_past_it() {
        let limits = Limits { asset_bytes: 3, ..Limits::edge() };
        let stored = |bytes: &[u8]| {
            let file = archive(&[stored("a", bytes)]);
            let place = alloc::format!(r#"{{"in": "stored", "offset": 31, "length": {}}}"#, bytes.len());
            read(&alloc::format!(r#"{{"place": {place}}}"#)).unwrap().read(&file, &limits)
        };
        assert_eq!(stored(b"abc").unwrap(), b"abc");
        assert_eq!(stored(b"abcd").unwrap_err().code(), "unpacked_too_large");
    }
}
