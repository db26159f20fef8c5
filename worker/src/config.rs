//! The settings of a deployment, read once for each request from its variables.

use cuecard_core::Brain;
use worker::Env;

use crate::problem::Problem;

/// Credits that an answer costs.
const PRICE_CHARACTER: u64 = 5;
const PRICE_NARRATOR: u64 = 1;

/// Credits of a new account where anybody may open one.
const DEVELOPMENT_ALLOWANCE: u64 = 100;

/// Longest life of an answer, whatever is configured.
const MAX_TOTAL_MS: u64 = 10 * 60 * 1_000;

/// The settings of a deployment.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    /// Pages of these origins may write, besides those of the Worker's own.
    pub(crate) allowed_origins: Vec<String>,
    /// Whoever asks is believed. True only in development.
    pub(crate) is_open: bool,
    /// Pause between two words of the scripted brain.
    pub(crate) scripted_delay_ms: u64,
    /// How long a brain may take to its first content.
    pub(crate) first_content_ms: u64,
    /// How long a brain may be silent after that.
    pub(crate) idle_ms: u64,
    /// How long an answer may take in all. A hold lives longer than that.
    pub(crate) total_ms: u64,
    /// How much longer a hold lives, for what comes before and after the answer.
    pub(crate) hold_slack_ms: u64,
    /// Where Ollama is, without a slash at the end.
    pub(crate) ollama_url: Option<String>,
    default_brain: String,
    ollama_model: String,
}

impl Config {
    pub(crate) fn read(env: &Env) -> Self {
        let var =
            |name| env.var(name).map(|var| var.to_string()).ok().filter(|value| !value.trim().is_empty());
        let number = |name, default| var(name).and_then(|value| value.trim().parse().ok()).unwrap_or(default);
        let total_ms = number("TOTAL_MS", MAX_TOTAL_MS).min(MAX_TOTAL_MS);
        let is = |name, value: &str| var(name).as_deref() == Some(value);
        let origins = var("ALLOWED_ORIGINS").unwrap_or_default();
        Self {
            allowed_origins: origins.split([',', ' ']).map(str::to_owned).collect(),
            is_open: is("AUTH", "open") && is("ENVIRONMENT", "development"),
            scripted_delay_ms: number("SCRIPTED_DELAY_MS", 25),
            first_content_ms: number("FIRST_CONTENT_MS", 30_000).min(total_ms),
            idle_ms: number("IDLE_MS", 45_000),
            total_ms,
            hold_slack_ms: number("HOLD_SLACK_MS", 120_000),
            ollama_url: var("OLLAMA_URL").map(|url| url.trim_end_matches('/').to_owned()),
            default_brain: var("BRAIN").unwrap_or_else(|| "scripted".to_owned()),
            ollama_model: var("OLLAMA_MODEL").unwrap_or_else(|| "llama3:8b".to_owned()),
        }
    }

    /// How long a hold lives. Longer than any answer, so that none is settled behind its alarm.
    pub(crate) const fn hold_ms(&self) -> u64 {
        self.total_ms.saturating_add(self.hold_slack_ms)
    }

    /// Credits that a new account begins with.
    pub(crate) const fn allowance(&self) -> u64 {
        if self.is_open { DEVELOPMENT_ALLOWANCE } else { 0 }
    }

    /// What an answer costs.
    pub(crate) const fn price(with_character: bool) -> u64 {
        if with_character { PRICE_CHARACTER } else { PRICE_NARRATOR }
    }

    /// The brain of that name, or the default one.
    pub(crate) fn brain(&self, name: Option<&str>) -> Result<Brain, Problem> {
        match name.unwrap_or(&self.default_brain) {
            "scripted" => Ok(Brain::Scripted),
            "ollama" if self.ollama_url.is_some() => Ok(Brain::ollama(&self.ollama_model)),
            other if name.is_none() => Err(Problem::brain_not_configured(other)),
            _ => Err(Problem::unknown_brain()),
        }
    }
}
