-- Units (branches, departments) of an organisation: people, keys and records belong to one, or to the organisation itself
-- (docs/decisions/0083). An organisation without units is as it was: the columns are empty, and no index holds their rows.

CREATE TABLE unit (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisation (id),
  -- null: directly below the organisation.
  parent_id uuid,
  name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 200),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  -- Nothing new belongs to it any more; what does stays.
  closed_at timestamptz(3),
  UNIQUE (organisation_id, id),
  FOREIGN KEY (organisation_id, parent_id) REFERENCES unit (organisation_id, id),
  CHECK (parent_id <> id)
);
CREATE INDEX unit_parent_id_idx ON unit (parent_id);
GRANT SELECT, INSERT, UPDATE ON unit TO sealbook_app;

-- A unit and those below it, itself first; null for none. UNION ends also where somebody has made a circle past the product.
CREATE FUNCTION unit_reach(top uuid) RETURNS uuid[] LANGUAGE sql STABLE STRICT SET search_path = public, pg_temp AS $$
  WITH RECURSIVE below AS (
    SELECT u.id FROM unit u WHERE u.id = top
    UNION SELECT u.id FROM unit u JOIN below b ON u.parent_id = b.id
  ) SELECT array_agg(b.id ORDER BY b.id <> top, b.id) FROM below b
$$;

ALTER TABLE membership
  ADD COLUMN unit_id uuid,
  ADD FOREIGN KEY (organisation_id, unit_id) REFERENCES unit (organisation_id, id),
  -- Who owns the organisation belongs to it as a whole.
  ADD CHECK (unit_id IS NULL OR role <> 'owner');
CREATE INDEX membership_unit_id_idx ON membership (unit_id) WHERE unit_id IS NOT NULL;
-- What is tried out belongs to no unit: whoever acts for some of them takes no part in it.
CREATE OR REPLACE FUNCTION members_for_tests() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO membership (organisation_id, user_id, role)
    SELECT NEW.id, user_id, role FROM membership WHERE organisation_id = NEW.test_of AND unit_id IS NULL;
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION membership_in_tests() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND NEW.unit_id IS NOT NULL) THEN
    DELETE FROM membership m USING organisation o
      WHERE o.test_of = OLD.organisation_id AND m.organisation_id = o.id AND m.user_id = OLD.user_id;
  ELSIF NEW.unit_id IS NULL THEN
    INSERT INTO membership (organisation_id, user_id, role)
      SELECT o.id, NEW.user_id, NEW.role FROM organisation o WHERE o.test_of = NEW.organisation_id
      ON CONFLICT (organisation_id, user_id) DO UPDATE SET role = excluded.role;
  END IF;
  RETURN NULL;
END $$;
ALTER TABLE invitation
  ADD COLUMN unit_id uuid,
  ADD FOREIGN KEY (organisation_id, unit_id) REFERENCES unit (organisation_id, id),
  ADD CHECK (unit_id IS NULL OR role <> 'owner');
ALTER TABLE api_key
  ADD COLUMN unit_id uuid,
  ADD FOREIGN KEY (organisation_id, unit_id) REFERENCES unit (organisation_id, id);
CREATE INDEX api_key_unit_id_idx ON api_key (unit_id) WHERE unit_id IS NOT NULL;
ALTER TABLE webhook
  ADD COLUMN unit_id uuid,
  ADD FOREIGN KEY (organisation_id, unit_id) REFERENCES unit (organisation_id, id);
ALTER TABLE bulk
  ADD COLUMN unit_id uuid,
  ADD FOREIGN KEY (organisation_id, unit_id) REFERENCES unit (organisation_id, id);

-- No foreign key: it would be asked of each record (docs/decisions/0082). The trigger below asks once a statement, and no unit is ever removed.
ALTER TABLE evidence ADD COLUMN unit_id uuid;
CREATE INDEX evidence_unit_idx ON evidence (unit_id, id) WHERE unit_id IS NOT NULL;

CREATE FUNCTION evidence_unit_known() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM added WHERE unit_id IS NOT NULL) AND EXISTS (
    SELECT FROM (SELECT DISTINCT organisation_id, unit_id FROM added WHERE unit_id IS NOT NULL) a
    WHERE NOT EXISTS (SELECT FROM unit u WHERE (u.organisation_id, u.id) = (a.organisation_id, a.unit_id))) THEN
    RAISE EXCEPTION 'evidence: of a unit that its organisation does not have' USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER evidence_unit_known AFTER INSERT ON evidence
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION evidence_unit_known();

-- The view says the unit, too.
DO $$
DECLARE
  before text := pg_get_viewdef('evidence_whole'::regclass);
BEGIN
  IF regexp_count(before, 'AS is_erased') <> 1 THEN RAISE EXCEPTION 'evidence_whole is another view'; END IF;
  EXECUTE 'CREATE OR REPLACE VIEW evidence_whole AS ' || replace(before, 'AS is_erased', 'AS is_erased, e.unit_id');
END $$;

-- Both functions that record write the unit, and name of earlier records those alone that the actor may see.
DO $$
DECLARE
  recorder regprocedure;
  changed record;
  after text;
BEGIN
  FOREACH recorder IN ARRAY ARRAY['record_evidence(jsonb,text[],integer)', 'record_kept_evidence(jsonb,text[],integer,bigint)']::regprocedure[] LOOP
    after := pg_get_functiondef(recorder);
    FOR changed IN SELECT * FROM (VALUES
      ('sha3_256 bytea, sm3 bytea,', 'sha3_256 bytea, sm3 bytea, unit_id uuid, units uuid[],'),
      ('submitter_id, form, salt, sha3_256, sm3)', 'submitter_id, form, salt, sha3_256, sm3, unit_id)'),
      ('END, substr(salts, 1, 16), sha3_256, sm3', 'END, substr(salts, 1, 16), sha3_256, sm3, unit_id'),
      ('WHERE organisation_id = j.organisation_id AND sha256 = j.sha256 ORDER BY',
        'WHERE organisation_id = j.organisation_id AND sha256 = j.sha256 AND (j.units IS NULL OR unit_id = ANY (j.units)) ORDER BY')
      ) AS v (old, new) LOOP
      IF (length(after) - length(replace(after, changed.old, ''))) <> length(changed.old) THEN
        RAISE EXCEPTION '% writes evidence in another way', recorder;
      END IF;
      after := replace(after, changed.old, changed.new);
    END LOOP;
    EXECUTE after;
  END LOOP;
END $$;

-- Both functions that read records by their ids are told the units that may be seen, as arrays in text; null: all.
DO $$
DECLARE
  changed record;
  after text;
BEGIN
  FOR changed IN SELECT * FROM (VALUES
    ('read_records(uuid[],uuid[],integer)', ARRAY[
      'earlier_max integer)', 'earlier_max integer, units text[])',
      'unnest($1, $2) WITH ORDINALITY AS g (organisation_id, id, place)', 'unnest($1, $2, $4) WITH ORDINALITY AS g (organisation_id, id, units, place)',
      'r.organisation_id = g.organisation_id LIMIT', 'r.organisation_id = g.organisation_id AND (g.units IS NULL OR r.unit_id = ANY (g.units::uuid[])) LIMIT',
      's.sha256 = e.sha256 AND', 's.sha256 = e.sha256 AND (g.units IS NULL OR s.unit_id = ANY (g.units::uuid[])) AND',
      'kind text, tags text[])', 'kind text, tags text[], unit_id uuid)',
      'ORDER BY t.label COLLATE "C")', 'ORDER BY t.label COLLATE "C"), e.unit_id']),
    ('read_for_receipts(uuid[],uuid[])', ARRAY[
      'organisations uuid[])', 'organisations uuid[], units text[])',
      'unnest($1, $2) WITH ORDINALITY AS g (id, organisation_id, place)', 'unnest($1, $2, $3) WITH ORDINALITY AS g (id, organisation_id, units, place)',
      'r.organisation_id = g.organisation_id) LIMIT', 'r.organisation_id = g.organisation_id) AND (g.units IS NULL OR r.unit_id = ANY (g.units::uuid[])) LIMIT'])
    ) AS v (name, texts) LOOP
    after := pg_get_functiondef(changed.name::regprocedure);
    FOR at IN 1 .. cardinality(changed.texts) / 2 LOOP
      IF (length(after) - length(replace(after, changed.texts[2 * at - 1], ''))) <> length(changed.texts[2 * at - 1]) THEN
        RAISE EXCEPTION '% reads evidence in another way', changed.name;
      END IF;
      after := replace(after, changed.texts[2 * at - 1], changed.texts[2 * at]);
    END LOOP;
    EXECUTE 'DROP FUNCTION ' || changed.name;
    EXECUTE after;
  END LOOP;
END $$;

-- Each unit has names of its own for its requests: they are kept behind its id and a space, which no client's name has.
ALTER TABLE idempotent_request DROP CONSTRAINT idempotent_request_key_check,
  ADD CONSTRAINT idempotent_request_key_check CHECK (key ~ '^([0-9a-f-]{36} )?[\x21-\x7e]{1,255}$');
ALTER TABLE certificate_batch DROP CONSTRAINT certificate_batch_idempotency_key_check,
  ADD CONSTRAINT certificate_batch_idempotency_key_check CHECK (char_length(idempotency_key) <= 292);
