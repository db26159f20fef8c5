//! `GET /v1/characters`: whom one can ask, page by page; `GET /characters`: the first of them.

use axum::Json;
use axum::extract::{RawQuery, State};
use serde::{Deserialize, Serialize};

use crate::App;
use crate::catalog::{Cursor, Summary};
use crate::problem::Problem;
use crate::query;

/// Characters of a page that does not say how many, and at most.
const DEFAULT: u32 = 50;
const MOST: u32 = 200;

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Characters {
    characters: Vec<Summary>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct CharacterPage {
    characters: Vec<Summary>,
    /// The `cursor` of the next page. Absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Query {
    /// How many characters, 1 to 200; 50 when absent.
    limit: Option<String>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

impl Query {
    fn read(query: Option<&str>) -> Result<(u32, Cursor), Problem> {
        let Self { limit, cursor } = query::read(query)?;
        let limit = match limit.as_deref().map(str::parse::<u32>) {
            None => DEFAULT,
            Some(Ok(limit)) if (1..=MOST).contains(&limit) => limit,
            Some(_) => return Err(Problem::invalid_query("limit", "a number from 1 to 200")),
        };
        let cursor = cursor.as_deref().map(Cursor::parse).transpose()?;
        Ok((limit, cursor.unwrap_or_default()))
    }
}

/// Lists the first 200 characters, in the order in which they came. Long texts are cut.
#[utoipa::path(get, path = "/characters", responses((status = 200, body = Characters)))]
#[worker::send]
pub(crate) async fn get_first(State(app): State<App>) -> Result<Json<Characters>, Problem> {
    Ok(Json(Characters { characters: app.catalog()?.summaries(&Cursor::default(), MOST).await? }))
}

/// Lists the characters, in the order in which they came. Long texts are cut.
#[utoipa::path(get, path = "/v1/characters", operation_id = "list_characters", params(Query),
    responses((status = 200, body = CharacterPage), (status = 400, body = crate::problem::Body)))]
#[worker::send]
pub(crate) async fn get(
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Json<CharacterPage>, Problem> {
    let (limit, after) = Query::read(query.as_deref())?;
    // One more tells whether there is another page.
    let mut characters = app.catalog()?.summaries(&after, limit + 1).await?;
    let has_more = characters.len() > limit as usize;
    characters.truncate(limit as usize);
    let last = characters.last().filter(|_| has_more);
    Ok(Json(CharacterPage { next_cursor: last.map(|last| last.cursor().to_text()), characters }))
}
