-- The test ledger: what is recorded in it goes after a while. No guard of any other ledger is changed by it: a row is removed only where the
-- ledger that it names is a test ledger, whoever asks, the owner of the tables included. docs/decisions/0066

ALTER TABLE ledger ADD COLUMN is_test boolean NOT NULL DEFAULT false;

-- Of an organisation that tries things out for another one: which. Its members are members of both.
ALTER TABLE organisation ADD COLUMN test_of uuid UNIQUE REFERENCES organisation (id) CHECK (test_of <> id);

CREATE FUNCTION organisation_stays_in_tests() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF (SELECT is_test FROM ledger WHERE name = NEW.ledger) IS DISTINCT FROM (SELECT is_test FROM ledger WHERE name = OLD.ledger) THEN
    RAISE EXCEPTION 'organisation: % moves neither into a test ledger nor out of one', NEW.id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER organisation_stays_in_tests BEFORE UPDATE OF ledger ON organisation
  FOR EACH ROW EXECUTE FUNCTION organisation_stays_in_tests();

-- Whoever is a member of the one is of the other, from its beginning; whoever joins, changes role or leaves does so in both.
CREATE FUNCTION members_for_tests() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO membership (organisation_id, user_id, role) SELECT NEW.id, user_id, role FROM membership WHERE organisation_id = NEW.test_of;
  RETURN NULL;
END $$;
CREATE TRIGGER members_for_tests AFTER INSERT ON organisation
  FOR EACH ROW WHEN (NEW.test_of IS NOT NULL) EXECUTE FUNCTION members_for_tests();

CREATE FUNCTION membership_in_tests() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    DELETE FROM membership m USING organisation o
      WHERE o.test_of = OLD.organisation_id AND m.organisation_id = o.id AND m.user_id = OLD.user_id;
  ELSE
    INSERT INTO membership (organisation_id, user_id, role)
      SELECT o.id, NEW.user_id, NEW.role FROM organisation o WHERE o.test_of = NEW.organisation_id
      ON CONFLICT (organisation_id, user_id) DO UPDATE SET role = excluded.role;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER membership_in_tests AFTER INSERT OR UPDATE OR DELETE ON membership
  FOR EACH ROW EXECUTE FUNCTION membership_in_tests();

CREATE FUNCTION refuse_removal() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  its_ledger text;
BEGIN
  IF TG_TABLE_NAME = 'evidence_publication' THEN
    SELECT ledger INTO its_ledger FROM evidence WHERE id = OLD.evidence_id;
  ELSE
    its_ledger := OLD.ledger;
  END IF;
  IF NOT coalesce((SELECT is_test FROM ledger WHERE name = its_ledger), false) THEN
    RAISE EXCEPTION '% is append-only: DELETE refused', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN OLD;
END $$;

-- An entry of a test ledger may forget what it was about, and nothing else.
CREATE FUNCTION ledger_entry_forgets() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  forgotten ledger_entry%ROWTYPE := OLD;
BEGIN
  forgotten.evidence_id := NULL;
  IF NEW IS DISTINCT FROM forgotten OR NOT coalesce((SELECT is_test FROM ledger WHERE name = OLD.ledger), false) THEN
    RAISE EXCEPTION 'ledger_entry is append-only: UPDATE refused' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['evidence', 'evidence_publication', 'ledger_entry'] LOOP
    EXECUTE format('DROP TRIGGER %I ON %I', t || '_append_only', t);
    EXECUTE format('CREATE TRIGGER %I BEFORE %sTRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
      t || '_append_only', CASE t WHEN 'ledger_entry' THEN '' ELSE 'UPDATE OR ' END, t);
    EXECUTE format('CREATE TRIGGER %I BEFORE DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_removal()', t || '_stays', t);
  END LOOP;
END $$;
CREATE TRIGGER ledger_entry_forgets BEFORE UPDATE ON ledger_entry FOR EACH ROW EXECUTE FUNCTION ledger_entry_forgets();

-- Removes what was received in the test ledger before a moment, at most so many records, and what stands beside them. Entries go by whole
-- tiles, since the rest of the tree is proven without those; others forget their records. Blocks and nodes stay: they are hashes.
-- Answers how many records it removed, and of kept content, as arrays of one length, whose it was and its digest.
CREATE FUNCTION remove_tests(before timestamptz, records_max integer, OUT removed integer, OUT organisations uuid[], OUT contents bytea[])
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  tests text;
  gone uuid[];
  sizes bigint[];
  beyond bigint;
BEGIN
  removed := 0;
  SELECT name INTO tests FROM ledger WHERE is_test;
  IF tests IS NULL OR before > now() - interval '1 day' THEN RETURN; END IF;
  SELECT array_agg(id) INTO gone FROM (
    SELECT e.id FROM evidence e JOIN ledger_entry n ON n.evidence_id = e.id
      WHERE e.ledger = tests AND e.received_at < before ORDER BY e.sequence LIMIT records_max) AS old;
  IF gone IS NOT NULL THEN
    removed := cardinality(gone);
    SELECT array_agg(organisation_id), array_agg(sha256), array_agg(size) INTO organisations, contents, sizes FROM (
      SELECT DISTINCT o.organisation_id, o.sha256, o.size FROM evidence o WHERE o.id = ANY (gone) AND o.content_kept
        AND NOT EXISTS (SELECT FROM evidence e WHERE e.organisation_id = o.organisation_id AND e.sha256 = o.sha256
          AND e.content_kept AND e.id <> ALL (gone))) AS kept;
    DELETE FROM evidence_publication WHERE evidence_id = ANY (gone);
    DELETE FROM evidence_link WHERE evidence_id = ANY (gone);
    DELETE FROM evidence_field WHERE evidence_id = ANY (gone);
    DELETE FROM evidence_tag WHERE evidence_id = ANY (gone);
    UPDATE ledger_entry SET evidence_id = NULL WHERE evidence_id = ANY (gone);
    DELETE FROM evidence WHERE id = ANY (gone);
    UPDATE content_use u SET bytes = greatest(0, u.bytes - r.bytes)
      FROM (SELECT organisation_id, sum(size)::bigint AS bytes FROM unnest(organisations, sizes) AS k (organisation_id, size) GROUP BY 1) AS r
      WHERE u.organisation_id = r.organisation_id;
  END IF;
  -- What came before the oldest record that is still there. The tile of the newest header stays: the next block is built on it.
  SELECT n.index INTO beyond FROM ledger_entry n WHERE n.ledger = tests AND n.evidence_id IS NOT NULL ORDER BY n.index LIMIT 1;
  SELECT least(beyond, b.tree_size - 1) INTO beyond FROM ledger_block b WHERE b.ledger = tests ORDER BY b.height DESC LIMIT 1;
  DELETE FROM ledger_entry n WHERE n.ledger = tests AND n.index < (beyond / 256) * 256;
END $$;
REVOKE ALL ON FUNCTION remove_tests(timestamptz, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION remove_tests(timestamptz, integer) TO sealbook_app;
