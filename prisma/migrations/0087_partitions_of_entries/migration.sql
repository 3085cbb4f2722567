-- Entries lie in partitions by their index (docs/decisions/0086). The table that is there becomes the first of them: it is read once, and
-- nothing of it is rewritten.

-- Entries of each ledger in one partition: whole tiles.
CREATE FUNCTION ledger_entry_partition_size() RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT 100000000::bigint';

-- Statement triggers of a table do not hold for a partition that is named directly: each has them, too. Those for each row it inherits.
CREATE FUNCTION ledger_entry_guard(partition regclass) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  EXECUTE format('CREATE TRIGGER ledger_entry_append_only BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', partition);
  EXECUTE format('CREATE TRIGGER ledger_entry_no_longer_waits AFTER INSERT ON %s
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_pending_remove()', partition);
  EXECUTE format('CREATE TRIGGER ledger_entry_continues AFTER INSERT ON %s
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_continues()', partition);
  -- Whoever may add entries adds them to the table; nobody but the owner names a partition.
  EXECUTE format('REVOKE ALL ON %s FROM PUBLIC, sealbook_app', partition);
END $$;

ALTER TABLE statement_entry DROP CONSTRAINT statement_entry_ledger_index_fkey;
ALTER TABLE ledger_entry RENAME TO ledger_entry_0;
ALTER TABLE ledger_entry_0 RENAME CONSTRAINT ledger_entry_pkey TO ledger_entry_0_pkey;
ALTER TABLE ledger_entry_0 RENAME CONSTRAINT ledger_entry_evidence_id_key TO ledger_entry_0_evidence_id_key;
DROP TRIGGER ledger_entry_stays ON ledger_entry_0;
DROP TRIGGER ledger_entry_forgets ON ledger_entry_0;
DROP TRIGGER ledger_entry_append_only ON ledger_entry_0;
DROP TRIGGER ledger_entry_no_longer_waits ON ledger_entry_0;
DROP TRIGGER ledger_entry_continues ON ledger_entry_0;

CREATE TABLE ledger_entry (LIKE ledger_entry_0 INCLUDING CONSTRAINTS) PARTITION BY RANGE (index);
ALTER TABLE ledger_entry ADD PRIMARY KEY (ledger, index);
ALTER TABLE ledger_entry ADD CONSTRAINT ledger_entry_ledger_block_height_fkey
  FOREIGN KEY (ledger, block_height) REFERENCES ledger_block (ledger, height) DEFERRABLE INITIALLY DEFERRED;
CREATE TRIGGER ledger_entry_stays BEFORE DELETE ON ledger_entry FOR EACH ROW EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER ledger_entry_forgets BEFORE UPDATE ON ledger_entry FOR EACH ROW EXECUTE FUNCTION ledger_entry_forgets();
SELECT ledger_entry_guard('ledger_entry');
GRANT SELECT, INSERT ON ledger_entry TO sealbook_app;

DO $$
DECLARE
  beyond bigint;
BEGIN
  SELECT coalesce(max((SELECT e.index FROM ledger_entry_0 e WHERE e.ledger = l.name ORDER BY e.index DESC LIMIT 1)), 0) INTO beyond FROM ledger l;
  beyond := (beyond / ledger_entry_partition_size() + 1) * ledger_entry_partition_size();
  EXECUTE format('ALTER TABLE ledger_entry ATTACH PARTITION ledger_entry_0 FOR VALUES FROM (0) TO (%s)', beyond);
  PERFORM ledger_entry_guard('ledger_entry_0');
END $$;
ALTER TABLE statement_entry ADD CONSTRAINT statement_entry_ledger_index_fkey
  FOREIGN KEY (ledger, index) REFERENCES ledger_entry (ledger, index);

-- Room for as many entries as a partition takes, beyond the largest tree: called by whoever appends, before the first entry of a block, so that
-- an append never lacks its partition. There is none for what is left over: it would take what another is missing for, and could not be cut.
-- A new one keeps nobody from reading. It is left to the next block where somebody holds a lock that it needs, until half of the room is used.
CREATE FUNCTION ledger_entry_make_room() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  step CONSTANT bigint := ledger_entry_partition_size();
  size bigint;
  beyond bigint;
  made text;
BEGIN
  SELECT coalesce(max((SELECT b.tree_size FROM ledger_block b WHERE b.ledger = l.name ORDER BY b.height DESC LIMIT 1)), 0) INTO size FROM ledger l;
  beyond := ledger_entry_end();
  IF beyond >= size + step THEN RETURN; END IF;
  BEGIN
    -- In the order in which an append takes them, so that neither waits for the other in a ring.
    IF beyond >= size + step / 2 THEN
      LOCK TABLE ONLY ledger_entry IN SHARE UPDATE EXCLUSIVE MODE NOWAIT;
      LOCK TABLE statement_entry, ledger_block IN SHARE ROW EXCLUSIVE MODE NOWAIT;
    ELSE
      LOCK TABLE ONLY ledger_entry IN SHARE UPDATE EXCLUSIVE MODE;
      LOCK TABLE statement_entry, ledger_block IN SHARE ROW EXCLUSIVE MODE;
    END IF;
  EXCEPTION WHEN lock_not_available THEN
    RETURN;
  END;
  beyond := ledger_entry_end(); -- another one may have made it meanwhile
  WHILE beyond < size + step LOOP
    made := 'ledger_entry_' || beyond;
    EXECUTE format('CREATE TABLE %I (LIKE ledger_entry INCLUDING CONSTRAINTS)', made);
    -- Unique in all of them by the queue, which what is anchored has left (0001).
    EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I UNIQUE (evidence_id)', made, made || '_evidence_id_key');
    EXECUTE format('ALTER TABLE ledger_entry ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)', made, beyond, beyond + step);
    PERFORM ledger_entry_guard(made::regclass);
    beyond := beyond + step;
  END LOOP;
END $$;

-- The index at which the last partition ends.
CREATE FUNCTION ledger_entry_end() RETURNS bigint LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT max(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \(''(\d+)''\)')::bigint)
  FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'ledger_entry'::regclass
$$;

REVOKE ALL ON FUNCTION ledger_entry_guard(regclass), ledger_entry_make_room() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_entry_make_room() TO sealbook_app;
SELECT ledger_entry_make_room();
