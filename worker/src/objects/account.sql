-- The journal of one account. Rows are added and never changed; triggers carry them into the balance, and a row that
-- would break a rule is refused whole.

CREATE TABLE IF NOT EXISTS balance (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  granted INTEGER NOT NULL,
  posted INTEGER NOT NULL CHECK (posted >= 0),
  pending INTEGER NOT NULL CHECK (pending >= 0),
  CHECK (posted + pending <= granted)
) STRICT;

INSERT INTO balance (one, granted, posted, pending) VALUES (1, 0, 0, 0) ON CONFLICT (one) DO NOTHING;

CREATE TABLE IF NOT EXISTS grants (
  id TEXT PRIMARY KEY,
  amount INTEGER NOT NULL CHECK (amount > 0),
  at_unix_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS holds (
  id TEXT PRIMARY KEY,
  amount INTEGER NOT NULL CHECK (amount > 0),
  deadline_unix_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS resolutions (
  hold_id TEXT PRIMARY KEY REFERENCES holds (id),
  kind TEXT NOT NULL CHECK (kind IN ('settle', 'release', 'expire')),
  amount INTEGER NOT NULL CHECK (amount >= 0),
  at_unix_ms INTEGER NOT NULL,
  CHECK (kind = 'settle' OR amount = 0)
) STRICT;

-- Holds without a resolution, so that the journal is never searched for them. Triggers alone write here.
CREATE TABLE IF NOT EXISTS open_holds (
  id TEXT PRIMARY KEY REFERENCES holds (id),
  deadline_unix_ms INTEGER NOT NULL
) STRICT;

CREATE INDEX IF NOT EXISTS open_holds_by_deadline ON open_holds (deadline_unix_ms);

CREATE TRIGGER IF NOT EXISTS grant_is_granted AFTER INSERT ON grants BEGIN
  UPDATE balance SET granted = granted + new.amount;
END;

CREATE TRIGGER IF NOT EXISTS hold_is_pending AFTER INSERT ON holds BEGIN
  UPDATE balance SET pending = pending + new.amount;
  INSERT INTO open_holds (id, deadline_unix_ms) VALUES (new.id, new.deadline_unix_ms);
END;

CREATE TRIGGER IF NOT EXISTS resolution_is_within_hold BEFORE INSERT ON resolutions
WHEN new.amount > coalesce((SELECT amount FROM holds WHERE id = new.hold_id), -1) BEGIN
  SELECT raise(ABORT, 'a resolution needs a hold of at least its amount');
END;

CREATE TRIGGER IF NOT EXISTS resolution_is_posted AFTER INSERT ON resolutions BEGIN
  UPDATE balance SET
    pending = pending - (SELECT amount FROM holds WHERE id = new.hold_id),
    posted = posted + new.amount;
  DELETE FROM open_holds WHERE id = new.hold_id;
END;

CREATE TRIGGER IF NOT EXISTS grants_stay BEFORE UPDATE ON grants BEGIN SELECT raise(ABORT, 'the journal is final'); END;
CREATE TRIGGER IF NOT EXISTS holds_stay BEFORE UPDATE ON holds BEGIN SELECT raise(ABORT, 'the journal is final'); END;
CREATE TRIGGER IF NOT EXISTS resolutions_stay BEFORE UPDATE ON resolutions BEGIN SELECT raise(ABORT, 'the journal is final'); END;
CREATE TRIGGER IF NOT EXISTS grants_remain BEFORE DELETE ON grants BEGIN SELECT raise(ABORT, 'the journal is final'); END;
CREATE TRIGGER IF NOT EXISTS holds_remain BEFORE DELETE ON holds BEGIN SELECT raise(ABORT, 'the journal is final'); END;
CREATE TRIGGER IF NOT EXISTS resolutions_remain BEFORE DELETE ON resolutions BEGIN SELECT raise(ABORT, 'the journal is final'); END;
