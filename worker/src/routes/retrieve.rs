//! `GET /retrieve`: quotations for a question.

use axum::Json;
use axum::extract::{RawQuery, State};
use cuecard_core::Passage;
use serde::{Deserialize, Serialize};

use crate::App;
use crate::problem::Problem;

/// Passages that are given without a word, and at most.
const DEFAULT: u32 = 3;
const MOST: u32 = 20;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Query {
    /// The question.
    q: Option<String>,
    /// The corpus to look in; all when absent.
    corpus: Option<String>,
    /// How many passages, 1 to 20; 3 when absent.
    limit: Option<String>,
}

/// A quotation of fewer than 40 words, and its page. Describes `Passage` of the core, which knows no OpenAPI.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Passage)]
pub(crate) struct PassageSchema {
    /// The words of the page.
    quote: String,
    /// The page.
    page_id: String,
}

/// Quotes the pages that fit a question best.
#[utoipa::path(get, path = "/retrieve", params(Query), responses(
    (status = 200, body = Vec<PassageSchema>), (status = 400, body = crate::problem::Body)))]
#[worker::send]
pub(crate) async fn get(
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Json<Vec<Passage>>, Problem> {
    let query: Query = serde_urlencoded::from_str(query.as_deref().unwrap_or_default())
        .map_err(|_| Problem::invalid_query("", "one value for each name"))?;
    let question =
        query.q.filter(|text| !text.trim().is_empty()).ok_or_else(|| Problem::missing_query("q"))?;
    let limit = match query.limit.as_deref().map(str::parse::<u32>) {
        None => DEFAULT,
        Some(Ok(limit)) if (1..=MOST).contains(&limit) => limit,
        Some(_) => return Err(Problem::invalid_query("limit", "a number from 1 to 20")),
    };
    Ok(Json(app.catalog()?.passages(&question, query.corpus.as_deref(), limit).await?))
}
