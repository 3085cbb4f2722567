-- Whatever stands beside a test goes with it, tables of later days included: those that refer to its record, and those that refer to these by the
-- same id. Guards of their own refuse it, where they have some that know no tests.
CREATE FUNCTION remove_beside(parent regclass, gone uuid[]) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  child record;
  has_any boolean;
BEGIN
  FOR child IN
    SELECT c.conrelid::regclass AS name, a.attname AS place, EXISTS (SELECT FROM pg_constraint k
      WHERE k.conrelid = c.conrelid AND k.contype = 'p' AND k.conkey = c.conkey) AS is_key
    FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    WHERE c.contype = 'f' AND c.confrelid = parent AND cardinality(c.conkey) = 1 AND c.conparentid = 0
      AND c.conrelid <> 'ledger_entry'::regclass
  LOOP
    -- Its own key is the record's: what refers to it may refer to that.
    IF child.is_key THEN PERFORM remove_beside(child.name, gone); END IF;
    -- A table that is only appended to refuses the statement, even where there is nothing to remove.
    EXECUTE format('SELECT EXISTS (SELECT FROM %s WHERE %I = ANY ($1))', child.name, child.place) INTO has_any USING gone;
    IF has_any THEN EXECUTE format('DELETE FROM %s WHERE %I = ANY ($1)', child.name, child.place) USING gone; END IF;
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION remove_beside(regclass, uuid[]) FROM PUBLIC;

CREATE OR REPLACE FUNCTION remove_tests(before timestamptz, records_max integer, OUT removed integer, OUT organisations uuid[], OUT contents bytea[])
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
    PERFORM remove_beside('evidence', gone);
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
