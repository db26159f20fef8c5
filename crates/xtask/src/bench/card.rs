//! `cargo xtask bench card`: how long it takes to read a card, and to refuse a file that was made to be slow.
//!
//! The inputs come from `crates/bench`, which times the core natively; Node times the npm package, in turn with the
//! pipeline that a program without a library has.

use serde_json::Value;

use super::samples::Samples;
use super::{lines, native, peers, table};
use crate::builds::{Part, build_with_ingredients};
use crate::failure::Failure;
use crate::repo::Repo;
use crate::step::announced;

const INPUTS: &str = "target/bench/card";
const HEAD: [&str; 9] = ["", "", "median", "quartiles", "peer", "ratio", "goal", "", "outcome"];

/// Times everything and prints one table.
pub(super) fn run(repo: &Repo) -> Result<(), Failure> {
    build_with_ingredients(repo, Some(Part::Npm))?;
    peers::ensure_packages(repo)?;
    let natively = announced("native", || lines(native(repo).args(["card", INPUTS])))?;
    let in_node = announced("wasm in Node", || lines(peers::node(repo, "speed.ts").arg(INPUTS)))?;
    let measures = natively.iter().chain(&in_node).map(Measure::parse).collect::<Option<Vec<_>>>();
    let measures = measures.ok_or_else(|| Failure::new("a bench printed a line without name or samples"))?;
    table::print(&HEAD, &measures.iter().map(Measure::row).collect::<Vec<_>>());
    let goals: Vec<bool> = measures.iter().filter_map(Measure::reaches).collect();
    println!("\n{} of {} goals reached", goals.iter().filter(|reached| **reached).count(), goals.len());
    println!(
        "ratio: times as fast as png-chunks-extract + png-chunk-text + Base64 + JSON.parse in the same process"
    );
    Ok(())
}

/// One line of a bench.
struct Measure {
    name: String,
    place: String,
    outcome: String,
    samples: Samples,
    peer: Option<Samples>,
    goal_ms: Option<f64>,
    goal_ratio: Option<f64>,
}

impl Measure {
    fn parse(line: &Value) -> Option<Self> {
        let text = |field: &str| line.get(field).and_then(Value::as_str).map(str::to_owned);
        let number = |field: &str| line.get(field).and_then(Value::as_f64);
        Some(Self {
            name: text("name")?,
            place: text("place")?,
            outcome: text("outcome")?,
            samples: Samples::parse(line.get("ms")?)?,
            peer: line.get("peer_ms").and_then(Samples::parse),
            goal_ms: number("goal_ms"),
            goal_ratio: number("goal_ratio"),
        })
    }

    fn ratio(&self) -> Option<f64> {
        Some(self.peer.as_ref()?.median() / self.samples.median())
    }

    /// Whether all goals are reached; `None` where there is none.
    fn reaches(&self) -> Option<bool> {
        let fast = self.goal_ms.map(|goal| self.samples.median() <= goal);
        let faster = self.goal_ratio.map(|goal| self.ratio().is_some_and(|ratio| ratio >= goal));
        if fast.is_none() && faster.is_none() {
            None
        } else {
            Some(fast != Some(false) && faster != Some(false))
        }
    }

    fn goal(&self) -> String {
        let goals = [
            self.goal_ratio.map(|goal| format!("≥ {goal} ×")),
            self.goal_ms.map(|goal| format!("≤ {goal} ms")),
        ];
        goals.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    fn row(&self) -> Vec<String> {
        let (low, high) = self.samples.spread();
        let mark = self.reaches().map_or("", |reached| if reached { "✓" } else { "✗" });
        vec![
            self.name.clone(),
            self.place.clone(),
            milliseconds(self.samples.median()),
            format!("{low:.2}–{high:.2}"),
            self.peer.as_ref().map(|peer| milliseconds(peer.median())).unwrap_or_default(),
            self.ratio().map(|ratio| format!("{ratio:.2} ×")).unwrap_or_default(),
            self.goal(),
            mark.to_owned(),
            self.outcome.clone(),
        ]
    }
}

fn milliseconds(time: f64) -> String {
    format!("{time:.2} ms")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn measure(goals: &Value) -> Measure {
        let mut line =
            json!({"name": "a", "place": "here", "outcome": "read", "ms": [2.0], "peer_ms": [9.0]});
        for (name, value) in goals.as_object().unwrap() {
            line[name] = value.clone();
        }
        Measure::parse(&line).unwrap()
    }

    #[test]
    fn a_goal_is_reached_when_all_of_it_is() {
        assert_eq!(measure(&json!({})).reaches(), None);
        assert_eq!(measure(&json!({"goal_ms": 2.0, "goal_ratio": 4.5})).reaches(), Some(true));
        assert_eq!(measure(&json!({"goal_ms": 1.9, "goal_ratio": 4.5})).reaches(), Some(false));
        assert_eq!(measure(&json!({"goal_ms": 2.0, "goal_ratio": 4.6})).reaches(), Some(false));
        assert_eq!(measure(&json!({"goal_ratio": 5, "goal_ms": null})).row()[6..8], ["≥ 5 ×", "✗"]);
    }
}
