//! Card files as they came, in R2.
//!
//! A key is made of an id and the kind of file; no part of it is from the file or from its name.

use cuecard_core::card::Container;
use worker::{Bucket, HttpMetadata, Object};

use crate::ambient::new_id;
use crate::catalog::Stored;
use crate::problem::Problem;

/// The bucket of card files.
#[derive(Debug)]
pub(crate) struct Files {
    bucket: Bucket,
}

impl Files {
    pub(crate) const fn new(bucket: Bucket) -> Self {
        Self { bucket }
    }

    /// Keeps a file and answers its key.
    pub(crate) async fn put(&self, container: Container, file: Vec<u8>) -> Result<String, Problem> {
        let key = format!("cards/{}.{}", new_id(), container.extension());
        let content_type = Some(container.media_type().to_owned());
        let metadata = HttpMetadata { content_type, ..HttpMetadata::default() };
        self.bucket.put(&key, file).http_metadata(metadata).execute().await?;
        Ok(key)
    }

    /// The file that a character came in. One that should be there and is not is told to the operator alone: the
    /// catalog has the card itself.
    pub(crate) async fn of(&self, character: &Stored) -> Result<Option<Vec<u8>>, Problem> {
        let Some(key) = &character.kept.file_key else { return Ok(None) };
        let object = self.bucket.get(key).execute().await?;
        match object.as_ref().and_then(Object::body) {
            Some(body) => Ok(Some(body.bytes().await?)),
            None => {
                worker::console_error!("{key} is missing");
                Ok(None)
            }
        }
    }

    /// Takes a file back.
    pub(crate) async fn forget(&self, key: &str) {
        if let Err(error) = self.bucket.delete(key).await {
            worker::console_error!("{key} was left behind: {error}");
        }
    }
}
