-- What the bucket in which content lies was found to do when it was looked at last (docs/decisions/0067): one row, none where content lies
-- on the disk. Nothing of ours decides by it: every process looks itself before it writes.
CREATE TABLE storage_probe (
  id integer PRIMARY KEY CHECK (id = 1),
  -- Server and bucket, as they are shown.
  place text NOT NULL,
  -- Null where it could not be found out.
  answers jsonb,
  -- What was asked for and is not there, or 'unreachable'; none: all is well.
  unfit text[] NOT NULL,
  at timestamptz(3) NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON storage_probe TO sealbook_app;
