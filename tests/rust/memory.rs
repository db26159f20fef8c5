//! Files of up to 16 MiB that say much and are accepted, or refused late: reading one takes at most 100 MiB beside the
//! file under the limits of the edge, and so does writing what was read in each format. That is on a machine of 64 bits;
//! in WebAssembly, where pointers and lengths are half as long, it is less. An isolate there has 128 MB.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a file that is not read, or not written, is a failed test"
)]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cuecard_core::card::{Spec, Target};
use cuecard_core::lore::{BookTarget, LorebookImport};
use cuecard_core::{Error, Export, Import, Limits};
use cuecard_fuzz::{Counting, peak_of};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const MIB: usize = 1024 * 1024;
const MOST_PEAK_BYTES: usize = 100 * MIB;

/// The most values and places of values that a card may have beside the rest of it.
const VALUES: usize = 999_800;

const TARGETS: [Target; 6] = [
    Target::Charx,
    Target::Png(Spec::V3),
    // These are the same whatever the card came in.
    Target::Json(Spec::V1),
    Target::Json(Spec::V2),
    Target::Json(Spec::V3),
    Target::Png(Spec::V2),
];

#[track_caller]
fn measured<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let (result, peak) = peak_of(work);
    assert!(peak <= MOST_PEAK_BYTES, "{what} took {} kB", peak / 1000);
    result
}

/// Reads `file` as a card and as a lorebook, and writes the card in every format.
#[track_caller]
fn read(what: &str, file: &[u8]) -> Result<Import, Error> {
    let limits = Limits::edge();
    assert!(file.len() <= limits.file_bytes, "{what} has {} bytes", file.len());
    let _book = measured(&format!("{what}, as a lorebook,"), || LorebookImport::read(file, &limits));
    let import = measured(what, || Import::read(file, &limits))?;
    let is_json = file.starts_with(b"{");
    for target in TARGETS.into_iter().take(if is_json { TARGETS.len() } else { 2 }) {
        let export = Export::new(&import.card).source(file);
        let written = measured(&format!("{what}, as {target:?},"), || export.write(target, &limits));
        // Base64 and V2 beside V3 are longer than what was read.
        let code = written.err().map(|error| error.code());
        assert!(
            matches!(code, None | Some("file_too_large" | "unpacked_too_large")),
            "{what}, as {target:?}: {code:?}"
        );
    }
    Ok(import)
}

/// The same for the JSON itself, and for the part of it that fits into a PNG.
#[track_caller]
fn accepted(what: &str, card: impl Fn(usize) -> String) {
    for (what, file) in [
        (what.to_owned(), card(15 * MIB).into_bytes()),
        (format!("{what}, in a PNG"), png(&card(11 * MIB), &[])),
    ] {
        if let Err(error) = read(&what, &file) {
            panic!("{what}: {error}");
        }
    }
}

#[track_caller]
fn refused(what: &str, json: &str, code: &str) {
    assert_eq!(read(what, json.as_bytes()).map(|_| ()).map_err(|error| error.code()), Err(code), "{what}");
}

fn v3(field: &str) -> String {
    format!(
        r#"{{"spec":"chara_card_v3","spec_version":"3.0","data":{{"name":"Ada","description":"x",{field}}}}}"#
    )
}

fn list(member: &str, count: usize) -> String {
    format!("[{}]", vec![member; count].join(","))
}

fn object(value: &str, count: usize) -> String {
    let fields: Vec<String> = (0..count).map(|number| format!("\"{number}\":{value}")).collect();
    format!("{{{}}}", fields.join(","))
}

/// The most fields that an object may have.
const FIELDS: usize = 20_000;

/// An entry with all fields that SillyTavern writes.
const WORLD_ENTRY: &str = r#"{"uid":0,"key":["a"],"keysecondary":[],"comment":"","content":"b","constant":false,
"vectorized":false,"selective":true,"selectiveLogic":0,"addMemo":false,"order":100,"position":0,"disable":false,
"ignoreBudget":false,"excludeRecursion":false,"preventRecursion":false,"matchPersonaDescription":false,
"matchCharacterDescription":false,"matchCharacterPersonality":false,"matchCharacterDepthPrompt":false,
"matchScenario":false,"matchCreatorNotes":false,"delayUntilRecursion":0,"probability":100,"useProbability":true,
"depth":4,"outletName":"","group":"","groupOverride":false,"groupWeight":100,"scanDepth":null,"caseSensitive":null,
"matchWholeWords":null,"useGroupScoring":null,"automationId":"","role":0,"sticky":null,"cooldown":null,"delay":null,
"triggers":[],"displayIndex":0,"characterFilter":{"isExclude":false,"names":[],"tags":[]}}"#;

/// A text as long as the members of a list may be, so that they are together as long as `bytes`.
fn member(bytes: usize, count: usize) -> String {
    format!("\"{}\"", "a".repeat((bytes / count).saturating_sub(4)))
}

/// A PNG with a card, and with pixels that are none.
fn png(json: &str, pixels: &[u8]) -> Vec<u8> {
    let text = [b"ccv3\0", STANDARD.encode(json).as_bytes()].concat();
    let mut file =
        b"\x89PNG\r\n\x1a\n\0\0\0\x0DIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3A\x7E\x9B\x55".to_vec();
    for (kind, body) in [(b"IDAT", pixels), (b"tEXt", &text)] {
        file.extend(u32::try_from(body.len()).unwrap().to_be_bytes());
        file.extend(kind);
        file.extend(body);
        file.extend([0; 4]);
    }
    file.extend(b"\0\0\0\0IEND\xAE\x42\x60\x82");
    file
}

#[test]
fn long_texts() {
    accepted("a description", |bytes| v3(&format!("\"description\":\"{}\"", "a".repeat(bytes))));
    accepted("notes", |bytes| v3(&format!("\"creator_notes\":\"{}\"", "a".repeat(bytes))));
    accepted("an unknown text", |bytes| v3(&format!("\"x\":\"{}\"", "a".repeat(bytes))));
    accepted("a name of a field", |bytes| v3(&format!("\"{}\":1", "a".repeat(bytes))));
    accepted("line ends", |bytes| v3(&format!("\"first_mes\":\"{}\"", "\\n".repeat(bytes / 2))));
}

#[test]
fn texts_that_become_longer() {
    let text = "a".repeat(15 * MIB);
    let longer = [
        ("control characters", v3(&format!("\"first_mes\":\"{}\"", "\u{1}".repeat(15 * MIB)))),
        (
            "a text at the root",
            format!(r#"{{"spec":"chara_card_v2","data":{{"name":"A"}},"first_mes":"{text}"}}"#),
        ),
        ("a comment", format!(r#"{{"name":"A","first_mes":"","creatorcomment":"{text}"}}"#)),
        (
            "a sample chat",
            format!(r#"{{"kind":"character","name":"A","sampleChat":"{}"}}"#, "You:\\n".repeat(15 * MIB / 6)),
        ),
        (
            "attributes",
            format!(
                r#"{{"kind":"character","name":"A","persona":{{"kind":"wpp","attributes":{{"a":{}}}}}}}"#,
                list(&member(15 * MIB, 50_000), 50_000)
            ),
        ),
        (
            "a personality",
            format!(r#"{{"id":"a","name":"A","systemPrompt":"b","personality":{{"tone":"{text}"}}}}"#),
        ),
    ];
    for (what, json) in longer {
        refused(what, &json, "unpacked_too_large");
    }
}

#[test]
fn long_lists() {
    for name in ["alternate_greetings", "tags", "x"] {
        accepted(name, |bytes| v3(&format!("\"{name}\":{}", list(&member(bytes, VALUES / 2), VALUES / 2))));
    }
    accepted("numbers", |_| v3(&format!("\"x\":{}", list("1", VALUES / 2))));
    accepted("lists", |_| v3(&format!("\"x\":{}", list("[1]", VALUES / 4))));
    accepted("tags in one text", |_| v3(&format!("\"tags\":\"{}\"", "a,".repeat(VALUES / 2))));
    refused(
        "more tags in one text",
        &v3(&format!("\"tags\":\"{}\"", "a,".repeat(7 * MIB))),
        "json_too_large",
    );
}

#[test]
fn many_objects_and_fields() {
    let most =
        |bytes| list(&object(&member(bytes, VALUES), FIELDS), (VALUES - 2 * FIELDS) / (2 * FIELDS + 9));
    accepted("fields", |bytes| v3(&format!("\"x\":{}", most(bytes))));
    accepted("notes in all languages", |_| {
        v3(&format!("\"creator_notes_multilingual\":{}", object("\"a\"", FIELDS)))
    });
    let v1 = object("1", FIELDS - 3);
    accepted("fields of V1", |_| format!(r#"{{"name":"A","first_mes":"","x":{},{}"#, most(0), &v1[1..]));
    refused("more fields", &v3(&format!("\"x\":{}", object("1", FIELDS + 1))), "too_many");
    accepted("empty objects", |_| v3(&format!("\"x\":{}", list("{}", VALUES / 9))));
    accepted("small objects", |_| v3(&format!("\"x\":{}", list(r#"{"a":1}"#, VALUES / 11))));
    accepted("objects", |_| v3(&format!("\"x\":{}", list(&object("1", 15), VALUES / 39))));
}

#[test]
fn many_assets() {
    accepted("assets", |bytes| {
        v3(&format!("\"assets\":{}", list(&format!("{{\"uri\":{}}}", member(bytes, 2_000)), 2_000)))
    });
    refused("too many assets", &v3(&format!("\"assets\":{}", list("{}", VALUES / 9))), "too_many");
}

#[test]
fn many_entries() {
    accepted("entries", |_| v3(&format!("\"character_book\":{{\"entries\":{}}}", list("{}", 5_000))));
    for entries in [list("{}", VALUES / 9), object("{\"key\":[]}", FIELDS)] {
        let json = v3(&format!("\"character_book\":{{\"entries\":{entries}}}"));
        let code = read("too many entries", json.as_bytes()).unwrap_err().code();
        assert!(["book_too_large", "json_too_large"].contains(&code), "{code}");
    }
}

#[test]
fn lorebooks_of_other_programs() {
    let limits = Limits::edge();
    let entries = object(&WORLD_ENTRY.replace('\n', ""), 5_000);
    let files = [
        (true, format!(r#"{{"entries":{entries}}}"#)),
        (true, format!(r#"{{"type":"risu","data":{}}}"#, list(r#"{"key":"a"}"#, 5_000))),
        (true, format!(r#"{{"kind":"memory","entries":{}}}"#, list("{}", 5_000))),
        (true, format!(r#"{{"lorebookVersion":5,"entries":{}}}"#, list("{}", 5_000))),
        (false, format!(r#"{{"entries":{}}}"#, object("{\"key\":[]}", FIELDS))),
        (false, format!(r#"{{"type":"risu","data":{}}}"#, list("{}", VALUES / 9))),
        (false, format!(r#"{{"type":"risu","data":[{{"key":"{}"}}]}}"#, "a,".repeat(7 * MIB))),
        (false, format!(r#"{{"kind":"memory","entries":{}}}"#, list("{}", VALUES / 9))),
    ];
    for (is_accepted, file) in files {
        let what = &file[..30];
        let import = measured(what, || LorebookImport::read(file.as_bytes(), &limits));
        assert_eq!(import.is_ok(), is_accepted, "{what}: {:?}", import.as_ref().err());
        for target in [BookTarget::CharacterBook, BookTarget::LorebookV3, BookTarget::SillyTavern] {
            let Ok(import) = &import else { continue };
            measured(&format!("{what} as {target:?}"), || import.lorebook.write(target));
        }
    }
}

#[test]
fn yaml() {
    let head = "name: A\ndescription: ";
    for text in [
        format!("{head}{}\n", "a".repeat(15 * MIB)),
        format!("{head}|\n{}\n", "  a\n".repeat(15 * MIB / 4)),
        format!("{head}x\ntags: {}\n", list("a", VALUES / 2)),
        format!(
            "{head}x\n{}\n",
            object("1", FIELDS - 3).replace(['{', '}'], "").replace(',', "\n").replace(':', ": ")
        ),
    ] {
        let what = text.get(..40).unwrap();
        if let Err(error) = read(what, text.as_bytes()) {
            panic!("{what}: {error}");
        }
    }
}

#[test]
fn large_pictures_beside_a_card() {
    let card = v3(&format!("\"x\":{}", list("1", VALUES / 2)));
    let file = png(&card, &vec![1; 15 * MIB - card.len() * 4 / 3]);
    let import = read("a picture", &file).unwrap();
    let archive = Export::new(&import.card).source(&file).charx(&Limits::edge()).unwrap();
    let import = read("a picture in an archive", &archive).unwrap();
    assert_eq!(import.assets.len(), 1);
}
