-- Contracts that are out for signing: their parties, what each of them does, and the document as each signature leaves it.

CREATE TABLE contract_envelope (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisation (id),
  unit_id uuid,
  title text NOT NULL CHECK (char_length(title) BETWEEN 1 AND 200),
  -- The record of the document that it was made from.
  source_id uuid NOT NULL REFERENCES evidence (id),
  -- One party after the other, or all at once.
  in_order boolean NOT NULL,
  -- Places that parties fill in, sign and seal, and seals across the edges: lib/pades/form-fields.ts.
  fields jsonb NOT NULL,
  edges jsonb NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  -- From the first of these on nobody acts any more.
  sent_at timestamptz(3),
  ended_at timestamptz(3),
  ended text CHECK (ended IN ('completed', 'declined', 'voided', 'expired')),
  FOREIGN KEY (organisation_id, unit_id) REFERENCES unit (organisation_id, id),
  CHECK ((ended_at IS NULL) = (ended IS NULL)),
  CHECK (sent_at IS NOT NULL OR ended IS NULL OR ended = 'voided')
);
CREATE INDEX contract_envelope_organisation_id_id_idx ON contract_envelope (organisation_id, id);
CREATE INDEX contract_envelope_out_idx ON contract_envelope (expires_at) WHERE sent_at IS NOT NULL AND ended_at IS NULL;
GRANT SELECT, INSERT, UPDATE (expires_at, sent_at, ended_at, ended) ON contract_envelope TO sealbook_app;

CREATE TABLE contract_party (
  id uuid PRIMARY KEY,
  envelope_id uuid NOT NULL REFERENCES contract_envelope (id),
  -- 1, 2, 3 …: in this order, where there is one.
  number integer NOT NULL CHECK (number >= 1),
  -- As fields name it.
  name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 64),
  role text NOT NULL CHECK (role IN ('signs', 'witness', 'approves', 'seals')),
  -- Who it is, as the sender says.
  person text NOT NULL CHECK (char_length(person) BETWEEN 1 AND 64),
  -- When it did what is its part.
  done_at timestamptz(3),
  UNIQUE (envelope_id, number),
  UNIQUE (envelope_id, name)
);
GRANT SELECT, INSERT, UPDATE (done_at) ON contract_party TO sealbook_app;

-- What lets a party act, for minutes. Its token is nowhere but with whoever it was handed to.
CREATE TABLE contract_access (
  id uuid PRIMARY KEY,
  party_id uuid NOT NULL REFERENCES contract_party (id),
  token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
  -- How the sender's program found out who it is, in its own words.
  identity_method text NOT NULL CHECK (char_length(identity_method) BETWEEN 1 AND 100),
  identity_statement text NOT NULL CHECK (char_length(identity_statement) BETWEEN 1 AND 1000),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  expires_at timestamptz(3) NOT NULL
);
CREATE INDEX contract_access_party_id_idx ON contract_access (party_id);
GRANT SELECT, INSERT ON contract_access TO sealbook_app;

-- The document as it went out (0), and as each signature left it.
CREATE TABLE contract_version (
  envelope_id uuid NOT NULL REFERENCES contract_envelope (id),
  number integer NOT NULL CHECK (number >= 0),
  sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
  size integer NOT NULL CHECK (size BETWEEN 1 AND 67108864),
  -- Sealed under a key of the installation. Null: its record keeps it, or the contract came to nothing.
  content bytea,
  -- Of the one with which it was completed.
  evidence_id uuid REFERENCES evidence (id),
  PRIMARY KEY (envelope_id, number)
);
CREATE INDEX contract_version_here_idx ON contract_version (envelope_id) WHERE content IS NOT NULL;
GRANT SELECT, INSERT, UPDATE (content, evidence_id) ON contract_version TO sealbook_app;

-- Written before a key is used: nothing is signed that does not stand here.
CREATE TABLE contract_signature (
  id uuid PRIMARY KEY,
  party_id uuid NOT NULL REFERENCES contract_party (id),
  envelope_id uuid NOT NULL REFERENCES contract_envelope (id),
  -- The version that it makes.
  version integer NOT NULL CHECK (version >= 1),
  -- once: by a key that was made for this act. own: by a certificate of the party's own. seal: by a seal of the organisation.
  way text NOT NULL CHECK (way IN ('once', 'own', 'seal')),
  -- Of what is signed.
  digest bytea NOT NULL CHECK (octet_length(digest) IN (32, 64)),
  -- Of one's own, it comes with the signature.
  certificate bytea,
  -- What was filled in and how it was to look, by which the same document is prepared again; sealed under a key of the installation.
  prepared bytea,
  at timestamptz(3) NOT NULL DEFAULT now(),
  -- Null: it was not finished.
  finished_at timestamptz(3),
  stamped_at timestamptz(3),
  -- Somebody else may sign in its place.
  released_at timestamptz(3),
  CHECK (finished_at IS NULL OR (released_at IS NULL AND certificate IS NOT NULL))
);
-- Of two who sign one version at once, one does.
CREATE UNIQUE INDEX contract_signature_version_idx ON contract_signature (envelope_id, version) WHERE released_at IS NULL AND way <> 'own';
GRANT SELECT, INSERT, UPDATE (finished_at, stamped_at, released_at, prepared, certificate) ON contract_signature TO sealbook_app;

-- Whatever was done, each behind the one before, in the chain of the contract.
CREATE TABLE contract_event (
  id uuid PRIMARY KEY,
  envelope_id uuid NOT NULL REFERENCES contract_envelope (id),
  number integer NOT NULL CHECK (number >= 1),
  party_id uuid REFERENCES contract_party (id),
  kind text NOT NULL CHECK (kind IN ('sent', 'handed_over', 'opened', 'read', 'consented', 'approved', 'prepared', 'signed', 'sealed', 'declined', 'extended',
    'voided', 'expired', 'completed')),
  -- sealbook.contract-event/v1, whose digest is recorded.
  statement text NOT NULL CHECK (octet_length(statement) <= 1048576),
  at timestamptz(3) NOT NULL DEFAULT now(),
  evidence_id uuid REFERENCES evidence (id),
  UNIQUE (envelope_id, number)
);
CREATE INDEX contract_event_unrecorded_idx ON contract_event (envelope_id, number) WHERE evidence_id IS NULL;
GRANT SELECT, INSERT, UPDATE (evidence_id) ON contract_event TO sealbook_app;
