-- Signing in through an organisation's own OpenID provider.

ALTER TABLE organisation ADD COLUMN require_sso boolean NOT NULL DEFAULT false;

-- A session that an organisation's provider vouches for opens that organisation alone.
ALTER TABLE session ADD COLUMN sso_organisation_id uuid REFERENCES organisation (id);
ALTER TABLE session ADD CHECK (sso_organisation_id IS NULL OR sso_organisation_id = organisation_id);

CREATE TABLE sso_provider (
  organisation_id uuid PRIMARY KEY REFERENCES organisation (id),
  -- In the address at which its members sign in: nobody guesses whose it is.
  slug text NOT NULL UNIQUE,
  issuer text NOT NULL,
  client_id text NOT NULL,
  -- Sealed under a key of the installation.
  secret bytea NOT NULL,
  -- Whose e-mail addresses the provider vouches for, in lower case.
  domains text[] NOT NULL,
  -- Whoever the provider knows becomes a member in the lowest role.
  lets_in boolean NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now()
);

-- Who somebody is at a provider, bound at their first sign-in: afterwards no e-mail address counts.
CREATE TABLE sso_identity (
  organisation_id uuid NOT NULL REFERENCES organisation (id),
  issuer text NOT NULL,
  subject text NOT NULL,
  user_id uuid NOT NULL REFERENCES user_account (id),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (organisation_id, issuer, subject),
  UNIQUE (organisation_id, issuer, user_id)
);
CREATE INDEX sso_identity_user_id_idx ON sso_identity (user_id);

GRANT SELECT, INSERT, UPDATE, DELETE ON sso_provider TO sealbook_app;
GRANT SELECT, INSERT ON sso_identity TO sealbook_app;
