-- SHA-256 of each mebibyte of kept content, one after the other, so that a part of it can be checked before it is handed out. Content of
-- one chunk has no row: its digest is the one that is recorded. Never more than a shortcut: what is recorded decides, and a row that is
-- not there is computed again from content that fits the record.
CREATE TABLE content_chunks (
  organisation_id uuid NOT NULL REFERENCES organisation (id),
  sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
  digests bytea NOT NULL CHECK (octet_length(digests) >= 64 AND octet_length(digests) % 32 = 0),
  PRIMARY KEY (organisation_id, sha256)
);
-- Digests do not get smaller.
ALTER TABLE content_chunks ALTER COLUMN digests SET STORAGE EXTERNAL;
GRANT SELECT, INSERT, UPDATE, DELETE ON content_chunks TO sealbook_app;

-- Kept content that is not what was kept, as it was found last; gone once it is again.
CREATE TABLE damaged_content (
  organisation_id uuid NOT NULL REFERENCES organisation (id),
  sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
  problem text NOT NULL CHECK (problem IN ('missing', 'size', 'digest', 'unreadable')),
  found_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  checked_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (organisation_id, sha256)
);
CREATE INDEX damaged_content_checked_at_idx ON damaged_content (checked_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON damaged_content TO sealbook_app;

-- One row: how far the reading of everything that is kept has come.
CREATE TABLE content_round (
  id integer PRIMARY KEY CHECK (id = 1),
  started_at timestamptz(3) NOT NULL,
  -- Of everything that is kept, as of counted_at.
  bytes_total bigint NOT NULL,
  counted_at timestamptz(3) NOT NULL,
  bytes_done bigint NOT NULL,
  files_done bigint NOT NULL,
  -- What was looked at last, in the order of both; null at the beginning.
  organisation_id uuid,
  sha256 bytea,
  -- Nothing comes after it.
  is_over boolean NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON content_round TO sealbook_app;
