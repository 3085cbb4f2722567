-- Templates of contracts, the PDFs that some of them are, and the contracts that were composed.

CREATE TABLE contract_template (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisation (id),
  name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 200),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  retired_at timestamptz(3)
);
CREATE INDEX contract_template_organisation_id_id_idx ON contract_template (organisation_id, id);
GRANT SELECT, INSERT, UPDATE (name, retired_at) ON contract_template TO sealbook_app;

-- A version is written while it is a draft and never again once it is published: contracts name it.
CREATE TABLE contract_template_version (
  template_id uuid NOT NULL REFERENCES contract_template (id),
  -- 1, 2, 3 …
  number integer NOT NULL CHECK (number >= 1),
  -- Canonical JSON: parties, values, text or places on a PDF.
  document text NOT NULL CHECK (octet_length(document) <= 1048576),
  -- Of the document's bytes.
  sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
  saved_at timestamptz(3) NOT NULL DEFAULT now(),
  published_at timestamptz(3),
  -- Of the document, as it was published.
  evidence_id uuid REFERENCES evidence (id),
  PRIMARY KEY (template_id, number),
  CHECK ((published_at IS NULL) = (evidence_id IS NULL))
);
CREATE FUNCTION contract_template_version_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.published_at IS NOT NULL THEN
    RAISE EXCEPTION 'a published version of a template never changes';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER contract_template_version_stays BEFORE UPDATE OR DELETE ON contract_template_version
  FOR EACH ROW EXECUTE FUNCTION contract_template_version_stays();
GRANT SELECT, INSERT, UPDATE ON contract_template_version TO sealbook_app;

-- PDFs that templates are; a version names its own by its digest.
CREATE TABLE contract_template_pdf (
  organisation_id uuid NOT NULL REFERENCES organisation (id),
  sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
  -- Of each page as it is shown, in millimetres: [[width, height], …].
  pages jsonb NOT NULL,
  bytes bytea NOT NULL CHECK (octet_length(bytes) <= 10485760),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (organisation_id, sha256)
);
-- Compressed by itself already.
ALTER TABLE contract_template_pdf ALTER COLUMN bytes SET STORAGE EXTERNAL;
GRANT SELECT, INSERT ON contract_template_pdf TO sealbook_app;

-- A contract as it was composed, or a PDF that was marked as one. What it says, and of whom, lies in its record alone.
CREATE TABLE composed_contract (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisation (id),
  unit_id uuid,
  -- Of its anti-forgery mark: K7M2-….
  number text NOT NULL UNIQUE CHECK (number ~ '^([1-9A-Z]{4}-){3}[1-9A-Z]{4}$'),
  template_id uuid,
  template_version integer,
  sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
  -- Bytes.
  size integer NOT NULL CHECK (size > 0),
  -- As the template has them: who fills in what, and where.
  parties jsonb NOT NULL,
  fields jsonb NOT NULL,
  evidence_id uuid NOT NULL UNIQUE REFERENCES evidence (id),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  FOREIGN KEY (organisation_id, unit_id) REFERENCES unit (organisation_id, id),
  FOREIGN KEY (template_id, template_version) REFERENCES contract_template_version (template_id, number),
  CHECK ((template_id IS NULL) = (template_version IS NULL))
);
CREATE INDEX composed_contract_organisation_id_id_idx ON composed_contract (organisation_id, id);
CREATE INDEX composed_contract_template_id_id_idx ON composed_contract (template_id, id);
GRANT SELECT, INSERT ON composed_contract TO sealbook_app;
