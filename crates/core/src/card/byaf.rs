//! Makes a card of a Backyard archive ([BYAF version 1][spec]).
//!
//! `manifest.json` names the documents of one character and of its scenarios. The first scenario is the card's, and
//! the greetings of the others become alternate greetings. The documents stay whole in `data.extensions.byaf`, the
//! model settings and chats of scenarios with them; errors and warnings point there. Pictures are named, not read.
//!
//! At most a thousand documents are read, all of them together under [`Limits::unpacked_bytes`] and
//! [`Limits::json_nodes`].
//!
//! [spec]: https://github.com/ahoylabs/byaf/tree/main/specs/v1

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use serde_json::{Map, Value};

use super::charx::{self, MANIFEST, folder, normal_path};
use crate::error::{Error, ErrorKind};
use crate::json::{self, Fields};
use crate::limits::Limits;
use crate::warning::{Warning, Warnings};
use crate::zip::Archive;

/// Documents of one archive. A scenario is a setting for a chat, of which authors make a handful.
const DOCUMENTS: usize = 1_000;

const MANIFEST_PATH: &str = "/data/extensions/byaf/manifest";
const CHARACTER_PATH: &str = "/data/extensions/byaf/character";
const SCENARIOS_PATH: &str = "/data/extensions/byaf/scenarios";

/// What Backyard writes for the names of the two who talk, and what cards write.
const MACROS: [(&str, &str); 4] = [
    ("#{user}:", "{{user}}:"),
    ("#{character}:", "{{char}}:"),
    ("{user}", "{{user}}"),
    ("{character}", "{{char}}"),
];

/// Reads the documents of an archive as a card in the shape of V3.
pub(crate) fn document(
    archive: &Archive<'_>,
    limits: &Limits,
    warnings: &mut Warnings,
) -> Result<Map<String, Value>, Error> {
    let documents = Reader { archive, limits, warnings, count: 0, bytes: 0, nodes: 0 }.read()?;
    let mut data = data(&documents, limits, warnings)?;
    data.insert("extensions".into(), object([("byaf", documents.keep())]));
    let head = [("spec", "chara_card_v3".into()), ("spec_version", "3.0".into())];
    Ok(map(head.into_iter().chain([("data", Value::Object(data))])))
}

/// What an archive holds.
struct Documents {
    manifest: Map<String, Value>,
    character: Map<String, Value>,
    /// The folder that the paths of its pictures count from.
    character_folder: String,
    scenarios: Vec<Map<String, Value>>,
}

impl Documents {
    /// The documents as they are kept in the card, at the paths above.
    fn keep(self) -> Value {
        object([
            ("manifest", Value::Object(self.manifest)),
            ("character", Value::Object(self.character)),
            ("scenarios", self.scenarios.into_iter().map(Value::Object).collect()),
        ])
    }
}

/// Reads documents and counts what all of them take together.
struct Reader<'r, 'a> {
    archive: &'r Archive<'a>,
    limits: &'r Limits,
    warnings: &'r mut Warnings,
    count: usize,
    bytes: usize,
    nodes: usize,
}

impl Reader<'_, '_> {
    fn read(mut self) -> Result<Documents, Error> {
        let no_card = || Error::new(ErrorKind::NoCardInArchive);
        let manifest = self.document(MANIFEST, MANIFEST_PATH)?.ok_or_else(no_card)?;
        let fields = Fields::new(&manifest, MANIFEST_PATH);
        let characters = fields.texts("characters")?;
        let name = characters.first().ok_or_else(no_card)?;
        let character = self.document(name, CHARACTER_PATH)?;
        let missing = || no_card().in_field(format!("{MANIFEST_PATH}/characters/0"));
        let character = character.ok_or_else(missing)?;
        let character_folder = folder(&normal_path(name).unwrap_or_default()).into();
        if characters.len() > 1 {
            let text = "the archive holds more than one character, of which the first is read";
            self.warn("byaf_more_characters", text, format!("{MANIFEST_PATH}/characters/1"));
        }
        let scenarios = self.scenarios(&fields.texts("scenarios")?)?;
        Ok(Documents { manifest, character, character_folder, scenarios })
    }

    fn scenarios(&mut self, names: &[String]) -> Result<Vec<Map<String, Value>>, Error> {
        let mut scenarios = Vec::new();
        for (index, name) in names.iter().enumerate() {
            let path = format!("{SCENARIOS_PATH}/{}", scenarios.len());
            if let Some(scenario) = self.document(name, &path)? {
                scenarios.push(scenario);
            } else {
                let text = "the archive does not hold a scenario that it names";
                self.warn("byaf_scenario_missing", text, format!("{MANIFEST_PATH}/scenarios/{index}"));
            }
        }
        Ok(scenarios)
    }

    /// The document in the file of this name; `path` is where it will stand in the card.
    fn document(&mut self, name: &str, path: &str) -> Result<Option<Map<String, Value>>, Error> {
        let name = normal_path(name);
        let Some(file) = name.and_then(|name| self.archive.find(&name)) else { return Ok(None) };
        let too_much = |kind| Err(Error::new(kind).at(file.offset()).in_field(path));
        self.count += 1;
        if self.count > DOCUMENTS {
            return too_much(ErrorKind::TooMany { what: "documents in the archive", limit: DOCUMENTS });
        }
        self.bytes = self.bytes.saturating_add(file.unpacked_bytes());
        let limit = self.limits.unpacked_bytes;
        if self.bytes > limit {
            return too_much(ErrorKind::UnpackedTooLarge { limit });
        }
        let bytes = charx::unpack(self.archive, file, limit, self.warnings)?;
        let document = json::parse_object(&bytes, self.limits).map_err(|error| error.below(path))?;
        self.nodes += document.values().map(nodes).sum::<usize>();
        let limit = self.limits.json_nodes;
        if self.nodes > limit {
            return too_much(ErrorKind::JsonTooLarge { limit });
        }
        Ok(Some(document))
    }

    fn warn(&mut self, code: &'static str, text: &'static str, path: String) {
        self.warnings.add(Warning::new(code, text).in_field(path));
    }
}

/// What a value weighs against [`Limits::json_nodes`]. The parser has bounded its depth.
fn nodes(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(nodes).sum::<usize>(),
        Value::Object(fields) => 8 + fields.values().map(nodes).sum::<usize>(),
        _ => 1,
    }
}

/// The fields of the card, without its extensions.
fn data(
    documents: &Documents,
    limits: &Limits,
    warnings: &mut Warnings,
) -> Result<Map<String, Value>, Error> {
    let character = Fields::new(&documents.character, CHARACTER_PATH);
    let author = Fields::new(&documents.manifest, MANIFEST_PATH).object("author")?;
    let mut scenarios = Vec::with_capacity(documents.scenarios.len());
    for (index, scenario) in documents.scenarios.iter().enumerate() {
        let fields = Fields::new(scenario, format!("{SCENARIOS_PATH}/{index}"));
        scenarios.push(Scenario::read(&fields, limits)?);
    }
    let mut assets = Assets::default();
    assets.images(&character, &documents.character_folder, limits, warnings)?;
    assets.backgrounds(&scenarios);
    let mut scenarios = scenarios.into_iter();
    let first = scenarios.next().unwrap_or_default();
    let greetings = scenarios.map(|scenario| scenario.greeting).filter(|text| !text.is_empty());
    let name = Some(character.text("name")?).filter(|name| !name.trim().is_empty());
    let mut data = map([
        ("name", name.map_or_else(|| character.text("displayName"), Ok)?.into()),
        ("description", text(&character, "persona")?.into()),
        ("scenario", first.narrative.into()),
        ("first_mes", first.greeting.into()),
        ("mes_example", first.examples.into()),
        ("system_prompt", first.instructions.into()),
        ("creator", author.map(|author| author.text("name")).transpose()?.unwrap_or_default().into()),
        ("alternate_greetings", greetings.collect()),
        ("assets", Value::Array(assets.list)),
    ]);
    if let Some(book) = book(&character, limits)? {
        data.insert("character_book".into(), book);
    }
    Ok(data)
}

/// What a card can hold of a scenario.
#[derive(Default)]
struct Scenario {
    narrative: String,
    greeting: String,
    examples: String,
    instructions: String,
    background: String,
}

impl Scenario {
    fn read(fields: &Fields<'_>, limits: &Limits) -> Result<Self, Error> {
        let examples = fields.each("exampleMessages", limits.messages, |message| text(message, "text"))?;
        let examples = examples.iter().filter(|text| !text.is_empty());
        // Version 1 allows one; where several characters talk, the first begins.
        let greetings = fields.each("firstMessages", limits.messages, |message| text(message, "text"))?;
        Ok(Self {
            narrative: text(fields, "narrative")?,
            greeting: greetings.into_iter().next().unwrap_or_default(),
            examples: examples.map(|text| format!("<START>\n{text}\n")).collect(),
            instructions: text(fields, "formattingInstructions")?,
            background: fields.text("backgroundImage")?,
        })
    }
}

/// The assets of the card.
#[derive(Default)]
struct Assets {
    list: Vec<Value>,
}

impl Assets {
    /// The pictures of the character, the first of which is its icon.
    fn images(
        &mut self,
        character: &Fields<'_>,
        folder: &str,
        limits: &Limits,
        warnings: &mut Warnings,
    ) -> Result<(), Error> {
        let read = |image: &Fields<'_>| Ok((image.text("path")?, image.text("label")?));
        let images = character.each("images", limits.archive_files, read)?;
        for (index, (path, label)) in images.iter().enumerate() {
            // Twice normal, so that the path cannot leave the folder of the character.
            if let Some(path) = normal_path(path) {
                self.push("icon", &[folder, &path].concat(), label);
            } else {
                let warning =
                    Warning::new("byaf_image_path", "the path of an image leads out of the archive");
                warnings.add(warning.in_field(format!("{CHARACTER_PATH}/images/{index}/path")));
            }
        }
        Ok(())
    }

    /// The backgrounds of the scenarios, whose paths count from the root.
    fn backgrounds(&mut self, scenarios: &[Scenario]) {
        for path in scenarios.iter().filter_map(|scenario| normal_path(&scenario.background)) {
            self.push("background", &path, "");
        }
    }

    /// Adds a file; the first of its kind is `main`, and no other is.
    fn push(&mut self, kind: &str, path: &str, label: &str) {
        let file = path.rsplit('/').next().unwrap_or(path);
        let (stem, ext) = file.rsplit_once('.').unwrap_or((file, "unknown"));
        let is_first = !self.list.iter().any(|asset| asset.get("type").is_some_and(|known| known == kind));
        let name = match label.trim() {
            _ if is_first => "main",
            "" => stem,
            label => label,
        };
        let name = if !is_first && name == "main" { file } else { name };
        self.list.push(object([
            ("type", kind.into()),
            ("uri", format!("embeded://{path}").into()),
            ("name", name.into()),
            ("ext", ext.to_ascii_lowercase().into()),
        ]));
    }
}

/// The lorebook, if there is any lore.
fn book(character: &Fields<'_>, limits: &Limits) -> Result<Option<Value>, Error> {
    let read = |item: &Fields<'_>| Ok((item.text("key")?, text(item, "value")?));
    let items = character.each("loreItems", limits.book_entries, read)?;
    let empty = || Value::Object(Map::new());
    let entries: Vec<_> = items
        .into_iter()
        .enumerate()
        .map(|(index, (keys, content))| {
            let keys = keys.split(',').map(str::trim).filter(|key| !key.is_empty());
            object([
                ("keys", keys.collect()),
                ("content", content.into()),
                ("extensions", empty()),
                ("enabled", true.into()),
                ("insertion_order", index.into()),
                ("use_regex", false.into()),
                ("constant", false.into()),
            ])
        })
        .collect();
    let book =
        (!entries.is_empty()).then(|| object([("extensions", empty()), ("entries", Value::Array(entries))]));
    Ok(book)
}

/// A text with its macros as cards write them.
fn text(fields: &Fields<'_>, name: &str) -> Result<String, Error> {
    fields.text(name).map(|text| rewrite(&text))
}

/// Brings the macros of Backyard, in any case of letters, into those of cards. What is in double braces already
/// stays.
fn rewrite(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, from)) = rest.find(['#', '{']).and_then(|start| rest.split_at_checked(start)) {
        out.push_str(before);
        let (value, length) = leading_macro(from)
            .unwrap_or_else(|| from.split_at_checked(1).map_or((from, from.len()), |(first, _)| (first, 1)));
        out.push_str(value);
        rest = from.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// What the macro that `from` begins with becomes, and its length.
fn leading_macro(from: &str) -> Option<(&'static str, usize)> {
    MACROS.iter().find_map(|(theirs, ours)| {
        let (head, rest) = from.split_at_checked(theirs.len())?;
        let is_ours_already = theirs.ends_with('}') && rest.starts_with('}');
        (head.eq_ignore_ascii_case(theirs) && !is_ours_already).then_some((*ours, theirs.len()))
    })
}

fn map<'f>(fields: impl IntoIterator<Item = (&'f str, Value)>) -> Map<String, Value> {
    fields.into_iter().map(|(name, value)| (name.into(), value)).collect()
}

fn object<'f>(fields: impl IntoIterator<Item = (&'f str, Value)>) -> Value {
    Value::Object(map(fields))
}
