-- Records of digests are kept as columns, of which their bytes are made when they are read (docs/decisions/0082). Rows that are there keep
-- their bytes; nothing is rewritten.

-- What records of columns have in common. Append-only: a record is nothing without its form.
CREATE TABLE evidence_form (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- Of who submitted, as details have it.
  actor_kind text NOT NULL,
  -- Name of the organisation, as the record states it.
  submitter text NOT NULL,
  -- The version that recorded, as details have it.
  platform text NOT NULL,
  UNIQUE (actor_kind, submitter, platform)
);
CREATE TRIGGER evidence_form_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON evidence_form
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON evidence_form TO sealbook_app;

-- Two that need the same new form at the same time: one waits for the other and finds it.
CREATE FUNCTION evidence_form_of(actor_kind text, submitter text, platform text) RETURNS integer
  LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  found integer;
BEGIN
  SELECT f.id INTO found FROM evidence_form f WHERE (f.actor_kind, f.submitter, f.platform) = ($1, $2, $3);
  IF found IS NULL THEN
    INSERT INTO evidence_form (actor_kind, submitter, platform) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING;
    SELECT f.id INTO STRICT found FROM evidence_form f WHERE (f.actor_kind, f.submitter, f.platform) = ($1, $2, $3);
  END IF;
  RETURN found;
END $$;

ALTER TABLE evidence
  ALTER COLUMN record DROP NOT NULL,
  ALTER COLUMN details DROP NOT NULL,
  -- No foreign key: it would be asked of each record, and forms are never removed.
  ADD COLUMN form integer,
  -- The record's and the details', 16 bytes each.
  ADD COLUMN salts bytea,
  ADD COLUMN media_type text,
  -- The submitter's own, RFC 8785.
  ADD COLUMN fields text,
  ADD COLUMN sha3_256 bytea,
  ADD COLUMN sm3 bytea,
  -- Of rows to come: those that are there have both, which were not null.
  ADD CONSTRAINT evidence_bytes_or_form CHECK (CASE WHEN form IS NULL
    THEN record IS NOT NULL AND details IS NOT NULL AND num_nonnulls(salts, media_type, fields, sha3_256, sm3) = 0
    ELSE num_nonnulls(record, details, issuer, subject, after) = 0 AND num_nonnulls(salts, kind, submitter_id) = 3
      AND octet_length(salts) = 32 AND type = 'digest' AND kind = 'content' END) NOT VALID;

-- Evidence with the bytes of its record and its details, however they are kept. Texts as RFC 8785 has them: to_json escapes what it does.
CREATE VIEW evidence_whole AS
SELECT e.id, e.organisation_id, e.ledger, e.sequence, e.type, e.sha256, e.size, e.name,
  coalesce(e.record, convert_to(concat(
    '{"claim":{"type":"digest"},"details":"', encode(sha256(d.details), 'base64'),
    '","digests":{"sha256":"', encode(e.sha256, 'base64'),
    '","sha3-256":"' || encode(e.sha3_256, 'base64'), '","sm3":"' || encode(e.sm3, 'base64'),
    '"},"id":"', e.id, '","kind":"content","receivedAt":"',
    to_char(e.received_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    '","record":"sealbook.record/v2","salt":"', encode(substr(e.salts, 1, 16), 'base64'), '"',
    ',"size":' || e.size, ',"submitter":{"name":', to_json(f.submitter), ',"organisation":"', e.organisation_id, '"}}'), 'UTF8')) AS record,
  d.details,
  e.content_kept, e.idempotency_key, e.received_at, e.submitter_id, e.kind, e.issuer, e.subject, e.after, e.upload,
  -- Nothing of the details is there any more. Asked of the column, so that they are not made to be measured.
  coalesce(octet_length(e.details) = 0, false) AS is_erased
FROM evidence e
LEFT JOIN evidence_form f ON f.id = e.form
CROSS JOIN LATERAL (SELECT coalesce(e.details, convert_to(concat(
    '{"actor":{"id":"', e.submitter_id, '","kind":', to_json(f.actor_kind), '},"details":"sealbook.details/v2",',
    '"fields":' || e.fields || ',', '"mediaType":' || to_json(e.media_type) || ',', '"method":"digest","name":', to_json(e.name),
    ',"platform":', to_json(f.platform), ',"salt":"', encode(substr(e.salts, 17), 'base64'), '"}'), 'UTF8')) AS details) d;
GRANT SELECT ON evidence_whole TO sealbook_app;

-- Own fields are found where they are kept.
CREATE OR REPLACE FUNCTION evidence_field_add() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO evidence_field (organisation_id, evidence_id, name, value)
    SELECT a.organisation_id, a.id, f.key, f.value ->> 'value'
    FROM (SELECT * FROM added WHERE fields IS NOT NULL OR (kind IS NOT NULL AND position('"fields":{'::bytea IN details) > 0) OFFSET 0) a
    CROSS JOIN LATERAL jsonb_each(coalesce(a.fields::jsonb, convert_from(a.details, 'UTF8')::jsonb -> 'fields')) f;
  RETURN NULL;
END $$;

-- What is erased is kept as bytes from then on: the record states the digest of details that are not there any more. They are the bytes
-- that were read before.
CREATE OR REPLACE FUNCTION evidence_erase_only() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  free text[] := ARRAY['name', 'details', 'content_kept', 'record', 'form', 'salts', 'media_type', 'fields', 'sha3_256', 'sm3'];
BEGIN
  IF NEW.name <> '' OR NEW.details IS DISTINCT FROM ''::bytea OR NEW.content_kept
    OR NEW.record IS DISTINCT FROM (SELECT w.record FROM evidence_whole w WHERE w.id = OLD.id)
    OR to_jsonb(NEW) - free <> to_jsonb(OLD) - free
    OR NOT EXISTS (SELECT FROM evidence_erasure x WHERE x.evidence_id = OLD.id) THEN
    RAISE EXCEPTION 'evidence is append-only: it is erased, or stays as it is' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

DO $$
DECLARE
  changed record;
  after text;
BEGIN
  FOR changed IN SELECT * FROM (VALUES
    ('erase_evidence(uuid)', 'UPDATE evidence SET name = '''', details = ''''::bytea, content_kept = false WHERE id = erased;',
      'UPDATE evidence e SET name = '''', details = ''''::bytea, content_kept = false, record = w.record,
    form = NULL, salts = NULL, media_type = NULL, fields = NULL, sha3_256 = NULL, sm3 = NULL
    FROM evidence_whole w WHERE e.id = erased AND w.id = erased;'),
    ('read_records(uuid[],uuid[],integer)', 'FROM evidence r WHERE', 'FROM evidence_whole r WHERE'),
    ('read_for_receipts(uuid[],uuid[])', 'FROM evidence r WHERE', 'FROM evidence_whole r WHERE')) AS v (name, old, new) LOOP
    after := replace(pg_get_functiondef(changed.name::regprocedure), changed.old, changed.new);
    IF position(changed.new IN after) = 0 THEN RAISE EXCEPTION '% reads or writes evidence in another way', changed.name; END IF;
    EXECUTE after;
  END LOOP;
END $$;

-- Both functions that record take either form.
DO $$
DECLARE
  recorder regprocedure;
  given text := 'idempotency_key text, received_at timestamptz, kind text,';
  columns text := 'after, upload, submitter_id)';
  selected text := 'after, upload, coalesce(user_id, api_key_id)';
  after text;
BEGIN
  FOREACH recorder IN ARRAY ARRAY['record_evidence(jsonb,text[],integer)', 'record_kept_evidence(jsonb,text[],integer,bigint)']::regprocedure[] LOOP
    after := pg_get_functiondef(recorder);
    IF regexp_count(after, given) <> 1 OR position(columns IN after) = 0 OR position(selected IN after) = 0 THEN
      RAISE EXCEPTION '% writes evidence in another way', recorder;
    END IF;
    after := replace(after, given, given || ' actor_kind text, platform text, salts bytea, media_type text, fields text, sha3_256 bytea, sm3 bytea,');
    after := replace(after, columns, 'after, upload, submitter_id, form, salts, media_type, fields, sha3_256, sm3)');
    after := replace(after, selected, selected || ',
      CASE WHEN salts IS NOT NULL THEN evidence_form_of(actor_kind, submitter, platform) END, salts, media_type, fields, sha3_256, sm3');
    EXECUTE after;
  END LOOP;
END $$;
