-- Content that was recorded under the key at which it was staged: written in the recording's transaction, removed once the content
-- lies durably at its address. Whoever finds a row finds the content at one of the two places.
CREATE TABLE staged_content (
  key text PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisation (id),
  sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
  at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX staged_content_organisation_id_sha256_idx ON staged_content (organisation_id, sha256);
CREATE INDEX staged_content_at_idx ON staged_content (at);
GRANT SELECT, INSERT, DELETE ON staged_content TO sealbook_app;
