//! Bounded YAML: one document, read into the same tree as JSON.
//!
//! Plain scalars follow the core schema of [YAML 1.2.2 §10.3][spec]: `null`, booleans and numbers; `yes` and `off` are
//! text. A number whose spelling JSON does not have (`0x1F`, `+1`, `.5`, `.inf`) stays text. Tags are ignored, `<<` is
//! an ordinary key, and a list or object as a key is refused.
//!
//! The parser keeps its own queues short and takes time in proportion to the text. An alias copies what it stands for,
//! so copies are counted before they are made: values against [`Limits::yaml_copies`], text against
//! [`Limits::unpacked_bytes`], levels against [`Limits::json_depth`]. What an anchor names is kept as a copy too.
//!
//! [spec]: https://yaml.org/spec/1.2.2/#103-core-schema

mod scalar;
mod size;

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use granit_parser::{Event, Marker, Parser, ScalarStyle, ScanError, Tag};
use serde_json::{Map, Value};

use self::scalar::scalar;
use self::size::Size;
use crate::error::{Error, ErrorKind};
use crate::json::{self, OBJECT_NODES, PLACE_NODES};
use crate::limits::Limits;
use crate::warning::{Warning, Warnings};

/// Parses the first document of `text`; a text without one is `null`. Offsets are bytes of `text`.
pub(crate) fn parse(text: &str, limits: &Limits, warnings: &mut Warnings) -> Result<Value, Error> {
    if text.len() > limits.file_bytes {
        return Err(Error::new(ErrorKind::FileTooLarge { found: text.len(), limit: limits.file_bytes }));
    }
    let options = granit_parser::options! {
        emit_comments: false,
        flow_nesting_limit: limits.json_depth,
        block_nesting_limit: limits.json_depth,
    };
    let mut reader = Reader::new(limits, warnings);
    let mut parser = Parser::new_from_str_with_options(text, options);
    let mut ended = false;
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| refusal(text, &error, limits))?;
        let at = offset_of(text, &span.start);
        match event {
            Event::DocumentStart(..) if ended => {
                reader.warnings.add(several_documents(at));
                break;
            }
            Event::DocumentEnd => ended = true,
            event => reader.take(event, at)?,
        }
    }
    Ok(reader.root)
}

fn several_documents(at: usize) -> Warning {
    Warning::new("yaml_documents", "the text holds several YAML documents, of which the first is read").at(at)
}

fn refusal(text: &str, error: &ScanError, limits: &Limits) -> Error {
    let at = offset_of(text, error.marker());
    match error.kind() {
        granit_parser::ErrorKind::RecursionLimitExceeded => too_deep(limits, at),
        _ => Error::new(ErrorKind::InvalidYaml).at(at),
    }
}

fn too_deep(limits: &Limits, at: usize) -> Error {
    Error::new(ErrorKind::JsonTooDeep { limit: limits.json_depth }).at(at)
}

/// Markers count characters, and bytes beside them where the parser knows them.
fn offset_of(text: &str, marker: &Marker) -> usize {
    let counted = || text.char_indices().nth(marker.index()).map_or(text.len(), |(at, _)| at);
    marker.byte_offset().unwrap_or_else(counted)
}

/// Builds the tree from events.
struct Reader<'a> {
    root: Value,
    /// The lists and objects that are not closed yet, the outermost first.
    open: Vec<Open>,
    anchors: BTreeMap<usize, Anchor>,
    values: usize,
    /// Bytes of text that were copied for anchors and aliases.
    copied_bytes: usize,
    /// Values that were copied for them.
    copied_values: usize,
    limits: &'a Limits,
    warnings: &'a mut Warnings,
}

/// A list or object that is being read.
struct Open {
    anchor: usize,
    node: Node,
}

enum Node {
    List(Vec<Value>),
    /// The key is there while its value is read.
    Object(Map<String, Value>, Option<(String, usize)>),
}

/// What an anchor names.
struct Anchor {
    value: Value,
    size: Size,
}

impl<'a> Reader<'a> {
    const fn new(limits: &'a Limits, warnings: &'a mut Warnings) -> Self {
        Self {
            root: Value::Null,
            open: Vec::new(),
            anchors: BTreeMap::new(),
            values: 0,
            copied_bytes: 0,
            copied_values: 0,
            limits,
            warnings,
        }
    }

    fn take(&mut self, event: Event<'_>, at: usize) -> Result<(), Error> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.note_tag(tag.as_deref(), at);
                self.take_scalar(text.into_owned(), style, anchor, at)
            }
            Event::Alias(anchor) => self.take_alias(anchor, at),
            Event::SequenceStart(_, anchor, tag) => {
                self.note_tag(tag.as_deref(), at);
                self.open(anchor, Node::List(Vec::new()), 1, at)
            }
            Event::MappingStart(_, anchor, tag) => {
                self.note_tag(tag.as_deref(), at);
                self.open(anchor, Node::Object(Map::new(), None), OBJECT_NODES, at)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(at),
            _ => Ok(()),
        }
    }

    fn note_tag(&mut self, tag: Option<&Tag>, at: usize) {
        if tag.is_some() {
            self.warnings.add(Warning::new("yaml_tag", "the types that YAML tags name are ignored").at(at));
        }
    }

    fn take_scalar(
        &mut self,
        text: String,
        style: ScalarStyle,
        anchor: usize,
        at: usize,
    ) -> Result<(), Error> {
        if anchor != 0 {
            self.keep(anchor, &scalar(text.clone(), style), at)?;
        }
        if let Some(Open { node: Node::Object(map, None), .. }) = self.open.last()
            && map.len() >= self.limits.object_fields
        {
            return Err(json::too_many_fields(self.limits).at(at));
        }
        if let Some(key) = self.missing_key() {
            *key = Some((text, at));
            return self.count(PLACE_NODES, at);
        }
        self.count(1 + self.place_in_list(), at)?;
        self.place(scalar(text, style));
        Ok(())
    }

    fn take_alias(&mut self, anchor: usize, at: usize) -> Result<(), Error> {
        // An anchor is known when its value is closed, so that no value can hold itself.
        let Some(Anchor { size, .. }) = self.anchors.get(&anchor) else {
            return Err(Error::new(ErrorKind::InvalidYaml).at(at));
        };
        let size = *size;
        if self.open.len() + size.depth > self.limits.json_depth {
            return Err(too_deep(self.limits, at));
        }
        self.count_copy(size, at)?;
        let value = self.anchors.get(&anchor).map(|anchor| anchor.value.clone()).unwrap_or_default();
        match self.missing_key() {
            Some(key) => *key = Some((scalar::key(value, at)?, at)),
            None => self.place(value),
        }
        Ok(())
    }

    fn open(&mut self, anchor: usize, node: Node, weight: usize, at: usize) -> Result<(), Error> {
        if self.missing_key().is_some() {
            return Err(Error::new(ErrorKind::InvalidYaml).at(at));
        }
        if self.open.len() >= self.limits.json_depth {
            return Err(too_deep(self.limits, at));
        }
        self.count(weight + self.place_in_list(), at)?;
        self.open.push(Open { anchor, node });
        Ok(())
    }

    fn close(&mut self, at: usize) -> Result<(), Error> {
        let Some(Open { anchor, node }) = self.open.pop() else { return Ok(()) };
        let value = match node {
            Node::List(items) => Value::Array(items),
            Node::Object(map, _) => Value::Object(map),
        };
        if anchor != 0 {
            self.keep(anchor, &value, at)?;
        }
        self.place(value);
        Ok(())
    }

    /// What the next value weighs as a member of a list; a field's place is counted with its key.
    fn place_in_list(&self) -> usize {
        let is_in_list = self.open.last().is_some_and(|open| matches!(open.node, Node::List(_)));
        if is_in_list { PLACE_NODES } else { 0 }
    }

    /// The place of the key that an object needs next.
    fn missing_key(&mut self) -> Option<&mut Option<(String, usize)>> {
        match self.open.last_mut() {
            Some(Open { node: Node::Object(_, key), .. }) if key.is_none() => Some(key),
            _ => None,
        }
    }

    /// Puts a finished value where it belongs.
    fn place(&mut self, value: Value) {
        match self.open.last_mut().map(|open| &mut open.node) {
            None => self.root = value,
            Some(Node::List(items)) => items.push(value),
            Some(Node::Object(map, key)) => {
                let (key, at) = key.take().unwrap_or_default();
                if map.insert(key, value).is_some() {
                    let warning =
                        Warning::new("duplicate_key", "a key occurs twice, and the last one counts");
                    self.warnings.add(warning.at(at));
                }
            }
        }
    }

    fn keep(&mut self, anchor: usize, value: &Value, at: usize) -> Result<(), Error> {
        let size = Size::of(value);
        self.count_copy(size, at)?;
        self.anchors.insert(anchor, Anchor { value: value.clone(), size });
        Ok(())
    }

    fn count_copy(&mut self, size: Size, at: usize) -> Result<(), Error> {
        self.count(size.values + self.place_in_list(), at)?;
        let limit = self.limits.yaml_copies;
        self.copied_values = self.copied_values.saturating_add(size.values);
        if self.copied_values > limit {
            return Err(Error::new(ErrorKind::TooMany { what: "copied values", limit }).at(at));
        }
        let limit = self.limits.unpacked_bytes;
        self.copied_bytes = self.copied_bytes.saturating_add(size.bytes);
        if self.copied_bytes > limit {
            return Err(Error::new(ErrorKind::UnpackedTooLarge { limit }).at(at));
        }
        Ok(())
    }

    fn count(&mut self, values: usize, at: usize) -> Result<(), Error> {
        let limit = self.limits.json_nodes;
        self.values = self.values.saturating_add(values);
        if self.values > limit {
            return Err(Error::new(ErrorKind::JsonTooLarge { limit }).at(at));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::ToString as _;

    use super::*;

    fn read(text: &str) -> (String, Vec<Warning>) {
        let mut warnings = Warnings::default();
        let value = parse(text, &Limits::edge(), &mut warnings).unwrap();
        (value.to_string(), warnings.into_vec())
    }

    #[track_caller]
    fn same(text: &str, json: &str) {
        assert_eq!(read(text), (json.into(), Vec::new()));
    }

    fn refused(text: &str, limits: &Limits) -> (&'static str, Option<usize>) {
        let error = parse(text, limits, &mut Warnings::default()).unwrap_err();
        (error.code(), error.offset())
    }

    #[test]
    fn block_and_flow_collections_nest() {
        same("a:\n- b: [c, {d: e}]\n- f\n", r#"{"a":[{"b":["c",{"d":"e"}]},"f"]}"#);
        same(r#"{"a":1,"b":[]}"#, r#"{"a":1,"b":[]}"#);
        same("[a: b, c]", r#"[{"a":"b"},"c"]"#);
        same("", "null");
        same("# nothing\n", "null");
    }

    #[test]
    fn scalar_keys_become_text() {
        same(
            "1.0: a\ntrue: b\n~: c\nTRUE: d\n'x': e",
            r#"{"1.0":"a","true":"b","~":"c","TRUE":"d","x":"e"}"#,
        );
        same(": a", r#"{"~":"a"}"#);
        same("a: &k 1\n*k : b", r#"{"a":1,"1":"b"}"#);
    }

    #[test]
    fn a_list_or_object_as_a_key_is_refused() {
        assert_eq!(refused("[a]: b", &Limits::edge()), ("invalid_yaml", Some(0)));
        assert_eq!(refused("x: y\n? {a: b}\n: c", &Limits::edge()), ("invalid_yaml", Some(7)));
        assert_eq!(refused("a: &k []\n*k : c", &Limits::edge()), ("invalid_yaml", Some(9)));
    }

    #[test]
    fn an_alias_repeats_what_its_anchor_names() {
        same("a: &x {b: [1]}\nc: *x", r#"{"a":{"b":[1]},"c":{"b":[1]}}"#);
        same("&k a: &v 1\nb: *k\nc: {*k : *v}", r#"{"a":1,"b":"a","c":{"a":1}}"#);
        same("a: &x 1\nb: &x 2\nc: *x", r#"{"a":1,"b":2,"c":2}"#);
        same("base: &b {x: 1}\nd:\n  <<: *b\n  y: 2", r#"{"base":{"x":1},"d":{"<<":{"x":1},"y":2}}"#);
    }

    #[test]
    fn an_alias_of_nothing_or_of_itself_is_refused() {
        assert_eq!(refused("a: *x", &Limits::edge()), ("invalid_yaml", Some(3)));
        assert_eq!(refused("a: &x [*x]", &Limits::edge()), ("invalid_yaml", Some(7)));
    }

    #[test]
    fn the_last_of_equal_keys_counts() {
        let (json, warnings) = read("a: 1\nb: 2\na: 3\nb: 4");
        assert_eq!(json, r#"{"a":3,"b":4}"#);
        let [warning] = &warnings[..] else { panic!("{warnings:?}") };
        assert_eq!((warning.code, warning.offset, warning.count), ("duplicate_key", Some(10), 2));
    }

    #[test]
    fn tags_are_ignored() {
        let (json, warnings) = read("a: !!str 1\nb: !x [2]\n!y c: !<z> {}");
        assert_eq!(json, r#"{"a":1,"b":[2],"c":{}}"#);
        let [warning] = &warnings[..] else { panic!("{warnings:?}") };
        assert_eq!((warning.code, warning.count), ("yaml_tag", 4));
    }

    #[test]
    fn the_first_of_several_documents_is_read() {
        let (json, warnings) = read("%YAML 1.2\n---\na: é\n---\n[");
        assert_eq!(json, r#"{"a":"é"}"#);
        let [warning] = &warnings[..] else { panic!("{warnings:?}") };
        assert_eq!((warning.code, warning.offset), ("yaml_documents", Some(20)));
        same("---\na: 1\n...\n# the end\n", r#"{"a":1}"#);
    }

    #[test]
    fn an_error_names_its_byte() {
        assert_eq!(refused("é: ä\nb: [ö", &Limits::edge()), ("invalid_yaml", Some(10)));
        assert_eq!(refused("éé: \"ö\\q\"", &Limits::edge()), ("invalid_yaml", Some(6)));
        assert_eq!(refused("\u{1F600}: b: c", &Limits::edge()), ("invalid_yaml", Some(7)));
    }

    #[test]
    fn bytes_are_accepted_at_the_cap_and_refused_one_past_it() {
        let limits = Limits { file_bytes: 4, ..Limits::edge() };
        assert!(parse("a: b", &limits, &mut Warnings::default()).is_ok());
        assert_eq!(refused("a: bc", &limits), ("file_too_large", None));
    }

    #[test]
    fn levels_are_accepted_at_the_cap_and_refused_one_past_it() {
        let limits = Limits { json_depth: 3, ..Limits::edge() };
        for (text, at) in [
            ("[[[1]]]", None),
            ("[[[[1]]]]", Some(3)),
            ("- - - 1", None),
            ("- - - - 1", Some(6)),
            ("a: {b: [1]}", None),
            ("a: {b: [[1]]}", Some(8)),
            ("[&x [1], [*x]]", None),
            ("[&x [1], [[*x]]]", Some(11)),
        ] {
            let found = parse(text, &limits, &mut Warnings::default());
            let found = found.map_err(|error| (error.code(), error.offset()));
            assert_eq!(found.err(), at.map(|at| ("json_too_deep", Some(at))), "{text}");
        }
    }

    #[test]
    fn values_are_accepted_at_the_cap_and_refused_one_past_it() {
        for (json_nodes, text, at) in [
            (11, "[1,2,3,4,5]", None),
            (11, "[1,2,3,4,5,6]", Some(11)),
            (12, "{a: 1, b: 2}", None),
            (12, "{a: 1, b: 2, c: 3}", Some(13)),
            (15, "[&x [1], *x, 1]", None),
            (15, "[&x [1], *x, 1, 2]", Some(16)),
            (12, "[&x [1], *x]", Some(9)),
        ] {
            let limits = Limits { json_nodes, ..Limits::edge() };
            let found = parse(text, &limits, &mut Warnings::default());
            let found = found.map_err(|error| (error.code(), error.offset()));
            assert_eq!(found.err(), at.map(|at| ("json_too_large", Some(at))), "{text}");
        }
    }

    #[test]
    fn fields_of_an_object_are_accepted_at_the_cap_and_refused_one_past_it() {
        let limits = Limits { object_fields: 2, ..Limits::edge() };
        assert!(parse("{a: {a: 1, b: 2}, b: 2}", &limits, &mut Warnings::default()).is_ok());
        let error = parse("{a: 1, b: 2, c: 3}", &limits, &mut Warnings::default()).unwrap_err();
        assert_eq!((error.code(), error.offset()), ("too_many", Some(13)));
    }

    #[test]
    fn copied_text_is_accepted_at_the_cap_and_refused_one_past_it() {
        let limits = Limits { unpacked_bytes: 8, ..Limits::edge() };
        assert!(parse("[&x ab12, *x, 'not a copy']", &limits, &mut Warnings::default()).is_ok());
        assert_eq!(refused("[&x ab12, *x, &y a]", &limits), ("unpacked_too_large", Some(17)));
        assert_eq!(refused("[&x {ab: 123}, *x]", &limits), ("unpacked_too_large", Some(15)));
    }

    #[test]
    fn copied_values_are_accepted_at_the_cap_and_refused_one_past_it() {
        let limits = Limits { yaml_copies: 10, ..Limits::edge() };
        assert!(parse("[&x [1, 2], *x, 1, 2, 3]", &limits, &mut Warnings::default()).is_ok());
        assert_eq!(refused("[&x [1, 2], *x, 1, &y 2]", &limits), ("too_many", Some(22)));
        assert_eq!(refused("[&x [1, 2, 3], *x]", &limits), ("too_many", Some(15)));
    }

    #[test]
    fn a_billion_laughs_end_early() {
        let mut text = String::from("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
        for level in 1..30 {
            let aliases = format!("*a{}, ", level - 1).repeat(10);
            text += &format!("a{level}: &a{level} [{aliases}]\n");
        }
        assert_eq!(refused(&text, &Limits::edge()).0, "too_many");
        let long = format!("- &a {}\n{}", "x".repeat(1 << 20), "- *a\n".repeat(100));
        assert_eq!(refused(&long, &Limits::edge()).0, "unpacked_too_large");
    }

    #[test]
    fn brackets_without_end_are_refused_at_the_first_that_is_too_deep() {
        let limits = Limits::edge();
        for text in ["[", "{", "[{", "- ", "? ", ": "] {
            let text = text.repeat(1 << 20);
            let (code, at) = refused(&text, &limits);
            assert!(matches!(code, "json_too_deep" | "invalid_yaml") && at < Some(1_024), "{code} {at:?}");
        }
    }
}
