-- What a person proves to be themselves with, beside the password.

ALTER TABLE organisation ADD COLUMN require_two_factors boolean NOT NULL DEFAULT false;

ALTER TABLE session
  -- factor: the password was right, and the session opens nothing: one that is begun with the second factor takes its place.
  ADD COLUMN awaits text CHECK (awaits IN ('factor')),
  -- When whoever is signed in last proved who they are.
  ADD COLUMN proven_at timestamptz(3);

-- An authenticator app (RFC 6238). Until a code of it was given it is none.
CREATE TABLE totp_factor (
  user_id uuid PRIMARY KEY REFERENCES user_account (id),
  -- Sealed under a key of the installation.
  secret bytea NOT NULL,
  -- The newest time step of which a code was taken: none is taken twice.
  last_step bigint NOT NULL DEFAULT 0,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  confirmed_at timestamptz(3)
);

-- Stands in once for a factor that is lost. Only an HMAC of the code is kept.
CREATE TABLE recovery_code (
  code_hash bytea PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES user_account (id),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  used_at timestamptz(3)
);
CREATE INDEX recovery_code_user_id_idx ON recovery_code (user_id);

-- A discoverable WebAuthn credential.
CREATE TABLE passkey (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES user_account (id),
  credential_id bytea NOT NULL UNIQUE,
  -- COSE_Key.
  public_key bytea NOT NULL,
  counter bigint NOT NULL,
  transports text[] NOT NULL,
  name text NOT NULL,
  -- It is kept with a service, and on more than one device.
  backed_up boolean NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  used_at timestamptz(3)
);
CREATE INDEX passkey_user_id_idx ON passkey (user_id);

-- What an authenticator is asked to sign, once.
CREATE TABLE passkey_challenge (
  challenge bytea PRIMARY KEY,
  purpose text NOT NULL CHECK (purpose IN ('register', 'prove', 'second', 'sign-in')),
  -- Whom it is for; null for whoever signs in.
  user_id uuid REFERENCES user_account (id),
  expires_at timestamptz(3) NOT NULL,
  CHECK ((purpose = 'sign-in') = (user_id IS NULL))
);
CREATE INDEX passkey_challenge_expires_at_idx ON passkey_challenge (expires_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON totp_factor, recovery_code, passkey TO sealbook_app;
GRANT SELECT, INSERT, DELETE ON passkey_challenge TO sealbook_app;
