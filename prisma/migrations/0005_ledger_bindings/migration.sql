-- Entries, nodes and blocks are bound to each other: none can be there without the others.

-- An entry belongs to a block that is there when its transaction ends. Nothing can be put in the way of the next block.
ALTER TABLE ledger_entry DROP CONSTRAINT ledger_entry_ledger_fkey;
ALTER TABLE ledger_entry ADD CONSTRAINT ledger_entry_ledger_block_height_fkey
  FOREIGN KEY (ledger, block_height) REFERENCES ledger_block (ledger, height) DEFERRABLE INITIALLY DEFERRED;
-- Nodes may be added only within a tree of entries, which have their ledger.
ALTER TABLE ledger_node DROP CONSTRAINT ledger_node_ledger_fkey;

-- The guards below run once a statement or once a block. They look up both ends of an index, whatever the statistics
-- say: the cost of a block must not grow with the ledger.

-- Entries are those of the block to come, and follow each other from the end of the tree on.
CREATE FUNCTION ledger_entry_continues() RETURNS trigger LANGUAGE plpgsql
  SET search_path = public, pg_temp SET enable_seqscan = off SET plan_cache_mode = force_custom_plan AS $$
DECLARE
  given record;
  height_to_come bigint;
  size bigint;
BEGIN
  FOR given IN
    SELECT ledger, count(*) AS leaves, min(index) AS first, max(index) AS last,
      min(block_height) AS height, max(block_height) AS height_max
    FROM added GROUP BY ledger
  LOOP
    SELECT b.height + 1, b.tree_size INTO height_to_come, size
      FROM ledger_block b WHERE b.ledger = given.ledger ORDER BY b.height DESC LIMIT 1;
    height_to_come := coalesce(height_to_come, 0);
    size := coalesce(size, 0);
    IF given.height <> height_to_come OR given.height_max <> height_to_come
       OR given.last - given.first + 1 <> given.leaves
       -- A block's entries may come in several statements: each continues the one before.
       OR given.first < size
       OR (given.first > size AND NOT EXISTS (
         SELECT FROM ledger_entry e
         WHERE e.ledger = given.ledger AND e.index = given.first - 1 AND e.block_height = height_to_come)) THEN
      RAISE EXCEPTION 'ledger_entry: entries % to % of block % do not continue the % entries before block %',
        given.first, given.last, given.height, size, height_to_come USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END LOOP;
  RETURN NULL;
END $$;
CREATE TRIGGER ledger_entry_continues AFTER INSERT ON ledger_entry
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_continues();

-- A node covers leaves that are there.
CREATE FUNCTION ledger_node_is_covered() RETURNS trigger LANGUAGE plpgsql
  SET search_path = public, pg_temp SET enable_seqscan = off SET plan_cache_mode = force_custom_plan AS $$
DECLARE
  given record;
  size bigint;
BEGIN
  FOR given IN SELECT DISTINCT ledger FROM added LOOP
    SELECT e.index + 1 INTO size FROM ledger_entry e WHERE e.ledger = given.ledger ORDER BY e.index DESC LIMIT 1;
    -- A node of level n covers 256^n leaves: 2^(8n). No tree reaches level 8.
    IF EXISTS (
      SELECT FROM added a
      WHERE a.ledger = given.ledger AND (a.level > 7 OR a.index >= coalesce(size, 0) >> (8 * least(a.level, 7)))) THEN
      RAISE EXCEPTION 'ledger_node: a node covers more than the % entries there are', coalesce(size, 0)
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END LOOP;
  RETURN NULL;
END $$;
CREATE TRIGGER ledger_node_is_covered AFTER INSERT ON ledger_node
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_node_is_covered();

-- When its transaction ends, a block has exactly the entries that its header counts.
CREATE FUNCTION ledger_block_has_entries() RETURNS trigger LANGUAGE plpgsql
  SET search_path = public, pg_temp SET enable_seqscan = off SET plan_cache_mode = force_custom_plan AS $$
DECLARE
  inside bigint;
  others bigint;
BEGIN
  SELECT count(*) FILTER (WHERE e.index < NEW.tree_size), count(*) FILTER (WHERE e.index >= NEW.tree_size)
    INTO inside, others
    FROM ledger_entry e WHERE e.ledger = NEW.ledger AND e.index >= NEW.first_index AND e.block_height = NEW.height;
  IF inside <> NEW.leaf_count OR others > 0 THEN
    RAISE EXCEPTION 'ledger_block: block % counts % entries and has %', NEW.height, NEW.leaf_count, inside + others
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_block_has_entries AFTER INSERT ON ledger_block
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_block_has_entries();

-- A block continues the last one, its header is the text that its columns make, and its checkpoint names that header.
CREATE OR REPLACE FUNCTION ledger_block_continues() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  last ledger_block%ROWTYPE;
  origin_text text;
  expected_header text;
  expected_checkpoint text;
BEGIN
  SELECT * INTO last FROM ledger_block WHERE ledger = NEW.ledger ORDER BY height DESC LIMIT 1;
  IF NEW.height <> coalesce(last.height + 1, 0)
     OR NEW.first_index <> coalesce(last.tree_size, 0)
     OR NEW.previous <> coalesce(last.hash, decode(repeat('00', 32), 'hex')) THEN
    RAISE EXCEPTION 'ledger_block: block % does not continue block %', NEW.height, last.height
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  -- A ledger that is not there has no origin; without this, everything compared with it would be unknown, not wrong.
  SELECT origin INTO STRICT origin_text FROM ledger WHERE name = NEW.ledger;
  expected_header := 'sealbook.block/v1' || E'\n' || origin_text || E'\n' || NEW.height || E'\n' || NEW.first_index || E'\n'
    || NEW.leaf_count || E'\n' || NEW.tree_size || E'\n' || encode(NEW.root, 'base64') || E'\n'
    || to_char(NEW.time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || E'\n' || encode(NEW.previous, 'base64') || E'\n';
  IF NEW.header IS DISTINCT FROM convert_to(expected_header, 'UTF8') THEN
    RAISE EXCEPTION 'ledger_block: the header of block % does not state its columns', NEW.height
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  expected_checkpoint := origin_text || E'\n' || NEW.tree_size || E'\n' || encode(NEW.root, 'base64') || E'\n'
    || 'sealbook.block/v1 ' || encode(NEW.hash, 'base64') || E'\n\n';
  IF starts_with(NEW.checkpoint, expected_checkpoint) IS NOT TRUE THEN
    RAISE EXCEPTION 'ledger_block: the checkpoint of block % does not state its tree and name its header', NEW.height
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

-- Every block leaves as many dead rows here as it has leaves, and the next one reads past them.
ALTER TABLE ledger_pending SET (
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 1000,
  autovacuum_vacuum_cost_delay = 0
);

-- A web process whose clock runs ahead would record a time that lies after the block that takes it in, and could not take it back.
CREATE OR REPLACE FUNCTION ledger_pending_add() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  ahead timestamptz;
BEGIN
  SELECT max(received_at) INTO ahead FROM added;
  IF ahead > clock_timestamp() + interval '4 minutes' THEN
    RAISE EXCEPTION 'evidence: received at %, which the clock of the database has not reached: set the clocks', ahead
      USING ERRCODE = 'check_violation';
  END IF;
  INSERT INTO ledger_pending (ledger, sequence, evidence_id) SELECT ledger, sequence, id FROM added;
  RETURN NULL;
END $$;
