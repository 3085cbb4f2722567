-- Uploads that go on where they broke off (docs/decisions/0068). What has arrived of one lies in a file of its id; how much that is, the file says.
CREATE TABLE resumable_upload (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisation (id),
  -- The user or API key that began it: nobody else goes on with it.
  actor_id uuid NOT NULL,
  size bigint NOT NULL CHECK (size > 0),
  -- What the record will say: name, type, own fields, and what the client says that the digest is.
  announced jsonb NOT NULL,
  at timestamptz(3) NOT NULL DEFAULT now(),
  -- Of the last piece, or of the recording.
  touched_at timestamptz(3) NOT NULL DEFAULT now(),
  -- Who makes a record of it, and until when nobody else begins.
  holder uuid,
  held_until timestamptz(3),
  -- What became of it.
  evidence_id uuid,
  refusal jsonb,
  CHECK ((holder IS NULL) = (held_until IS NULL)),
  CHECK (evidence_id IS NULL OR refusal IS NULL)
);
CREATE INDEX resumable_upload_organisation_id_idx ON resumable_upload (organisation_id, actor_id);
CREATE INDEX resumable_upload_touched_at_idx ON resumable_upload (touched_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON resumable_upload TO sealbook_app;
