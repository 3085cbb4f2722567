-- What is private of a record lives in a table of its own (docs/decisions/0084): its name, and its details or what they are made of. Backups
-- that are kept long leave that table out, as those of keys; what is erased is then in none of them. The columns that go are taken out of
-- every row, so this takes some ten seconds for each million records.

CREATE TABLE evidence_private (
  organisation_id uuid NOT NULL,
  -- No foreign key: it would be asked of each record, and a copy of this table may be newer than the backup that it is loaded into.
  evidence_id uuid NOT NULL,
  -- The submitter's name for it; in details too, here to search it.
  name text NOT NULL,
  -- The exact bytes of the details, RFC 8785. Null of a record of columns, and of what was erased.
  details bytea,
  -- Of a record of columns: the details'.
  salt bytea,
  media_type text,
  -- The submitter's own, RFC 8785.
  fields text,
  -- Of what was erased: SHA-256 of the details, which the record states.
  digest bytea,
  CONSTRAINT evidence_private_form CHECK (coalesce(CASE
    WHEN digest IS NOT NULL THEN octet_length(digest) = 32 AND name = '' AND num_nonnulls(details, salt, media_type, fields) = 0
    WHEN details IS NOT NULL THEN num_nonnulls(salt, media_type, fields) = 0
    ELSE octet_length(salt) = 16 END, false))
);
INSERT INTO evidence_private (organisation_id, evidence_id, name, details, salt, media_type, fields, digest)
  SELECT organisation_id, id, name, nullif(details, ''), substr(salts, 17), media_type, fields,
    CASE WHEN details = '' THEN decode(convert_from(record, 'UTF8')::jsonb ->> 'details', 'base64') END
  FROM evidence;
-- Carries the name, so that a search for a part of one reads the index alone. Every record has a row, so that lists are read along it, too.
ALTER TABLE evidence_private ADD PRIMARY KEY (organisation_id, evidence_id) INCLUDE (name);

DROP VIEW evidence_whole;
DROP TRIGGER evidence_field_found ON evidence;
DROP INDEX evidence_organisation_id_id_idx;
ALTER TABLE evidence DROP CONSTRAINT evidence_bytes_or_form;
ALTER TABLE evidence RENAME COLUMN salts TO salt;
ALTER TABLE evidence DROP COLUMN name, DROP COLUMN details, DROP COLUMN media_type, DROP COLUMN fields,
  -- Every row is written anew, so that nothing of what went stays in the table's files.
  ALTER COLUMN salt TYPE bytea USING substr(salt, 1, 16),
  -- Of rows to come: those that are there have their record.
  ADD CONSTRAINT evidence_bytes_or_form CHECK (CASE WHEN form IS NULL
    THEN record IS NOT NULL AND num_nonnulls(salt, sha3_256, sm3) = 0
    ELSE num_nonnulls(record, issuer, subject, after) = 0 AND num_nonnulls(salt, kind, submitter_id) = 3
      AND octet_length(salt) = 16 AND type = 'digest' AND kind = 'content' END) NOT VALID;

-- Evidence with the bytes of its record and its details, however they are kept. Without its private row it has no details, and no record
-- that would have to be made of them: both are empty, nobody anchors it, and the audit tells of it.
CREATE VIEW evidence_whole AS
SELECT e.id, e.organisation_id, e.ledger, e.sequence, e.type, e.sha256, e.size, coalesce(p.name, '') AS name,
  coalesce(e.record, CASE WHEN p.evidence_id IS NOT NULL THEN convert_to(concat(
    '{"claim":{"type":"digest"},"details":"', encode(coalesce(p.digest, sha256(d.details)), 'base64'),
    '","digests":{"sha256":"', encode(e.sha256, 'base64'),
    '","sha3-256":"' || encode(e.sha3_256, 'base64'), '","sm3":"' || encode(e.sm3, 'base64'),
    '"},"id":"', e.id, '","kind":"content","receivedAt":"',
    to_char(e.received_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    '","record":"sealbook.record/v2","salt":"', encode(e.salt, 'base64'), '"',
    ',"size":' || e.size, ',"submitter":{"name":', to_json(f.submitter), ',"organisation":"', e.organisation_id, '"}}'), 'UTF8') ELSE '' END) AS record,
  d.details,
  e.content_kept, e.idempotency_key, e.received_at, e.submitter_id, e.kind, e.issuer, e.subject, e.after, e.upload,
  p.digest IS NOT NULL AS is_erased
FROM evidence e
LEFT JOIN evidence_form f ON f.id = e.form
LEFT JOIN evidence_private p ON p.organisation_id = e.organisation_id AND p.evidence_id = e.id
CROSS JOIN LATERAL (SELECT coalesce(p.details, CASE WHEN p.salt IS NULL THEN ''::bytea ELSE convert_to(concat(
    '{"actor":{"id":"', e.submitter_id, '","kind":', to_json(f.actor_kind), '},"details":"sealbook.details/v2",',
    '"fields":' || p.fields || ',', '"mediaType":' || to_json(p.media_type) || ',', '"method":"digest","name":', to_json(p.name),
    ',"platform":', to_json(f.platform), ',"salt":"', encode(p.salt, 'base64'), '"}'), 'UTF8') END) AS details) d;

GRANT SELECT, INSERT ON evidence_private TO sealbook_app;
GRANT SELECT ON evidence_whole TO sealbook_app;

-- Own fields are found where they are kept.
CREATE OR REPLACE FUNCTION evidence_field_add() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO evidence_field (organisation_id, evidence_id, name, value)
    SELECT a.organisation_id, a.evidence_id, f.key, f.value ->> 'value'
    FROM (SELECT * FROM added WHERE fields IS NOT NULL OR position('"fields":{'::bytea IN details) > 0 OFFSET 0) a
    CROSS JOIN LATERAL jsonb_each(coalesce(a.fields::jsonb, convert_from(a.details, 'UTF8')::jsonb -> 'fields')) f;
  RETURN NULL;
END $$;
CREATE TRIGGER evidence_field_found AFTER INSERT ON evidence_private
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION evidence_field_add();

-- The one change that private rows know: of what an erasure names, all goes but the digest that the record states. They go with tests alone.
CREATE FUNCTION evidence_private_keep() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' AND is_of_tests(OLD.evidence_id) THEN RETURN OLD; END IF;
  IF TG_OP = 'DELETE' OR (NEW.organisation_id, NEW.evidence_id) <> (OLD.organisation_id, OLD.evidence_id) OR NEW.digest IS NULL
    OR NEW.digest IS DISTINCT FROM (SELECT coalesce(OLD.digest, sha256(w.details)) FROM evidence_whole w WHERE w.id = OLD.evidence_id)
    OR NOT EXISTS (SELECT FROM evidence_erasure x WHERE x.evidence_id = OLD.evidence_id) THEN
    RAISE EXCEPTION 'evidence_private is append-only: it is erased, or stays as it is' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER evidence_private_keep BEFORE UPDATE OR DELETE ON evidence_private FOR EACH ROW EXECUTE FUNCTION evidence_private_keep();
CREATE TRIGGER evidence_private_whole BEFORE TRUNCATE ON evidence_private FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE OR REPLACE FUNCTION evidence_erase_only() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.content_kept OR to_jsonb(NEW) - 'content_kept' <> to_jsonb(OLD) - 'content_kept'
    OR NOT EXISTS (SELECT FROM evidence_erasure x WHERE x.evidence_id = OLD.id) THEN
    RAISE EXCEPTION 'evidence is append-only: it is erased, or stays as it is' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

-- Again changes nothing. So what was erased after a backup is erased again, once what is written down of it is loaded there.
CREATE OR REPLACE FUNCTION erase_evidence(erased uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE evidence_private p SET name = '', details = NULL, salt = NULL, media_type = NULL, fields = NULL, digest = sha256(w.details)
    FROM evidence_whole w WHERE w.id = erased AND p.organisation_id = w.organisation_id AND p.evidence_id = erased AND p.digest IS NULL;
  PERFORM set_config('sealbook.erasing', 'on', true);
  UPDATE evidence SET content_kept = false WHERE id = erased AND content_kept;
  DELETE FROM evidence_origin o USING evidence e WHERE e.id = erased AND o.organisation_id = e.organisation_id
    AND e.idempotency_key = 'origin ' || encode(o.record_hash, 'hex');
  PERFORM set_config('sealbook.erasing', 'off', true);
  DELETE FROM evidence_field WHERE evidence_id = erased;
  DELETE FROM evidence_link WHERE evidence_id = erased;
END $$;

-- Of an organisation whose keys are destroyed: nothing private of its records is there any more.
ALTER TABLE organisation_key ADD COLUMN records_erased boolean NOT NULL DEFAULT false;

-- Both functions that record write either table, and tests go from both.
DO $$
DECLARE
  changed record;
  after text;
BEGIN
  FOR changed IN SELECT f.name, v.old, v.new FROM (VALUES
      ('record_evidence(jsonb,text[],integer)'), ('record_kept_evidence(jsonb,text[],integer,bigint)')) AS f (name), (VALUES
      ('size, name, record, details, content_kept,
      idempotency_key', 'size, record, content_kept,
      idempotency_key'),
      ('submitter_id, form, salts, media_type, fields, sha3_256, sm3)', 'submitter_id, form, salt, sha3_256, sm3)'),
      ('size, name, convert_to(record, ''UTF8''), convert_to(details, ''UTF8''),', 'size, convert_to(record, ''UTF8''),'),
      ('END, salts, media_type, fields, sha3_256, sm3', 'END, substr(salts, 1, 16), sha3_256, sm3'),
      ('  ), kept AS (', '  ), private AS (
    INSERT INTO evidence_private (organisation_id, evidence_id, name, details, salt, media_type, fields)
    SELECT organisation_id, id, name, convert_to(details, ''UTF8''), substr(salts, 17), media_type, fields FROM given JOIN recorded USING (id)
  ), kept AS (')) AS v (old, new)
    UNION ALL VALUES ('remove_tests(timestamptz,integer)', '    PERFORM remove_beside(''evidence'', gone);', '    PERFORM remove_beside(''evidence'', gone);
    DELETE FROM evidence_private p USING evidence e
      WHERE e.id = ANY (gone) AND p.organisation_id = e.organisation_id AND p.evidence_id = e.id;') LOOP
    after := pg_get_functiondef(changed.name::regprocedure);
    IF regexp_count(after, '***=' || changed.old) <> 1 THEN RAISE EXCEPTION '% writes evidence in another way: %', changed.name, changed.old; END IF;
    EXECUTE replace(after, changed.old, changed.new);
  END LOOP;
END $$;
