-- Certificates: issuers and their keys, templates, batches with their drafts, certificates, and what became of them.

-- An organisation that issues. Its DID is did:web:HOST:issuers:SLUG, so the slug never changes.
CREATE TABLE issuer (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL UNIQUE REFERENCES organisation (id),
  slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
  -- As stated in every certificate.
  name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 200),
  description text NOT NULL DEFAULT '' CHECK (char_length(description) <= 2000),
  url text CHECK (char_length(url) <= 500),
  -- LinkedIn's number of the organisation.
  linkedin_id text CHECK (linkedin_id ~ '^[0-9]{1,12}$'),
  -- false: strangers find no page of it; documents that checks need are there all the same.
  public_page boolean NOT NULL DEFAULT true,
  created_at timestamptz(3) NOT NULL DEFAULT now()
);

-- ed25519 signs credentials and status lists, p256 what wallets take. Rotated: until is set, and what it signed stays good.
CREATE TABLE issuer_key (
  issuer_id uuid NOT NULL REFERENCES issuer (id),
  -- 1, 2, 3 … of each kind: the DID URL's fragment is key-N or wallet-N.
  kind text NOT NULL CHECK (kind IN ('ed25519', 'p256')),
  number integer NOT NULL CHECK (number >= 1),
  public_key bytea NOT NULL,
  -- Sealed under a key of the installation; null once it is destroyed.
  secret bytea,
  from_at timestamptz(3) NOT NULL,
  until_at timestamptz(3),
  compromised_as_of timestamptz(3),
  PRIMARY KEY (issuer_id, kind, number)
);

CREATE TABLE certificate_template (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisation (id),
  name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 200),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  retired_at timestamptz(3)
);
CREATE INDEX certificate_template_organisation_id_idx ON certificate_template (organisation_id, id);

-- A version is written while it is a draft and never again once it is published: certificates name it.
CREATE TABLE certificate_template_version (
  template_id uuid NOT NULL REFERENCES certificate_template (id),
  -- 1, 2, 3 …
  number integer NOT NULL CHECK (number >= 1),
  -- Canonical JSON: page, elements, fields, words of the achievement; pictures by digest.
  document text NOT NULL CHECK (octet_length(document) <= 1048576),
  -- Of the document's bytes.
  sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
  saved_at timestamptz(3) NOT NULL DEFAULT now(),
  published_at timestamptz(3),
  PRIMARY KEY (template_id, number)
);
CREATE FUNCTION certificate_template_version_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.published_at IS NOT NULL THEN
    RAISE EXCEPTION 'a published version of a template never changes';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER certificate_template_version_stays BEFORE UPDATE OR DELETE ON certificate_template_version
  FOR EACH ROW EXECUTE FUNCTION certificate_template_version_stays();

-- Pictures of templates, as they were rewritten.
CREATE TABLE template_picture (
  organisation_id uuid NOT NULL REFERENCES organisation (id),
  sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
  media_type text NOT NULL CHECK (media_type IN ('image/png', 'image/jpeg', 'image/svg+xml')),
  bytes bytea NOT NULL CHECK (octet_length(bytes) <= 4194304),
  PRIMARY KEY (organisation_id, sha256)
);

CREATE TABLE certificate_batch (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisation (id),
  issuer_id uuid NOT NULL REFERENCES issuer (id),
  template_id uuid NOT NULL,
  template_version integer NOT NULL,
  name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 200),
  -- drafts → submitted (asks for approval) → approved → issuing (⇄ paused) → sealing (waits for a k-of-n seal) → issued; or rejected, cancelled.
  state text NOT NULL CHECK (state IN ('drafts', 'submitted', 'rejected', 'approved', 'issuing', 'paused', 'sealing', 'issued', 'cancelled')),
  -- Of all its certificates; null: for ever.
  valid_until timestamptz(3),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  -- As of audit rows: {"kind": "user", "id": …}.
  created_by jsonb NOT NULL,
  submitted_by jsonb,
  approved_by jsonb,
  -- When it was decided that it is issued: what every certificate states.
  issued_at timestamptz(3),
  -- sealbook.batch/v1; the record of kind batch binds it.
  statement text,
  root bytea CHECK (octet_length(root) = 32),
  -- Of the k-of-n seal over the statement.
  seal_key bytea CHECK (octet_length(seal_key) = 32),
  seal_signature bytea CHECK (octet_length(seal_signature) = 64),
  evidence_id uuid REFERENCES evidence (id),
  -- Why it stands still; a code.
  failure text,
  FOREIGN KEY (template_id, template_version) REFERENCES certificate_template_version (template_id, number)
);
CREATE INDEX certificate_batch_organisation_id_idx ON certificate_batch (organisation_id, id DESC);
CREATE INDEX certificate_batch_working_idx ON certificate_batch (state) WHERE state IN ('approved', 'issuing', 'sealing');

-- A row of a batch before it is issued.
CREATE TABLE certificate_draft (
  batch_id uuid NOT NULL REFERENCES certificate_batch (id),
  -- 1, 2, 3 … ; its certificate's leaf stands at number - 1.
  number integer NOT NULL CHECK (number >= 1),
  -- In the table that it was read from; null where it was typed.
  line integer,
  holder_name text NOT NULL,
  email text,
  -- {"field": "value"}; NFC.
  values jsonb NOT NULL,
  PRIMARY KEY (batch_id, number)
);

CREATE TABLE certificate (
  -- UUIDv7; its address is /v/ID.
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisation (id),
  issuer_id uuid NOT NULL REFERENCES issuer (id),
  batch_id uuid NOT NULL REFERENCES certificate_batch (id),
  -- In its batch's tree.
  leaf_index integer NOT NULL CHECK (leaf_index >= 0),
  holder_name text NOT NULL,
  email text,
  values jsonb NOT NULL,
  -- sealbook.certificate/v1, and its hash in the tree.
  leaf text NOT NULL,
  leaf_hash bytea NOT NULL CHECK (octet_length(leaf_hash) = 32),
  -- The exact texts that the leaf binds.
  credential text NOT NULL,
  sd_jwt text NOT NULL,
  -- Of the PDF as designed, which lies in certificate_pages.
  pages_sha256 bytea NOT NULL CHECK (octet_length(pages_sha256) = 32),
  -- Numbers of the keys that signed it.
  key_number integer NOT NULL,
  wallet_key_number integer NOT NULL,
  valid_until timestamptz(3),
  -- Its entry in both lists of that number.
  status_list integer NOT NULL,
  status_index integer NOT NULL,
  issued_at timestamptz(3) NOT NULL,
  -- The newer one that it replaces another by, and the other way round: of the newest status.
  replaces uuid REFERENCES certificate (id),
  UNIQUE (batch_id, leaf_index),
  UNIQUE (issuer_id, status_list, status_index)
);
CREATE INDEX certificate_organisation_id_idx ON certificate (organisation_id, id DESC);
CREATE INDEX certificate_holder_name_idx ON certificate (organisation_id, lower(holder_name), id);
CREATE INDEX certificate_email_idx ON certificate (organisation_id, lower(email)) WHERE email IS NOT NULL;

-- The PDF as designed. Apart from its certificate, which lists read; compressed by itself already.
CREATE TABLE certificate_pages (
  certificate_id uuid PRIMARY KEY REFERENCES certificate (id),
  bytes bytea NOT NULL
);
ALTER TABLE certificate_pages ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- Digests of files as they were handed out.
CREATE TABLE certificate_file (
  sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
  certificate_id uuid NOT NULL REFERENCES certificate (id),
  PRIMARY KEY (sha256, certificate_id)
);
CREATE INDEX certificate_file_certificate_id_idx ON certificate_file (certificate_id);

-- What became of a certificate; the last one counts, and without any it is valid. Append-only.
CREATE TABLE certificate_status (
  certificate_id uuid NOT NULL REFERENCES certificate (id),
  -- 1, 2, 3 …
  number integer NOT NULL CHECK (number >= 1),
  state text NOT NULL CHECK (state IN ('superseded', 'suspended', 'resumed', 'revoked')),
  at timestamptz(3) NOT NULL,
  reason text NOT NULL DEFAULT '' CHECK (char_length(reason) <= 500),
  replacement uuid REFERENCES certificate (id),
  actor jsonb NOT NULL,
  -- sealbook.status/v1, and its blinded subject.
  statement text NOT NULL,
  subject bytea NOT NULL CHECK (octet_length(subject) = 32),
  -- Its record; null until the worker recorded it, which it does at once and again until it is done.
  evidence_id uuid REFERENCES evidence (id),
  PRIMARY KEY (certificate_id, number)
);
CREATE INDEX certificate_status_subject_idx ON certificate_status (subject);
CREATE INDEX certificate_status_unrecorded_idx ON certificate_status (certificate_id) WHERE evidence_id IS NULL;

-- Entries are found by whom or what they name.
CREATE INDEX evidence_subject_idx ON evidence (subject) WHERE subject IS NOT NULL;
CREATE INDEX evidence_issuer_idx ON evidence (issuer, id) WHERE issuer IS NOT NULL;

GRANT SELECT, INSERT, UPDATE ON issuer, issuer_key, certificate_template, certificate_batch TO sealbook_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON certificate_template_version, certificate_draft TO sealbook_app;
GRANT SELECT, INSERT ON template_picture, certificate_pages, certificate_file TO sealbook_app;
GRANT SELECT, INSERT, UPDATE (email) ON certificate TO sealbook_app;
GRANT SELECT, INSERT, UPDATE (evidence_id) ON certificate_status TO sealbook_app;
