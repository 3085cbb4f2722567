-- That an entry's block is there when its transaction ends is asked once a block, not once an entry: the foreign key cost an eighth of what the
-- database does for a record that is anchored (docs/decisions/0086). What it held still holds: entries of one statement are of one block (0005),
-- and a block that is there neither goes nor changes (ledger_block_append_only).

-- The block that the last entries of each ledger belong to, kept by triggers alone.
CREATE TABLE ledger_growth (
  ledger text PRIMARY KEY,
  height bigint NOT NULL
) WITH (fillfactor = 50);

-- Behind ledger_entry_continues, by its name: what it is told is of one block of each ledger.
CREATE FUNCTION ledger_entry_has_block() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO ledger_growth AS g (ledger, height) SELECT ledger, max(block_height) FROM added GROUP BY ledger
    ON CONFLICT (ledger) DO UPDATE SET height = excluded.height WHERE g.height <> excluded.height;
  RETURN NULL;
END $$;

CREATE FUNCTION ledger_growth_has_block() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM ledger_block WHERE ledger = NEW.ledger AND height = NEW.height) THEN
    RAISE EXCEPTION 'ledger_entry: entries of block %, which is not there', NEW.height USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_growth_has_block AFTER INSERT OR UPDATE ON ledger_growth
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_growth_has_block();

INSERT INTO ledger_growth (ledger, height) SELECT ledger, max(height) FROM ledger_block GROUP BY ledger;

CREATE OR REPLACE FUNCTION ledger_entry_guard(partition regclass) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  EXECUTE format('CREATE TRIGGER ledger_entry_append_only BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', partition);
  EXECUTE format('CREATE TRIGGER ledger_entry_no_longer_waits AFTER INSERT ON %s
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_pending_remove()', partition);
  EXECUTE format('CREATE TRIGGER ledger_entry_continues AFTER INSERT ON %s
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_continues()', partition);
  EXECUTE format('CREATE TRIGGER ledger_entry_has_block AFTER INSERT ON %s
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_has_block()', partition);
  -- Whoever may add entries adds them to the table; nobody but the owner names a partition.
  EXECUTE format('REVOKE ALL ON %s FROM PUBLIC, sealbook_app', partition);
END $$;

DO $$
DECLARE
  its regclass;
BEGIN
  FOR its IN SELECT relid FROM pg_partition_tree('ledger_entry') LOOP
    EXECUTE format('CREATE TRIGGER ledger_entry_has_block AFTER INSERT ON %s
      REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_has_block()', its);
  END LOOP;
END $$;
ALTER TABLE ledger_entry DROP CONSTRAINT ledger_entry_ledger_block_height_fkey;

-- As in 0087, but for the lock of ledger_block, which a new partition refers to no more.
CREATE OR REPLACE FUNCTION ledger_entry_make_room() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
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
      LOCK TABLE statement_entry IN SHARE ROW EXCLUSIVE MODE NOWAIT;
    ELSE
      LOCK TABLE ONLY ledger_entry IN SHARE UPDATE EXCLUSIVE MODE;
      LOCK TABLE statement_entry IN SHARE ROW EXCLUSIVE MODE;
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
