//! `GET /characters`: whom one can ask.

use axum::Json;
use axum::extract::State;
use serde::Serialize;

use crate::App;
use crate::catalog::Character;
use crate::problem::Problem;

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Characters {
    characters: Vec<Character>,
}

/// Lists the characters, in the order in which they came.
#[utoipa::path(get, path = "/characters", responses((status = 200, body = Characters)))]
#[worker::send]
pub(crate) async fn get(State(app): State<App>) -> Result<Json<Characters>, Problem> {
    Ok(Json(Characters { characters: app.catalog()?.characters().await? }))
}
