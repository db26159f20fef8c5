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

const IMAGE_PATH: Warning = Warning::new("byaf_image_path", "the path of an image leads out of the archive");
const MORE_CHARACTERS: Warning = Warning::new(
    "byaf_more_characters",
    "the archive holds more than one character, of which the first is read",
);
const SCENARIO_MISSING: Warning =
    Warning::new("byaf_scenario_missing", "the archive does not hold a scenario that it names");

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
            self.warnings.add(MORE_CHARACTERS.in_field(format!("{MANIFEST_PATH}/characters/1")));
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
                self.warnings.add(SCENARIO_MISSING.in_field(format!("{MANIFEST_PATH}/scenarios/{index}")));
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
        let mut found = Warnings::default();
        let document =
            json::parse_card(&bytes, self.limits, &mut found).map_err(|error| error.below(path))?;
        self.warnings.append(found.below(path));
        self.nodes += json::weight_of_object(&document).0;
        let limit = self.limits.json_nodes;
        if self.nodes > limit {
            return too_much(ErrorKind::JsonTooLarge { limit });
        }
        Ok(Some(document))
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
    let assets = assets(&character, &documents.character_folder, &scenarios, limits, warnings)?;
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
        ("assets", Value::Array(assets)),
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

/// The pictures of the character as icons, and the backgrounds of the scenarios.
fn assets(
    character: &Fields<'_>,
    character_folder: &str,
    scenarios: &[Scenario],
    limits: &Limits,
    warnings: &mut Warnings,
) -> Result<Vec<Value>, Error> {
    let read = |image: &Fields<'_>| Ok((image.text("path")?, image.text("label")?));
    let mut assets = Vec::new();
    for (index, (path, label)) in character.each("images", limits.archive_files, read)?.iter().enumerate() {
        if let Some(path) = normal_path(path) {
            assets.push(asset("icon", assets.len(), &[character_folder, &path].concat(), label));
        } else {
            warnings.add(IMAGE_PATH.in_field(format!("{CHARACTER_PATH}/images/{index}/path")));
        }
    }
    // Unlike those of images, these paths count from the root.
    let backgrounds = scenarios.iter().filter_map(|scenario| normal_path(&scenario.background));
    assets.extend(backgrounds.enumerate().map(|(index, path)| asset("background", index, &path, "")));
    Ok(assets)
}

/// An asset, of which the first of each kind is `main`, and no other is.
fn asset(kind: &str, index: usize, path: &str, label: &str) -> Value {
    let file = path.rsplit('/').next().unwrap_or(path);
    let (stem, ext) = file.rsplit_once('.').unwrap_or((file, "unknown"));
    let label = if label.trim().is_empty() { stem } else { label.trim() };
    let name = match label {
        _ if index == 0 => "main",
        "main" => file,
        label => label,
    };
    object([
        ("type", kind.into()),
        ("uri", format!("embeded://{path}").into()),
        ("name", name.into()),
        ("ext", ext.to_ascii_lowercase().into()),
    ])
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
    let has_lore = !entries.is_empty();
    let book = object([("extensions", empty()), ("entries", Value::Array(entries))]);
    Ok(has_lore.then_some(book))
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
    while let Some(start) = rest.find(['#', '{']) {
        let (before, from) = rest.split_at_checked(start).unwrap_or((rest, ""));
        let plain = || from.split_at_checked(1).unwrap_or((from, ""));
        let (value, after) = leading_macro(from).unwrap_or_else(plain);
        out.push_str(before);
        out.push_str(value);
        rest = after;
    }
    out.push_str(rest);
    out
}

/// What the macro that `from` begins with becomes, and what follows it.
fn leading_macro(from: &str) -> Option<(&str, &str)> {
    MACROS.iter().find_map(|(theirs, ours)| {
        let (head, rest) = from.split_at_checked(theirs.len())?;
        let is_ours_already = theirs.ends_with('}') && rest.starts_with('}');
        (head.eq_ignore_ascii_case(theirs) && !is_ours_already).then_some((*ours, rest))
    })
}

fn map<'f>(fields: impl IntoIterator<Item = (&'f str, Value)>) -> Map<String, Value> {
    fields.into_iter().map(|(name, value)| (name.into(), value)).collect()
}

fn object<'f>(fields: impl IntoIterator<Item = (&'f str, Value)>) -> Value {
    Value::Object(map(fields))
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString as _;
    use alloc::vec;

    use super::*;
    use crate::json::{OBJECT_NODES, PLACE_NODES};
    use crate::zip::sample::{Part, archive, deflated, stored, streamed};

    const MANIFEST_JSON: &str = r#"{"schemaVersion": 1, "author": {"name": "Mira"},
        "characters": ["characters/ada/character.json"], "scenarios": ["scenarios/1.json", "./scenarios/2.json"]}"#;
    const CHARACTER_JSON: &str = r#"{"name": "Ada", "displayName": "Ada Lovelace", "persona": "{character} likes {user}.",
        "loreItems": [{"key": "engine, , mill ", "value": "{character}'s engine."}, {"key": "b", "value": "c"}],
        "images": [{"path": "images/a.PNG", "label": "Portrait"}, {"path": "..\\..\\x", "label": ""},
            {"path": "images/b.webp", "label": "main"}, {"path": "./images/c", "label": " "}],
        "odd": 1.50}"#;
    const SCENARIO_JSON: &str = r##"{"narrative": "A mill.", "formattingInstructions": "Be {character}.",
        "firstMessages": [{"characterID": "ada", "text": "Hello, {user}!"}], "backgroundImage": "scenarios/1.jpg",
        "exampleMessages": [{"text": "#{user}: Hi\n#{character}: Yes?"}, {"text": ""}, {"text": "{user}"}], "topK": 40}"##;
    const OTHER_JSON: &str = r#"{"firstMessages": [{"text": "Again {user}."}]}"#;

    fn parts() -> Vec<Part> {
        vec![
            stored("manifest.json", MANIFEST_JSON.as_bytes()),
            deflated("characters/ada/character.json", CHARACTER_JSON.as_bytes()),
            streamed("scenarios/1.json", SCENARIO_JSON.as_bytes()),
            stored("scenarios/2.json", OTHER_JSON.as_bytes()),
        ]
    }

    fn read(parts: &[Part], limits: &Limits) -> Result<(Value, Vec<Warning>), Error> {
        let file = archive(parts);
        let mut warnings = Warnings::default();
        let document = document(&Archive::open(&file, limits)?, limits, &mut warnings)?;
        Ok((Value::Object(document), warnings.into_vec()))
    }

    fn refused(parts: &[Part], limits: &Limits) -> (&'static str, String) {
        let error = read(parts, limits).unwrap_err();
        (error.code(), error.path().unwrap_or_default().into())
    }

    #[test]
    fn the_fields_of_a_card_come_from_all_documents() {
        let (card, _) = read(&parts(), &Limits::edge()).unwrap();
        let data = &card["data"];
        assert_eq!((&card["spec"], &card["spec_version"]), (&"chara_card_v3".into(), &"3.0".into()));
        let texts = [
            ("name", "Ada"),
            ("description", "{{char}} likes {{user}}."),
            ("scenario", "A mill."),
            ("first_mes", "Hello, {{user}}!"),
            ("mes_example", "<START>\n{{user}}: Hi\n{{char}}: Yes?\n<START>\n{{user}}\n"),
            ("system_prompt", "Be {{char}}."),
            ("creator", "Mira"),
        ];
        for (name, expected) in texts {
            assert_eq!(data[name], expected, "{name}");
        }
        assert_eq!(data["alternate_greetings"].to_string(), r#"["Again {{user}}."]"#);
    }

    #[test]
    fn lore_becomes_a_book_of_the_fields_that_v3_requires() {
        let (card, _) = read(&parts(), &Limits::edge()).unwrap();
        let expected = r#"{"extensions":{},"entries":[{"keys":["engine","mill"],"content":"{{char}}'s engine.","extensions":{},"enabled":true,"insertion_order":0,"use_regex":false,"constant":false},{"keys":["b"],"content":"c","extensions":{},"enabled":true,"insertion_order":1,"use_regex":false,"constant":false}]}"#;
        assert_eq!(card["data"]["character_book"].to_string(), expected);
    }

    #[test]
    fn pictures_become_assets_and_a_path_that_leads_out_is_told() {
        let (card, warnings) = read(&parts(), &Limits::edge()).unwrap();
        let expected = r#"[{"type":"icon","uri":"embeded://characters/ada/images/a.PNG","name":"main","ext":"png"},{"type":"icon","uri":"embeded://characters/ada/images/b.webp","name":"b.webp","ext":"webp"},{"type":"icon","uri":"embeded://characters/ada/images/c","name":"c","ext":"unknown"},{"type":"background","uri":"embeded://scenarios/1.jpg","name":"main","ext":"jpg"}]"#;
        assert_eq!(card["data"]["assets"].to_string(), expected);
        let path = format!("{CHARACTER_PATH}/images/1/path");
        assert_eq!(warnings, [Warning::new("byaf_image_path", warnings[0].message).in_field(path)]);
    }

    #[test]
    fn the_documents_are_kept_as_they_were() {
        let (card, _) = read(&parts(), &Limits::edge()).unwrap();
        let kept = &card["data"]["extensions"]["byaf"];
        let parsed = |text: &str| json::parse(text.as_bytes(), &Limits::edge()).unwrap().to_string();
        assert_eq!(kept["manifest"].to_string(), parsed(MANIFEST_JSON));
        assert_eq!(kept["character"].to_string(), parsed(CHARACTER_JSON));
        assert!(kept["character"].to_string().contains("1.50"));
        assert_eq!(kept["scenarios"][0].to_string(), parsed(SCENARIO_JSON));
        assert_eq!(kept["scenarios"][1].to_string(), parsed(OTHER_JSON));
    }

    #[test]
    fn the_card_is_one_that_is_read() {
        let (card, _) = read(&parts(), &Limits::edge()).unwrap();
        let card = crate::Card::from_json(card.to_string().as_bytes(), &Limits::edge()).unwrap();
        assert_eq!((card.name.as_str(), card.alternate_greetings.len()), ("Ada", 1));
        assert_eq!(card.character_book.unwrap().entries.len(), 2);
    }

    #[test]
    fn what_the_manifest_names_too_much_or_in_vain_is_told() {
        let manifest = r#"{"characters": ["characters/ada/character.json", "b"], "scenarios": ["none", "../1", "scenarios/2.json"]}"#;
        let mut parts = parts();
        parts[0] = stored("manifest.json", manifest.as_bytes());
        parts[1] = stored("characters/ada/character.json", br#"{"name": " ", "displayName": "Ada"}"#);
        let (card, warnings) = read(&parts, &Limits::edge()).unwrap();
        assert_eq!(
            (&card["data"]["name"], &card["data"]["first_mes"]),
            (&"Ada".into(), &"Again {{user}}.".into())
        );
        assert!(card["data"].get("character_book").is_none());
        let told: Vec<_> =
            warnings.iter().map(|warning| (warning.code, warning.path.as_deref(), warning.count)).collect();
        let expected = [
            ("byaf_more_characters", Some("/data/extensions/byaf/manifest/characters/1"), 1),
            ("byaf_scenario_missing", Some("/data/extensions/byaf/manifest/scenarios/0"), 2),
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn an_archive_without_a_character_is_refused() {
        assert_eq!(refused(&parts()[1..], &Limits::edge()).0, "no_card_in_archive");
        let mut parts = parts();
        parts.remove(1);
        let expected = ("no_card_in_archive", "/data/extensions/byaf/manifest/characters/0".into());
        assert_eq!(refused(&parts, &Limits::edge()), expected);
        parts[0] = stored("manifest.json", br#"{"name": "a browser extension"}"#);
        assert_eq!(refused(&parts, &Limits::edge()).0, "no_card_in_archive");
    }

    #[test]
    fn errors_point_to_where_the_document_would_stand() {
        let mut parts = parts();
        parts[3] = stored("scenarios/2.json", br#"{"firstMessages": [{"text": 5}]}"#);
        let path = "/data/extensions/byaf/scenarios/1/firstMessages/0/text";
        assert_eq!(refused(&parts, &Limits::edge()), ("wrong_type", path.into()));
        parts[3] = stored("scenarios/2.json", b"{");
        assert_eq!(
            refused(&parts, &Limits::edge()),
            ("invalid_json", "/data/extensions/byaf/scenarios/1".into())
        );
    }

    #[test]
    fn all_documents_together_are_accepted_at_the_caps_and_refused_one_past_them() {
        let bytes = MANIFEST_JSON.len() + CHARACTER_JSON.len() + SCENARIO_JSON.len() + OTHER_JSON.len();
        let limits = Limits { unpacked_bytes: bytes, ..Limits::edge() };
        assert!(read(&parts(), &limits).is_ok());
        let limits = Limits { unpacked_bytes: bytes - 1, ..Limits::edge() };
        let place = "/data/extensions/byaf/scenarios/1";
        assert_eq!(refused(&parts(), &limits), ("unpacked_too_large", place.into()));

        let (card, _) = read(&parts(), &Limits::edge()).unwrap();
        let kept = &card["data"]["extensions"]["byaf"];
        // The object that keeps the documents, and their list, come on top of them.
        let weight = json::weight(kept).0 - OBJECT_NODES - 5 * PLACE_NODES - 1;
        assert!(read(&parts(), &Limits { json_nodes: weight, ..Limits::edge() }).is_ok());
        let limits = Limits { json_nodes: weight - 1, ..Limits::edge() };
        assert_eq!(refused(&parts(), &limits), ("json_too_large", place.into()));
    }

    #[test]
    fn a_thousand_documents_are_accepted_and_one_more_is_refused() {
        for (count, is_accepted) in [(998, true), (999, false)] {
            let names = vec!["\"scenarios/2.json\""; count].join(",");
            let manifest =
                format!(r#"{{"characters": ["characters/ada/character.json"], "scenarios": [{names}]}}"#);
            let mut parts = parts();
            parts[0] = stored("manifest.json", manifest.as_bytes());
            match read(&parts, &Limits::edge()) {
                Ok((card, _)) => {
                    assert!(is_accepted);
                    assert_eq!(card["data"]["alternate_greetings"].as_array().unwrap().len(), count - 1);
                }
                Err(error) => assert_eq!((error.code(), is_accepted), ("too_many", false)),
            }
        }
    }

    #[test]
    fn macros_are_rewritten_once_and_what_is_no_macro_stays() {
        let cases = [
            ("{user} and {character}", "{{user}} and {{char}}"),
            ("#{user}: hi\n#{character}: ho", "{{user}}: hi\n{{char}}: ho"),
            ("{User}, {CHARACTER}", "{{user}}, {{char}}"),
            ("#{user} said", "#{{user}} said"),
            ("{{user}} {{character}}", "{{user}} {{character}}"),
            ("{user}} {user}{user}", "{user}} {{user}}{{user}}"),
            ("{ user } {char} # é{ #", "{ user } {char} # é{ #"),
            ("é{user", "é{user"),
            ("", ""),
        ];
        for (theirs, ours) in cases {
            assert_eq!(rewrite(theirs), ours);
        }
    }
}
