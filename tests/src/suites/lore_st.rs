//! `lore-st`: world info, settings, a chat and luck, and what SillyTavern activates. The schema is in the README of the
//! vectors. Cases whose features a pattern cannot have here are refused with a warning.

#![expect(clippy::indexing_slicing, reason = "of a JSON value, what is not there is null")]

use cuecard_core::Limits;
use cuecard_core::lore::engine::{
    Activation, Book, Chance, Character, Depth, Effect, Entry, Links, Matcher, Place, Profile, Scan,
    Settings, Site, Strategy, Texts, TimedState,
};
use cuecard_core::macros::Scope;
use cuecard_core::tokens::CountTokens;
use serde_json::{Map, Value, json};

use super::same;

/// Features of recorded cases that are refused, and how that is told.
const REFUSED: [&str; 2] = ["regex-lookaround", "regex-backref"];
const REFUSAL: &str = "unsupported_pattern_key";
const FIELDS: [&str; 18] = [
    "books",
    "character",
    "chat",
    "dry_run",
    "entries",
    "expected",
    "features",
    "force_activate",
    "hashes",
    "injects",
    "macros",
    "max_context",
    "name",
    "rng",
    "scan_data",
    "settings",
    "timed_state",
    "turns",
];
/// What our own vectors have besides.
const OURS: [&str; 3] = ["spec", "standard", "warnings"];

pub(super) fn run(case: &Value) -> Result<(), String> {
    let fields = case.as_object().ok_or("a case is an object")?;
    let unknown =
        fields.keys().find(|name| !FIELDS.contains(&name.as_str()) && !OURS.contains(&name.as_str()));
    if let Some(unknown) = unknown {
        return Err(format!("not of the schema: {unknown}"));
    }
    if let Some(standard) = fields.get("standard") {
        let mut fields = fields.clone();
        fields.insert("expected".to_owned(), standard.clone());
        let standard = run_turns(Profile::Standard, &fields, &mut Vec::new());
        standard.map_err(|reason| format!("in the standard profile {reason}"))?;
    }
    if !fields.contains_key("expected") && !fields.contains_key("turns") {
        return Ok(());
    }
    let mut warnings = Vec::new();
    let result = run_turns(Profile::SillyTavern, fields, &mut warnings);
    let is_refused = warnings.iter().any(|code| code == REFUSAL);
    let features = texts(&case["features"]);
    if is_refused && REFUSED.iter().any(|refused| features.contains(refused)) {
        return Ok(());
    }
    result?;
    same(&"the warnings", &warnings, &texts(&case["warnings"]).into_iter().map(str::to_owned).collect())
}

/// The scans of a case, each with the state that the last one left.
fn run_turns(profile: Profile, case: &Map<String, Value>, warnings: &mut Vec<String>) -> Result<(), String> {
    let Some(turns) = case.get("turns").and_then(Value::as_array) else {
        return check(profile, case, &state_in(case.get("timed_state")), warnings).map(drop);
    };
    let mut state = state_in(case.get("timed_state"));
    for (number, turn) in turns.iter().enumerate() {
        let mut merged = case.clone();
        for (name, value) in turn.as_object().ok_or("a turn is an object")? {
            match (merged.get_mut(name).and_then(Value::as_object_mut), value.as_object()) {
                (Some(settings), Some(more)) if name == "settings" => settings.extend(more.clone()),
                _ => drop(merged.insert(name.clone(), value.clone())),
            }
        }
        state =
            check(profile, &merged, &state, warnings).map_err(|reason| format!("turn {number}: {reason}"))?;
    }
    Ok(())
}

fn check(
    profile: Profile,
    case: &Map<String, Value>,
    state: &TimedState,
    warnings: &mut Vec<String>,
) -> Result<TimedState, String> {
    let case = Value::Object(case.clone());
    let limits = Limits::edge();
    let names = Scope::new(text(&case["macros"]["char"]), text(&case["macros"]["user"]));
    let (books, links) = books(profile, &case);
    let matcher = Matcher::new(books, &links, settings(profile, &case["settings"]), names, &limits)
        .map_err(|error| error.to_string())?;
    let scan = Scan {
        chat: texts(&case["chat"]),
        max_context_tokens: count(&case["max_context"]),
        trigger: text(&case["scan_data"]["trigger"]),
        texts: sources(&case["scan_data"]),
        injects: texts(&case["injects"]),
        assistant_messages: count(&case["scan_data"]["assistantMessages"]),
        greeting: case["scan_data"]["greeting"].as_u64().and_then(|number| usize::try_from(number).ok()),
        user_icon: case["scan_data"]["userIcon"].as_str(),
        character: character(&case["character"]),
        forced: entries(&case["force_activate"], &Entry::plain),
        is_dry_run: case["dry_run"] == true,
        timed: state.clone(),
        names,
        is_traced: false,
    };
    let mut rng = Rng { numbers: numbers(&case["rng"]), drawn: 0 };
    let activation = matcher.scan(&scan, &mut rng, &Quarters, &limits).map_err(|error| error.to_string())?;
    for warning in &activation.warnings {
        if !warnings.iter().any(|code| code == warning.code) {
            warnings.push(warning.code.to_owned());
        }
    }
    compare(&activation, &case["expected"])?;
    Ok(activation.timed)
}

fn compare(activation: &Activation, expected: &Value) -> Result<(), String> {
    let found = found(activation);
    for (name, expected) in expected.as_object().ok_or("a case has no expected")? {
        same(&name, &as_floats(&found[name.as_str()]), &as_floats(expected))?;
    }
    Ok(())
}

/// Numbers compared by value: 3 and 3.0 are one, and so is a hash that is written as a text.
fn as_floats(value: &Value) -> Value {
    match value {
        Value::Number(number) => json!(number.as_f64()),
        Value::Array(list) => list.iter().map(as_floats).collect(),
        Value::Object(map) => {
            let value = |(name, value): (&String, &Value)| {
                let hash = hash(value).filter(|_| name == "hash");
                (name.clone(), hash.map_or_else(|| as_floats(value), |hash| json!(hash)))
            };
            map.iter().map(value).collect()
        }
        other => other.clone(),
    }
}

fn found(activation: &Activation) -> Value {
    let slots = &activation.slots;
    let depth = |depth: &Option<Depth>| match depth {
        Some(Depth::Number(number)) => json!(number),
        Some(Depth::Text(text)) => json!(text),
        _ => Value::Null,
    };
    let depths = slots.depths.iter();
    let depths = depths
        .map(|group| json!({"depth": depth(&group.depth), "role": group.role, "entries": group.entries}));
    let examples = slots.examples.iter();
    let examples =
        examples.map(|example| json!({"position": u8::from(!example.is_before), "content": example.content}));
    let outlets = slots.outlets.iter().map(|outlet| (outlet.name.clone(), json!(outlet.entries)));
    json!({
        "activated": activation.entries.iter().map(|active| active.id.as_str()).collect::<Vec<_>>(),
        "before": slots.before.join("\n"),
        "after": slots.after.join("\n"),
        "an_top": slots.authors_note_top,
        "an_bottom": slots.authors_note_bottom,
        "em": examples.collect::<Vec<_>>(),
        "depth": depths.collect::<Vec<_>>(),
        "places": slots.places.iter().map(|(place, text)| json!([place_name(*place), text])).collect::<Vec<_>>(),
        "disabled_prompts": activation.disabled_prompts.iter().map(|prompt| format!("{prompt:?}")).collect::<Vec<_>>(),
        "outlets": outlets.collect::<Map<_, _>>(),
        "timed_state": state_out(&activation.timed),
        "rng_used": activation.draws,
        "loops": activation.passes,
        "overflowed": activation.overflowed,
    })
}

const fn place_name(place: Place) -> &'static str {
    match place {
        Place::AfterDescription => "after_desc",
        Place::BeforeDescription => "before_desc",
        Place::Personality => "personality",
        Place::Scenario => "scenario",
        _ => "another",
    }
}

fn books(profile: Profile, case: &Value) -> (Vec<Book>, Links) {
    let entries = entries(&case["entries"], &|world, fields| Entry::of_world(profile, world, fields));
    let Some(books) = case["books"].as_object() else {
        let links = Links { global: vec![String::new()], ..Links::default() };
        return (vec![Book { name: String::new(), entries }], links);
    };
    let mut shelf: Vec<Book> = Vec::new();
    for (entry, value) in entries.into_iter().zip(case["entries"].as_array().into_iter().flatten()) {
        let name = text(&value["world"]);
        match shelf.iter_mut().find(|book| book.name == name) {
            Some(book) => book.entries.push(entry),
            None => shelf.push(Book { name: name.to_owned(), entries: vec![entry] }),
        }
    }
    let list = |name| books.get(name).map(texts).unwrap_or_default().into_iter().map(str::to_owned).collect();
    let one = |name| books.get(name).and_then(Value::as_str).map(str::to_owned);
    let links = Links {
        global: list("global"),
        character: one("character"),
        character_extra: list("character_extra"),
        chat: one("chat"),
        persona: one("persona"),
    };
    (shelf, links)
}

fn entries(list: &Value, read: &dyn Fn(&str, &Map<String, Value>) -> Entry) -> Vec<Entry> {
    let list = list.as_array().into_iter().flatten().filter_map(Value::as_object);
    list.map(|entry| read(entry.get("world").map(text).unwrap_or_default(), entry)).collect()
}

fn settings(profile: Profile, settings: &Value) -> Settings {
    let setting = |name: &str| &settings[format!("world_info_{name}")];
    let is = |name| *setting(name) == true;
    let number = |name| count(setting(name));
    Settings {
        profile,
        depth: number("depth"),
        budget_percent: number("budget"),
        budget_cap_tokens: number("budget_cap"),
        recursive: is("recursive"),
        max_recursion_steps: number("max_recursion_steps"),
        min_activations: number("min_activations"),
        min_activations_depth_max: number("min_activations_depth_max"),
        case_sensitive: is("case_sensitive"),
        match_whole_words: is("match_whole_words"),
        use_group_scoring: is("use_group_scoring"),
        strategy: match number("character_strategy") {
            1 => Strategy::CharacterFirst,
            2 => Strategy::GlobalFirst,
            _ => Strategy::Evenly,
        },
    }
}

fn sources(data: &Value) -> Texts<'_> {
    Texts {
        persona_description: text(&data["personaDescription"]),
        character_description: text(&data["characterDescription"]),
        character_personality: text(&data["characterPersonality"]),
        character_depth_prompt: text(&data["characterDepthPrompt"]),
        scenario: text(&data["scenario"]),
        creator_notes: text(&data["creatorNotes"]),
    }
}

fn character(value: &Value) -> Character<'_> {
    let tags = &value["tags"];
    Character { file_name: value["filename"].as_str(), tags: tags.is_array().then(|| texts(tags)) }
}

/// What is no record is left out.
fn state_in(state: Option<&Value>) -> TimedState {
    let effects = |kind: &str| {
        let records = state.and_then(|state| state[kind].as_object()).into_iter().flatten();
        let effects = records.filter_map(|(entry, record)| {
            let entry = entry.clone();
            let (start, end) = (record["start"].as_u64()?, record["end"].as_u64()?);
            Some(Effect {
                entry,
                hash: hash(&record["hash"])?,
                start,
                end,
                protected: record["protected"] == true,
            })
        });
        effects.collect()
    };
    TimedState { sticky: effects("sticky"), cooldown: effects("cooldown"), matched: effects("matched") }
}

/// JavaScript compares hashes as texts.
fn hash(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

fn state_out(state: &TimedState) -> Value {
    let records = |effects: &[Effect]| {
        let records = effects.iter().map(|effect| {
            let Effect { entry, hash, start, end, protected } = effect;
            (entry.clone(), json!({"hash": hash, "start": start, "end": end, "protected": protected}))
        });
        Value::Object(records.collect())
    };
    let mut records_of = json!({"sticky": records(&state.sticky), "cooldown": records(&state.cooldown)});
    if !state.matched.is_empty() {
        records_of["matched"] = records(&state.matched);
    }
    records_of
}

/// A token for every four bytes of a text.
struct Quarters;

impl CountTokens for Quarters {
    fn count(&self, text: &str) -> usize {
        text.len().div_ceil(4)
    }

    fn count_joined(&self, _before: usize, whole: &str, _added: &str) -> usize {
        self.count(whole)
    }
}

/// The numbers of a case, in their order.
struct Rng {
    numbers: Vec<f64>,
    drawn: usize,
}

impl Chance for Rng {
    fn draw(&mut self, _site: Site<'_>) -> f64 {
        self.drawn += 1;
        self.numbers.get(self.drawn - 1).copied().unwrap_or(f64::NAN)
    }
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().into_iter().flatten().filter_map(Value::as_f64).collect()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

fn count(value: &Value) -> usize {
    value.as_u64().and_then(|number| usize::try_from(number).ok()).unwrap_or(0)
}
