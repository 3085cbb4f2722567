-- Renewals: a ledger's tree committed to anew under another digest (docs/decisions/0035). Nothing of a renewal is ever changed; one that
-- was begun is gone on with where its last tile ends.

-- The tree of the first `size` entries, that of the block at `height`, is renewed.
CREATE TABLE ledger_renewal (
  ledger text NOT NULL REFERENCES ledger (name),
  number integer NOT NULL CHECK (number > 0),
  algorithm text NOT NULL CHECK (algorithm = 'sha3-256'),
  height bigint NOT NULL,
  size bigint NOT NULL CHECK (size > 0),
  at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (ledger, number),
  FOREIGN KEY (ledger, height) REFERENCES ledger_block (ledger, height)
);

-- What vouched for a block when it was first renewed, for the block that the receipts of all entries before `size` show which no earlier
-- row covers: who had cosigned it and stamped it, and the digest over all of that. What comes later is not in it.
CREATE TABLE ledger_renewal_checkpoint (
  ledger text NOT NULL,
  height bigint NOT NULL,
  number integer NOT NULL,
  size bigint NOT NULL,
  digest bytea NOT NULL CHECK (octet_length(digest) = 32),
  witnesses text[] NOT NULL,
  authorities text[] NOT NULL,
  PRIMARY KEY (ledger, height),
  FOREIGN KEY (ledger, height) REFERENCES ledger_block (ledger, height),
  FOREIGN KEY (ledger, number) REFERENCES ledger_renewal (ledger, number)
);
CREATE INDEX ledger_renewal_checkpoint_ledger_size_idx ON ledger_renewal_checkpoint (ledger, size);

-- Tiles of the new tree, 256 hashes wide; the last of each level may be narrower, and has no root. At level 0 also what its leaves bind and
-- rows need not have any more: digests of contents and of private details, 32 zero bytes where there is none; null: of no leaf.
CREATE TABLE ledger_renewal_tile (
  ledger text NOT NULL,
  number integer NOT NULL,
  level smallint NOT NULL CHECK (level BETWEEN 0 AND 7),
  index bigint NOT NULL CHECK (index >= 0),
  hashes bytea NOT NULL CHECK (octet_length(hashes) BETWEEN 32 AND 8192 AND octet_length(hashes) % 32 = 0),
  root bytea CHECK (root IS NULL OR (octet_length(root) = 32 AND octet_length(hashes) = 8192)),
  contents bytea CHECK (octet_length(contents) = octet_length(hashes)),
  details bytea CHECK (octet_length(details) = octet_length(hashes)),
  -- Leaves that bind a content, and leaves with a record alone.
  content_count smallint NOT NULL DEFAULT 0,
  record_count smallint NOT NULL DEFAULT 0,
  PRIMARY KEY (ledger, number, level, index),
  FOREIGN KEY (ledger, number) REFERENCES ledger_renewal (ledger, number)
);
-- Digests do not get smaller.
ALTER TABLE ledger_renewal_tile ALTER COLUMN hashes SET STORAGE EXTERNAL, ALTER COLUMN contents SET STORAGE EXTERNAL,
  ALTER COLUMN details SET STORAGE EXTERNAL;

-- The tree is whole, and this is what is stated of it.
CREATE TABLE ledger_renewal_statement (
  ledger text NOT NULL,
  number integer NOT NULL,
  statement text NOT NULL,
  at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (ledger, number),
  FOREIGN KEY (ledger, number) REFERENCES ledger_renewal (ledger, number)
);

-- The record that holds the statement.
CREATE TABLE ledger_renewal_record (
  ledger text NOT NULL,
  number integer NOT NULL,
  evidence_id uuid NOT NULL UNIQUE REFERENCES evidence (id),
  PRIMARY KEY (ledger, number),
  FOREIGN KEY (ledger, number) REFERENCES ledger_renewal_statement (ledger, number)
);

-- RFC 3161 tokens over the SHA-512 of the statement.
CREATE TABLE ledger_renewal_stamp (
  ledger text NOT NULL,
  number integer NOT NULL,
  authority text NOT NULL,
  token bytea NOT NULL,
  time timestamptz(3) NOT NULL,
  PRIMARY KEY (ledger, number, authority),
  FOREIGN KEY (ledger, number) REFERENCES ledger_renewal_statement (ledger, number)
);

-- SHA3-256 of kept content, taken while its SHA-256 was found to be the recorded one.
CREATE TABLE content_digest (
  organisation_id uuid NOT NULL REFERENCES organisation (id),
  sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
  sha3 bytea NOT NULL CHECK (octet_length(sha3) = 32),
  PRIMARY KEY (organisation_id, sha256)
);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['ledger_renewal', 'ledger_renewal_checkpoint', 'ledger_renewal_tile', 'ledger_renewal_statement',
      'ledger_renewal_record', 'ledger_renewal_stamp', 'content_digest'] LOOP
    EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OR DELETE OR TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
      t || '_append_only', t);
    EXECUTE format('GRANT SELECT, INSERT ON %I TO sealbook_app', t);
  END LOOP;
END $$;
