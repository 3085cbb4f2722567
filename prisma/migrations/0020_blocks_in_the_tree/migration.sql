-- Blocks inside the tree: in a ledger of format 2 each block ends with one leaf more, its own header, and no extension line of the
-- checkpoint names it. Ledgers that are there stay what they are: format 1, for ever.

ALTER TABLE ledger ADD COLUMN format smallint NOT NULL DEFAULT 1 CHECK (format IN (1, 2));

-- The leaf of a header has no evidence, and whoever has neither is no entry.
ALTER TABLE ledger_entry ALTER COLUMN evidence_id DROP NOT NULL;

-- leaf_count counts records. What the tree grows by beyond them is the leaf of the header: which of the two a ledger has is checked below.
ALTER TABLE ledger_block DROP CONSTRAINT ledger_block_check;
ALTER TABLE ledger_block ADD CONSTRAINT ledger_block_leaves CHECK (tree_size - first_index - leaf_count IN (0, 1));

-- Evidence may be anchored once, if it waits; the leaf of a header has none. Whether it is one, its block says (below).
CREATE OR REPLACE FUNCTION ledger_pending_remove() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  removed bigint;
  expected bigint;
BEGIN
  DELETE FROM ledger_pending p USING added a WHERE p.evidence_id = a.evidence_id AND p.ledger = a.ledger;
  GET DIAGNOSTICS removed = ROW_COUNT;
  SELECT count(evidence_id) INTO expected FROM added;
  IF removed <> expected THEN
    RAISE EXCEPTION 'ledger_entry: % of % entries had evidence waiting in their ledger', removed, expected
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;

-- When its transaction ends, a block has exactly the entries that its header counts, each with its evidence, and behind them, in a ledger
-- of format 2, the header itself.
CREATE OR REPLACE FUNCTION ledger_block_has_entries() RETURNS trigger LANGUAGE plpgsql
  SET search_path = public, pg_temp SET enable_seqscan = off SET plan_cache_mode = force_custom_plan AS $$
DECLARE
  beyond_records CONSTANT bigint := NEW.first_index + NEW.leaf_count;
  records bigint;
  headers bigint;
  entries bigint;
BEGIN
  SELECT count(e.evidence_id) FILTER (WHERE e.index < beyond_records),
      count(*) FILTER (WHERE e.index = beyond_records AND e.evidence_id IS NULL AND e.entry = NEW.header
        AND e.leaf_hash = sha256('\x00'::bytea || NEW.header)),
      count(*)
    INTO records, headers, entries
    FROM ledger_entry e WHERE e.ledger = NEW.ledger AND e.index >= NEW.first_index AND e.block_height = NEW.height;
  IF records <> NEW.leaf_count OR headers <> NEW.tree_size - beyond_records OR entries <> records + headers THEN
    RAISE EXCEPTION 'ledger_block: block % counts % entries and has % of % with evidence, and % of % headers',
      NEW.height, NEW.leaf_count, records, entries, headers, NEW.tree_size - beyond_records
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;

-- A block continues the last one, its header is the text that its columns make, and its checkpoint binds that header: format 1 names it in
-- a line; format 2 has it in the tree, where it states the tree without itself. What the root of that is, no column says: the worker
-- reads it off the path of the leaf before it goes on, and the audit grows it again.
CREATE OR REPLACE FUNCTION ledger_block_continues() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  last ledger_block%ROWTYPE;
  origin_text text;
  ledger_format smallint;
  stated_root text;
  expected_header text;
  expected_checkpoint text;
BEGIN
  SELECT * INTO last FROM ledger_block WHERE ledger = NEW.ledger ORDER BY height DESC LIMIT 1;
  -- A ledger that is not there has no origin; without this, everything compared with it would be unknown, not wrong.
  SELECT origin, format INTO STRICT origin_text, ledger_format FROM ledger WHERE name = NEW.ledger;
  IF NEW.height <> coalesce(last.height + 1, 0)
     OR NEW.first_index <> coalesce(last.tree_size, 0)
     OR NEW.tree_size <> NEW.first_index + NEW.leaf_count + ledger_format - 1
     OR NEW.previous <> coalesce(last.hash, decode(repeat('00', 32), 'hex')) THEN
    RAISE EXCEPTION 'ledger_block: block % does not continue block %', NEW.height, last.height
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  stated_root := CASE ledger_format WHEN 1 THEN encode(NEW.root, 'base64')
    ELSE substring(split_part(convert_from(NEW.header, 'UTF8'), E'\n', 7) FROM '^[A-Za-z0-9+/]{43}=$') END;
  expected_header := 'sealbook.block/v' || ledger_format || E'\n' || origin_text || E'\n' || NEW.height || E'\n' || NEW.first_index || E'\n'
    || NEW.leaf_count || E'\n' || NEW.first_index + NEW.leaf_count || E'\n' || stated_root || E'\n'
    || to_char(NEW.time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || E'\n' || encode(NEW.previous, 'base64') || E'\n';
  IF NEW.header IS DISTINCT FROM convert_to(expected_header, 'UTF8') THEN
    RAISE EXCEPTION 'ledger_block: the header of block % does not state its columns', NEW.height
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  expected_checkpoint := origin_text || E'\n' || NEW.tree_size || E'\n' || encode(NEW.root, 'base64') || E'\n'
    || CASE ledger_format WHEN 1 THEN 'sealbook.block/v1 ' || encode(NEW.hash, 'base64') || E'\n' ELSE '' END || E'\n';
  IF starts_with(NEW.checkpoint, expected_checkpoint) IS NOT TRUE THEN
    RAISE EXCEPTION 'ledger_block: the checkpoint of block % does not state its tree and bind its header', NEW.height
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
