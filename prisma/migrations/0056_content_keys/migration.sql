-- Content is kept under keys (docs/decisions/0069): each content has its own, which the key of its organisation wraps, which a master key
-- wraps that no database has. What opens nothing any more is gone from every copy that was made without these two tables.

CREATE TABLE organisation_key (
  organisation_id uuid NOT NULL REFERENCES organisation (id),
  number integer NOT NULL CHECK (number >= 1),
  -- Which master key wrapped it, and how (RFC 3394); null: it was destroyed.
  master text CHECK (master ~ '^[0-9a-f]{16}$'),
  wrapped bytea CHECK (octet_length(wrapped) = 40),
  made_at timestamptz(3) NOT NULL DEFAULT now(),
  -- Another one wraps since then, or nobody's does.
  ended_at timestamptz(3),
  PRIMARY KEY (organisation_id, number),
  CONSTRAINT organisation_key_whole CHECK ((master IS NULL) = (wrapped IS NULL) AND (wrapped IS NOT NULL OR ended_at IS NOT NULL))
);
-- One at a time wraps.
CREATE UNIQUE INDEX organisation_key_current ON organisation_key (organisation_id) WHERE ended_at IS NULL;

CREATE TABLE content_key (
  -- Stands in the header of what it opens.
  id bytea PRIMARY KEY CHECK (octet_length(id) = 16),
  organisation_id uuid NOT NULL,
  -- Of the content, before it was sealed.
  sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
  -- The organisation's key that wraps it, and how (RFC 3394).
  key_number integer NOT NULL,
  wrapped bytea NOT NULL CHECK (octet_length(wrapped) = 40)
);
CREATE INDEX content_key_content_idx ON content_key (organisation_id, sha256);
-- What is to be wrapped anew.
CREATE INDEX content_key_number_idx ON content_key (organisation_id, key_number, id);

GRANT SELECT, INSERT, UPDATE ON organisation_key TO sealbook_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON content_key TO sealbook_app;

-- The key of kept content is recorded with it. What the function is by now is changed in its two places, so that nothing else is said twice.
DO $$
DECLARE
  before text := pg_get_functiondef('record_kept_evidence(jsonb,text[],integer,bigint)'::regprocedure);
  after text;
BEGIN
  after := replace(before, 'staged text, audit_id',
    'staged text, content_key_id bytea, content_key_number integer, content_key bytea, audit_id');
  after := replace(after, '), used AS (', $part$), keyed AS (
    INSERT INTO content_key (id, organisation_id, sha256, key_number, wrapped)
    SELECT content_key_id, organisation_id, sha256, content_key_number, content_key
    FROM admitted JOIN recorded USING (id) WHERE content_key_id IS NOT NULL
  ), used AS ($part$);
  IF regexp_count(after, 'content_key_number integer') <> 1 OR regexp_count(after, 'INSERT INTO content_key') <> 1 THEN
    RAISE EXCEPTION 'record_kept_evidence records in another way';
  END IF;
  EXECUTE after;
END $$;
