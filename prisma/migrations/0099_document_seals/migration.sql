-- Seals with which an organisation signs documents: a picture, a certificate and a key; who may use them for what; and every use.

-- The authority of this installation for trials; it vouches for nobody outside.
CREATE TABLE document_seal_authority (
  id integer PRIMARY KEY CHECK (id = 1),
  certificate bytea NOT NULL,
  -- PKCS #8, sealed under a key of the installation.
  secret bytea NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now()
);
GRANT SELECT, INSERT ON document_seal_authority TO sealbook_app;

CREATE TABLE document_seal (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisation (id),
  unit_id uuid,
  name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 200),
  -- What is drawn; or a PNG, as large as width says, in hundredths of a millimetre.
  design jsonb,
  picture bytea CHECK (octet_length(picture) <= 2097152),
  width integer NOT NULL CHECK (width BETWEEN 500 AND 10000),
  origin text NOT NULL CHECK (origin IN ('trial', 'pkcs12')),
  -- How its key signs.
  signing text NOT NULL CHECK (signing IN ('rsa-sha256', 'rsa-pss-sha256', 'ecdsa-sha256', 'ed25519', 'sm2-sm3')),
  certificate bytea NOT NULL,
  chain bytea[] NOT NULL DEFAULT '{}' CHECK (cardinality(chain) <= 10),
  -- PKCS #8, sealed under a key of the installation. Null: destroyed with the seal's revocation.
  secret bytea,
  -- Each use waits for the approval of somebody else.
  four_eyes boolean NOT NULL,
  -- What it may be used for; none: for whatever is stated.
  purposes text[] NOT NULL DEFAULT '{}' CHECK (cardinality(purposes) <= 20),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  revoked_at timestamptz(3),
  revoked_why text CHECK (char_length(revoked_why) <= 400),
  FOREIGN KEY (organisation_id, unit_id) REFERENCES unit (organisation_id, id),
  CHECK ((design IS NULL) <> (picture IS NULL)),
  CHECK ((revoked_at IS NULL) = (secret IS NOT NULL)),
  CHECK ((revoked_at IS NULL) = (revoked_why IS NULL))
);
CREATE INDEX document_seal_organisation_id_id_idx ON document_seal (organisation_id, id);
GRANT SELECT, INSERT, UPDATE (name, four_eyes, purposes, secret, revoked_at, revoked_why) ON document_seal TO sealbook_app;

-- Who may use it beside those who manage seals.
CREATE TABLE document_seal_grant (
  id uuid PRIMARY KEY,
  seal_id uuid NOT NULL REFERENCES document_seal (id),
  user_id uuid REFERENCES user_account (id),
  api_key_id uuid REFERENCES api_key (id),
  -- Of the seal's; none: all of them.
  purposes text[] NOT NULL DEFAULT '{}' CHECK (cardinality(purposes) <= 20),
  CHECK (num_nonnulls(user_id, api_key_id) = 1),
  UNIQUE NULLS NOT DISTINCT (seal_id, user_id, api_key_id)
);
GRANT SELECT, INSERT, DELETE ON document_seal_grant TO sealbook_app;

-- A use that somebody asks for, and what somebody else said of it.
CREATE TABLE document_seal_request (
  id uuid PRIMARY KEY,
  seal_id uuid NOT NULL REFERENCES document_seal (id),
  user_id uuid REFERENCES user_account (id),
  api_key_id uuid REFERENCES api_key (id),
  purpose text NOT NULL CHECK (char_length(purpose) BETWEEN 1 AND 100),
  document text NOT NULL CHECK (char_length(document) BETWEEN 1 AND 255),
  -- file: of a document as it comes. digest: of what is to be signed.
  covers text NOT NULL CHECK (covers IN ('file', 'digest')),
  digest bytea NOT NULL CHECK (octet_length(digest) IN (32, 64)),
  asked_at timestamptz(3) NOT NULL DEFAULT now(),
  decided_at timestamptz(3),
  decided_by uuid REFERENCES user_account (id),
  approved boolean,
  used_at timestamptz(3),
  CHECK (num_nonnulls(user_id, api_key_id) = 1),
  CHECK (num_nonnulls(decided_at, decided_by, approved) IN (0, 3)),
  -- Whoever asked does not approve.
  CHECK (decided_by IS DISTINCT FROM user_id OR decided_by IS NULL),
  CHECK (used_at IS NULL OR approved)
);
CREATE INDEX document_seal_request_seal_id_id_idx ON document_seal_request (seal_id, id);
GRANT SELECT, INSERT, UPDATE (decided_at, decided_by, approved, used_at) ON document_seal_request TO sealbook_app;

-- Written before the key is used: nothing is signed that does not stand here.
CREATE TABLE document_seal_use (
  id uuid PRIMARY KEY,
  seal_id uuid NOT NULL REFERENCES document_seal (id),
  -- 1, 2, 3 …: each follows the one before in the chain of the seal's events.
  number integer NOT NULL CHECK (number >= 1),
  user_id uuid REFERENCES user_account (id),
  api_key_id uuid REFERENCES api_key (id),
  request_id uuid REFERENCES document_seal_request (id),
  purpose text NOT NULL,
  document text NOT NULL,
  -- Of what was signed.
  digest bytea NOT NULL CHECK (octet_length(digest) IN (32, 64)),
  -- sealbook.seal-use/v1, whose digest is recorded.
  statement text NOT NULL CHECK (octet_length(statement) <= 8192),
  at timestamptz(3) NOT NULL DEFAULT now(),
  -- Null: it was not finished.
  finished_at timestamptz(3),
  -- By an authority; null: without a time-stamp.
  stamped_at timestamptz(3),
  evidence_id uuid REFERENCES evidence (id),
  UNIQUE (seal_id, number),
  CHECK (num_nonnulls(user_id, api_key_id) = 1)
);
CREATE INDEX document_seal_use_unrecorded_idx ON document_seal_use (seal_id, number) WHERE evidence_id IS NULL;
GRANT SELECT, INSERT, UPDATE (finished_at, stamped_at, evidence_id) ON document_seal_use TO sealbook_app;
