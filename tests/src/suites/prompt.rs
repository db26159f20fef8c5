//! `prompt`: an assembly and parts of the prompt that it gives. Parts that a vector does not name are not compared.

use cuecard_core::{Assembly, Limits};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Expected, same};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Vector {
    #[serde(rename = "name")]
    _name: String,
    #[serde(rename = "spec")]
    _spec: String,
    input: Value,
    #[serde(default)]
    prompt: Map<String, Value>,
    error: Option<Expected>,
}

pub(super) fn run(vector: &Vector) -> Result<(), String> {
    let limits = Limits::edge();
    let json = vector.input.to_string();
    let prompt = Assembly::from_json(json.as_bytes(), &limits).and_then(|input| input.assemble(&limits));
    match (prompt, &vector.error) {
        (Ok(prompt), None) => {
            let prompt = json!(prompt);
            for (part, expected) in &vector.prompt {
                same(part, prompt.get(part).unwrap_or(&Value::Null), expected)?;
            }
            if vector.prompt.is_empty() { Err("the vector compares nothing".to_owned()) } else { Ok(()) }
        }
        (Err(error), Some(expected)) => expected.check(&error),
        (Ok(_), Some(expected)) => Err(format!("it was assembled, without {}", expected.code)),
        (Err(error), None) => Err(error.to_string()),
    }
}
