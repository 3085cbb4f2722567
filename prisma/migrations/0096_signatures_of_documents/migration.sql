-- Signatures of documents that were recorded with their content: whom an organisation trusts, and what was found by that (docs/decisions/0095).

CREATE TABLE named_authority (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisation (id),
  role text NOT NULL CHECK (role IN ('signer', 'timestamp', 'revocation')),
  der bytea NOT NULL,
  fingerprint bytea NOT NULL CHECK (fingerprint = sha256(der)),
  -- As the certificate, or the list, says.
  name text NOT NULL,
  since timestamptz(3) NOT NULL,
  until timestamptz(3),
  -- The days between which it counts for the organisation.
  valid_from date,
  valid_to date,
  added_at timestamptz(3) NOT NULL DEFAULT now(),
  UNIQUE (organisation_id, role, fingerprint),
  CHECK (valid_to >= valid_from)
);
GRANT SELECT, INSERT, DELETE ON named_authority TO sealbook_app;
GRANT UPDATE (valid_from, valid_to) ON named_authority TO sealbook_app;

-- What was found, each time: later ones stand beside earlier ones. It goes with what is erased.
CREATE TABLE signature_check (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisation (id),
  evidence_id uuid NOT NULL REFERENCES evidence (id),
  checked_at timestamptz(3) NOT NULL,
  headline text NOT NULL,
  -- The exact bytes, JSON; its digest is in the audit log, and by that in the ledger.
  result text NOT NULL,
  digest bytea NOT NULL CHECK (digest = sha256(convert_to(result, 'UTF8')))
);
CREATE INDEX signature_check_evidence_idx ON signature_check (evidence_id, id);
GRANT SELECT, INSERT ON signature_check TO sealbook_app;

-- Who signed, to be found by.
CREATE TABLE signature_signer (
  check_id uuid NOT NULL REFERENCES signature_check (id) ON DELETE CASCADE,
  place integer NOT NULL,
  organisation_id uuid NOT NULL,
  evidence_id uuid NOT NULL,
  name text NOT NULL,
  issuer text NOT NULL,
  serial text NOT NULL,
  PRIMARY KEY (check_id, place)
);
CREATE INDEX signature_signer_serial_idx ON signature_signer (organisation_id, serial);
CREATE INDEX signature_signer_evidence_idx ON signature_signer (organisation_id, evidence_id);
GRANT SELECT, INSERT ON signature_signer TO sealbook_app;

-- Up to which record documents were looked into.
CREATE TABLE signature_round (
  id integer PRIMARY KEY CHECK (id = 1),
  after uuid NOT NULL
);
INSERT INTO signature_round (id, after) VALUES (1, '00000000-0000-0000-0000-000000000000');
GRANT SELECT, UPDATE ON signature_round TO sealbook_app;

-- Names of signers are private, and go with the record.
DO $$
DECLARE
  after text;
  old constant text := '  DELETE FROM evidence_link WHERE evidence_id = erased;';
BEGIN
  after := pg_get_functiondef('erase_evidence(uuid)'::regprocedure);
  IF regexp_count(after, '***=' || old) <> 1 THEN RAISE EXCEPTION 'erase_evidence erases in another way'; END IF;
  EXECUTE replace(after, old, old || '
  DELETE FROM signature_check WHERE evidence_id = erased;');
END $$;
