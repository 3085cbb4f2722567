-- Who may see a record without an account, and what the evidence list needs to stay fast.

-- Each time a record's public page was turned on or off; the last row counts, and without one the page is on.
-- The primary key is the compare-and-swap: two changes at once cannot both be number n. Append-only.
CREATE TABLE evidence_publication (
  evidence_id uuid NOT NULL REFERENCES evidence (id),
  number integer NOT NULL CHECK (number > 0),
  public boolean NOT NULL,
  user_id uuid NOT NULL REFERENCES user_account (id),
  at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (evidence_id, number)
);
CREATE TRIGGER evidence_publication_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON evidence_publication
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A link that opens a record until it expires or is revoked. Its token is derived from the id and the installation's
-- secret, so that nothing here opens anything.
CREATE TABLE evidence_link (
  id uuid PRIMARY KEY,
  evidence_id uuid NOT NULL REFERENCES evidence (id),
  label text NOT NULL,
  user_id uuid NOT NULL REFERENCES user_account (id),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  expires_at timestamptz(3) NOT NULL CHECK (expires_at > created_at),
  revoked_at timestamptz(3),
  revoked_by uuid REFERENCES user_account (id),
  CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))
);
CREATE INDEX evidence_link_evidence_id_id_idx ON evidence_link (evidence_id, id);

GRANT SELECT, INSERT ON evidence_publication, evidence_link TO sealbook_app;
GRANT UPDATE (revoked_at, revoked_by) ON evidence_link TO sealbook_app;

-- Who submitted it, read from the private details, which are canonical JSON and begin so. Generated: it cannot disagree.
ALTER TABLE evidence ADD COLUMN submitter_id uuid GENERATED ALWAYS AS (
  substring(encode(substring(details FOR 56), 'escape')
    FROM '^\{"actor":\{"id":"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"')::uuid
) STORED;
CREATE INDEX evidence_organisation_id_submitter_id_id_idx ON evidence (organisation_id, submitter_id, id);

-- The list is read in the order of ids, and searched by name without a look at the table itself.
DROP INDEX evidence_organisation_id_id_idx;
CREATE INDEX evidence_organisation_id_id_idx ON evidence (organisation_id, id) INCLUDE (name);
