-- Many lines in one request, and what of a record made that slow (docs/decisions/0059). Nothing that is recorded is rewritten.

-- Who submitted a record is known to whoever inserts it: reading it out of the details cost more than all indexes together. Stored values
-- stay; the audit compares the column with the details, as it does with all others.
ALTER TABLE evidence ALTER COLUMN submitter_id DROP EXPRESSION;

-- One index answers who recorded a digest, and whether an organisation did.
CREATE INDEX evidence_sha256_organisation_id_idx ON evidence (sha256, organisation_id);
DROP INDEX evidence_organisation_id_sha256_idx;
DROP INDEX evidence_sha256_idx;
-- What has no key need not be in the index of keys.
CREATE UNIQUE INDEX evidence_idempotency_key ON evidence (organisation_id, idempotency_key) WHERE idempotency_key IS NOT NULL;
DROP INDEX evidence_organisation_id_idempotency_key_key;

-- The two functions that record write the submitter. What they are by now is changed in its two places, so that nothing else is said twice.
DO $$
DECLARE
  recorder regprocedure;
  before text;
  after text;
BEGIN
  FOREACH recorder IN ARRAY ARRAY['record_evidence(jsonb,text[],integer)', 'record_kept_evidence(jsonb,text[],integer,bigint)']::regprocedure[] LOOP
    before := pg_get_functiondef(recorder);
    after := replace(before, 'issuer, subject, after, upload)', 'issuer, subject, after, upload, submitter_id)');
    after := regexp_replace(after, '(SELECT id, organisation_id, ledger, type, [^;]*?, issuer, subject, after, upload)(\s)', '\1, coalesce(user_id, api_key_id)\2');
    IF regexp_count(after, 'upload, submitter_id\)') <> 1 OR regexp_count(after, 'upload, coalesce\(user_id, api_key_id\)') <> 1 THEN
      RAISE EXCEPTION '% writes evidence in another way', recorder;
    END IF;
    EXECUTE after;
  END LOOP;
END $$;

-- A request of many lines. It stays for good: a request that comes again under its key records nothing twice.
CREATE TABLE bulk (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisation (id),
  area text NOT NULL CHECK (area IN ('evidence', 'certificates')),
  -- The Idempotency-Key of the request.
  request_key text,
  -- Who sends it; of one that is resumed, who did so last.
  actor jsonb NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  -- When a line of it was last answered.
  seen_at timestamptz(3) NOT NULL DEFAULT now(),
  -- Lines that are answered, and those of them that the audit log tells of.
  lines bigint NOT NULL DEFAULT 0 CHECK (lines >= 0),
  told_lines bigint NOT NULL DEFAULT 0 CHECK (told_lines BETWEEN 0 AND lines),
  refused bigint NOT NULL DEFAULT 0 CHECK (refused BETWEEN 0 AND lines),
  -- Its body came to its end.
  complete boolean NOT NULL DEFAULT false,
  -- Its answers were removed.
  expired boolean NOT NULL DEFAULT false
);
CREATE UNIQUE INDEX bulk_request_key ON bulk (organisation_id, area, request_key) WHERE request_key IS NOT NULL;
-- What is to be told, and what is to be removed.
CREATE INDEX bulk_untold_idx ON bulk (seen_at) WHERE told_lines < lines;
CREATE INDEX bulk_kept_idx ON bulk (organisation_id, seen_at) WHERE NOT expired;

-- The answers to lines that were recorded together, written with them.
CREATE TABLE bulk_answer (
  bulk_id uuid NOT NULL REFERENCES bulk (id),
  -- The number of the first of them, and how many follow it.
  first bigint NOT NULL CHECK (first >= 1),
  lines integer NOT NULL CHECK (lines >= 1),
  refused integer NOT NULL CHECK (refused BETWEEN 0 AND lines),
  -- A line of JSON each.
  answers text NOT NULL,
  -- Of each line as it came, so much of its SHA-256 as tells it from another one; empty where no key allows to send them again.
  digests bytea NOT NULL CHECK (octet_length(digests) IN (0, 8 * lines)),
  PRIMARY KEY (bulk_id, first)
);
GRANT SELECT, INSERT, UPDATE ON bulk TO sealbook_app;
GRANT SELECT, INSERT, DELETE ON bulk_answer TO sealbook_app;
