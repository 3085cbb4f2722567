-- Passkeys of holders, who have no account: another way to the certificates that a link of theirs opened.
CREATE TABLE holder_passkey (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisation (id),
  certificate_id uuid NOT NULL REFERENCES certificate (id),
  -- Of the links that it makes, after the one by which it was added: letter opens all of that address and name, code that certificate alone.
  kind text NOT NULL CHECK (kind IN ('letter', 'code')),
  credential_id bytea NOT NULL UNIQUE,
  -- COSE_Key.
  public_key bytea NOT NULL,
  counter bigint NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  used_at timestamptz(3)
);
CREATE INDEX holder_passkey_certificate_id_idx ON holder_passkey (certificate_id);
GRANT SELECT, INSERT, UPDATE (counter, used_at), DELETE ON holder_passkey TO sealbook_app;

-- hold: a holder adds one; open: somebody comes with one. Nobody's, like those of a sign-in.
ALTER TABLE passkey_challenge
  DROP CONSTRAINT passkey_challenge_purpose_check,
  DROP CONSTRAINT passkey_challenge_check,
  ADD CHECK (purpose IN ('register', 'prove', 'second', 'sign-in', 'hold', 'open')),
  ADD CHECK ((purpose IN ('sign-in', 'hold', 'open')) = (user_id IS NULL));
