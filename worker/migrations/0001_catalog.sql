-- The catalog: characters, and corpora whose pages are searched by full text.

CREATE TABLE characters (
  id TEXT PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  display_name TEXT NOT NULL,
  color_hex TEXT NOT NULL,
  tone TEXT NOT NULL,
  description TEXT NOT NULL,
  greeting TEXT NOT NULL,
  suggestions TEXT NOT NULL, -- JSON list of texts
  tags TEXT NOT NULL,        -- JSON list of texts
  corpus TEXT,
  card TEXT NOT NULL,        -- the card as V3 JSON
  format TEXT NOT NULL,      -- JSON: container, spec, chunk
  file_key TEXT,             -- the original file in R2
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE corpora (
  id TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  author TEXT NOT NULL,
  about TEXT NOT NULL
) STRICT;

CREATE TABLE passages (
  id INTEGER PRIMARY KEY,
  corpus TEXT NOT NULL REFERENCES corpora (id),
  page_id TEXT NOT NULL,
  title TEXT NOT NULL,
  text TEXT NOT NULL,
  UNIQUE (corpus, page_id)
) STRICT;

CREATE VIRTUAL TABLE passages_fts USING fts5 (
  title, text, content = 'passages', content_rowid = 'id', tokenize = 'porter unicode61 remove_diacritics 2'
);

CREATE TRIGGER passages_insert AFTER INSERT ON passages BEGIN
  INSERT INTO passages_fts (rowid, title, text) VALUES (new.id, new.title, new.text);
END;

CREATE TRIGGER passages_delete AFTER DELETE ON passages BEGIN
  INSERT INTO passages_fts (passages_fts, rowid, title, text) VALUES ('delete', old.id, old.title, old.text);
END;

CREATE TRIGGER passages_update AFTER UPDATE ON passages BEGIN
  INSERT INTO passages_fts (passages_fts, rowid, title, text) VALUES ('delete', old.id, old.title, old.text);
  INSERT INTO passages_fts (rowid, title, text) VALUES (new.id, new.title, new.text);
END;
