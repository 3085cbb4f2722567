-- Legal holds, rules of retention, and erasure (docs/decisions/0070).

-- While one is there that was not released and has not run out, the record is not erased.
CREATE TABLE evidence_hold (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisation (id),
  evidence_id uuid NOT NULL REFERENCES evidence (id),
  reason text NOT NULL CHECK (char_length(reason) BETWEEN 1 AND 500),
  -- null: until it is released.
  until timestamptz(3),
  -- As the audit log has actors.
  placed_by jsonb NOT NULL,
  placed_at timestamptz(3) NOT NULL DEFAULT now(),
  released_by jsonb,
  released_at timestamptz(3),
  CONSTRAINT evidence_hold_released CHECK ((released_by IS NULL) = (released_at IS NULL))
);
CREATE INDEX evidence_hold_evidence_idx ON evidence_hold (evidence_id, id);

-- How long records of a kind are kept at least.
CREATE TABLE retention_rule (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisation (id),
  -- null: of any.
  type text CHECK (type IN ('file', 'digest')),
  tag text CHECK (char_length(tag) BETWEEN 1 AND 40),
  days integer NOT NULL CHECK (days BETWEEN 1 AND 36500),
  made_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT retention_rule_once UNIQUE NULLS NOT DISTINCT (organisation_id, type, tag)
);

-- What was erased: who asked for it, why and when. Append-only, but for the record that states it, which is added once it is recorded.
CREATE TABLE evidence_erasure (
  evidence_id uuid PRIMARY KEY REFERENCES evidence (id),
  organisation_id uuid NOT NULL REFERENCES organisation (id),
  reason text NOT NULL CHECK (char_length(reason) BETWEEN 1 AND 500),
  erased_by jsonb NOT NULL,
  erased_at timestamptz(3) NOT NULL DEFAULT now(),
  -- What a renewal binds in place of what is not there any more: SHA3-256 of the details, and of the content where it could be read.
  details_sha3 bytea NOT NULL CHECK (octet_length(details_sha3) = 32),
  content_sha3 bytea CHECK (octet_length(content_sha3) = 32),
  -- The content's file is to be removed: not while another record has the same content.
  content boolean NOT NULL,
  -- The record that states it in the ledger.
  claim_id uuid REFERENCES evidence (id),
  -- Programs that subscribed were told.
  told boolean NOT NULL DEFAULT false
);
CREATE INDEX evidence_erasure_organisation_idx ON evidence_erasure (organisation_id, evidence_id);
CREATE INDEX evidence_erasure_open_idx ON evidence_erasure (evidence_id) WHERE claim_id IS NULL OR NOT told;

CREATE FUNCTION is_of_tests(evidence uuid) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM evidence e JOIN ledger l ON l.name = e.ledger WHERE e.id = $1 AND l.is_test)
$$;
CREATE FUNCTION evidence_erasure_keep() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  -- Tests go as a whole (0054).
  IF TG_OP = 'DELETE' AND is_of_tests(OLD.evidence_id) THEN RETURN OLD; END IF;
  IF TG_OP = 'DELETE' OR (OLD.claim_id IS NOT NULL AND NEW.claim_id IS DISTINCT FROM OLD.claim_id) OR (OLD.told AND NOT NEW.told)
    OR to_jsonb(NEW) - 'claim_id' - 'told' <> to_jsonb(OLD) - 'claim_id' - 'told' THEN
    RAISE EXCEPTION 'evidence_erasure: what was erased stays written down';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER evidence_erasure_keep BEFORE UPDATE OR DELETE ON evidence_erasure FOR EACH ROW EXECUTE FUNCTION evidence_erasure_keep();

-- The one change that evidence knows: what an erasure names loses its name, its details and its content, and nothing else of it.
CREATE FUNCTION evidence_erase_only() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.name <> '' OR NEW.details <> ''::bytea OR NEW.content_kept
    OR to_jsonb(NEW) - 'name' - 'details' - 'content_kept' <> to_jsonb(OLD) - 'name' - 'details' - 'content_kept'
    OR NOT EXISTS (SELECT FROM evidence_erasure x WHERE x.evidence_id = OLD.id) THEN
    RAISE EXCEPTION 'evidence is append-only: it is erased, or stays as it is' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER evidence_erase_only BEFORE UPDATE ON evidence FOR EACH ROW EXECUTE FUNCTION evidence_erase_only();

-- As refuse_change, but for what erase_evidence does.
CREATE FUNCTION refuse_change_but_erasing() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF current_setting('sealbook.erasing', true) = 'on'
    AND (TG_TABLE_NAME, TG_OP) IN (('evidence', 'UPDATE'), ('evidence_origin', 'DELETE')) THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
DROP TRIGGER evidence_append_only ON evidence;
CREATE TRIGGER evidence_append_only BEFORE UPDATE OR TRUNCATE ON evidence
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_but_erasing();
DROP TRIGGER evidence_origin_append_only ON evidence_origin;
CREATE TRIGGER evidence_origin_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON evidence_origin
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_but_erasing();

-- Rows about what was erased go with it, and no others.
CREATE FUNCTION erased_only() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM evidence_erasure x WHERE x.evidence_id = OLD.evidence_id) AND NOT is_of_tests(OLD.evidence_id) THEN
    RAISE EXCEPTION '%: only of what was erased', TG_TABLE_NAME;
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER evidence_field_erased BEFORE DELETE ON evidence_field FOR EACH ROW EXECUTE FUNCTION erased_only();
CREATE TRIGGER evidence_link_erased BEFORE DELETE ON evidence_link FOR EACH ROW EXECUTE FUNCTION erased_only();

GRANT SELECT, INSERT, UPDATE ON evidence_hold TO sealbook_app;
GRANT SELECT, INSERT, DELETE ON retention_rule TO sealbook_app;
GRANT SELECT, INSERT, UPDATE (claim_id, told) ON evidence_erasure TO sealbook_app;

-- The receipt of another ledger with which an erased record was taken over, details and all, goes with it, and its room is given back.
CREATE FUNCTION evidence_origin_erased() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM evidence e JOIN evidence_erasure x ON x.evidence_id = e.id
    WHERE e.organisation_id = OLD.organisation_id AND e.idempotency_key = 'origin ' || encode(OLD.record_hash, 'hex')) THEN
    RAISE EXCEPTION 'evidence_origin is append-only: only that of an erased record goes' USING ERRCODE = 'insufficient_privilege';
  END IF;
  UPDATE content_use SET bytes = greatest(0, bytes - octet_length(OLD.receipt)) WHERE organisation_id = OLD.organisation_id;
  RETURN OLD;
END $$;
CREATE TRIGGER evidence_origin_erased BEFORE DELETE ON evidence_origin FOR EACH ROW EXECUTE FUNCTION evidence_origin_erased();

-- What the application may not do by itself: it is done for what it has written down as erased, and for nothing else.
CREATE FUNCTION erase_evidence(erased uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM set_config('sealbook.erasing', 'on', true);
  UPDATE evidence SET name = '', details = ''::bytea, content_kept = false WHERE id = erased;
  DELETE FROM evidence_origin o USING evidence e WHERE e.id = erased AND o.organisation_id = e.organisation_id
    AND e.idempotency_key = 'origin ' || encode(o.record_hash, 'hex');
  PERFORM set_config('sealbook.erasing', 'off', true);
  DELETE FROM evidence_field WHERE evidence_id = erased;
  DELETE FROM evidence_link WHERE evidence_id = erased;
END $$;
REVOKE EXECUTE ON FUNCTION erase_evidence(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION erase_evidence(uuid) TO sealbook_app;

-- What stands beside a test that is removed goes with it, holds and erasures, too.
DO $$
DECLARE
  after text := replace(pg_get_functiondef('remove_tests(timestamptz,integer)'::regprocedure),
    'DELETE FROM evidence_tag WHERE evidence_id = ANY (gone);',
    'DELETE FROM evidence_tag WHERE evidence_id = ANY (gone);
    DELETE FROM evidence_hold WHERE evidence_id = ANY (gone);
    DELETE FROM evidence_erasure WHERE evidence_id = ANY (gone) OR claim_id = ANY (gone);');
BEGIN
  IF regexp_count(after, 'DELETE FROM evidence_erasure') <> 1 THEN RAISE EXCEPTION 'remove_tests removes in another way'; END IF;
  EXECUTE after;
END $$;

-- What was erased is stated in the ledger whatever becomes of the organisation, as with the states of certificates (0043).
DO $$
DECLARE
  recorder regprocedure;
  after text;
BEGIN
  FOREACH recorder IN ARRAY ARRAY['record_evidence(jsonb,text[],integer)', 'record_kept_evidence(jsonb,text[],integer,bigint)']::regprocedure[] LOOP
    after := replace(pg_get_functiondef(recorder), 'g.kind IS DISTINCT FROM ''status''', 'coalesce(g.kind, '''') NOT IN (''status'', ''erasure'')');
    IF regexp_count(after, 'NOT IN \(''status'', ''erasure''\)') <> 2 THEN RAISE EXCEPTION '% judges organisations in another way', recorder; END IF;
    EXECUTE after;
  END LOOP;
END $$;
