-- What lists show of a character. A row of `characters` may have megabytes, and a list must not read them.

-- Lorebooks in the character's file beside the book of its card; null where nobody counted.
ALTER TABLE characters ADD COLUMN file_lorebooks INTEGER;

CREATE TABLE summaries (
  id TEXT PRIMARY KEY,
  slug TEXT NOT NULL,
  display_name TEXT NOT NULL,
  creator TEXT NOT NULL,
  version TEXT NOT NULL,
  color_hex TEXT NOT NULL,
  tone TEXT NOT NULL,
  description TEXT NOT NULL,
  greeting TEXT NOT NULL,
  suggestions TEXT NOT NULL, -- JSON list of texts
  tags TEXT NOT NULL,        -- JSON list of texts
  corpus TEXT,
  is_cut INTEGER NOT NULL,   -- 1 where a text or a list is longer than it is here
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE INDEX summaries_in_order ON summaries (created_at, id);

CREATE VIEW character_summaries AS SELECT
  id,
  slug,
  substr(display_name, 1, 200) AS display_name,
  substr(coalesce(json_extract(card, '$.data.creator'), ''), 1, 200) AS creator,
  substr(coalesce(json_extract(card, '$.data.character_version'), ''), 1, 60) AS version,
  color_hex,
  substr(tone, 1, 200) AS tone,
  substr(description, 1, 300) AS description,
  substr(greeting, 1, 300) AS greeting,
  (SELECT json_group_array(substr(value, 1, 200)) FROM json_each(characters.suggestions) WHERE key < 8) AS suggestions,
  (SELECT json_group_array(substr(value, 1, 60)) FROM json_each(characters.tags) WHERE key < 32) AS tags,
  corpus,
  length(display_name) > 200 OR length(tone) > 200 OR length(description) > 300 OR length(greeting) > 300
    OR EXISTS (SELECT 1 FROM json_each(characters.suggestions) WHERE key >= 8 OR length(value) > 200)
    OR EXISTS (SELECT 1 FROM json_each(characters.tags) WHERE key >= 32 OR length(value) > 60) AS is_cut,
  created_at,
  updated_at
FROM characters;

INSERT INTO summaries SELECT * FROM character_summaries;

CREATE TRIGGER characters_insert AFTER INSERT ON characters BEGIN
  INSERT INTO summaries SELECT * FROM character_summaries WHERE id = new.id;
END;

CREATE TRIGGER characters_delete AFTER DELETE ON characters BEGIN
  DELETE FROM summaries WHERE id = old.id;
END;

CREATE TRIGGER characters_update AFTER UPDATE ON characters BEGIN
  DELETE FROM summaries WHERE id = old.id;
  INSERT INTO summaries SELECT * FROM character_summaries WHERE id = new.id;
END;
