-- Signed statements (SCITT, RFC 9943) as leaves of the tree: a statement is logged as it is, without a record of ours around it.

-- Whether a ledger takes statements whose payload everybody can read for ever in its entry bundles. The last row counts; without one it does not.
CREATE TABLE ledger_opening (
  ledger text NOT NULL REFERENCES ledger (name),
  number integer NOT NULL CHECK (number >= 1),
  is_public boolean NOT NULL,
  at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (ledger, number)
);

-- The keys of issuers whose statements an organisation registers, as COSE_Key, by their thumbprints (RFC 9679).
CREATE TABLE statement_key (
  organisation_id uuid NOT NULL REFERENCES organisation (id),
  thumbprint bytea NOT NULL CHECK (octet_length(thumbprint) = 32),
  key bytea NOT NULL CHECK (octet_length(key) BETWEEN 1 AND 2048),
  added_at timestamptz(3) NOT NULL DEFAULT now(),
  ended_at timestamptz(3) CHECK (ended_at >= added_at),
  PRIMARY KEY (organisation_id, thumbprint)
);

CREATE TABLE statement (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisation (id),
  ledger text NOT NULL REFERENCES ledger (name),
  sequence bigserial NOT NULL,
  -- The statement with its unprotected header emptied. C2SP tlog-tiles gives the length of an entry 16 bits.
  entry bytea NOT NULL CHECK (octet_length(entry) BETWEEN 1 AND 65535),
  hash bytea NOT NULL CHECK (hash = sha256(entry)),
  -- CWT claims iss and sub, here to be listed.
  issuer text NOT NULL,
  subject text NOT NULL,
  received_at timestamptz(3) NOT NULL,
  UNIQUE (ledger, hash),
  UNIQUE (ledger, sequence)
);
CREATE INDEX statement_organisation_id_id_idx ON statement (organisation_id, id);

CREATE TABLE statement_entry (
  statement_id uuid PRIMARY KEY REFERENCES statement (id),
  ledger text NOT NULL,
  index bigint NOT NULL,
  UNIQUE (ledger, index),
  FOREIGN KEY (ledger, index) REFERENCES ledger_entry (ledger, index)
);

-- What waits, as ledger_pending has it for evidence: kept by triggers alone.
CREATE TABLE statement_pending (
  ledger text NOT NULL,
  sequence bigint NOT NULL,
  statement_id uuid NOT NULL UNIQUE,
  PRIMARY KEY (ledger, sequence)
);

CREATE FUNCTION statement_pending_add() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  ahead timestamptz;
BEGIN
  SELECT max(received_at) INTO ahead FROM added;
  IF ahead > clock_timestamp() + interval '4 minutes' THEN
    RAISE EXCEPTION 'statement: received at %, which the clock of the database has not reached: set the clocks', ahead
      USING ERRCODE = 'check_violation';
  END IF;
  INSERT INTO statement_pending (ledger, sequence, statement_id) SELECT ledger, sequence, id FROM added;
  RETURN NULL;
END $$;
CREATE TRIGGER statement_waits AFTER INSERT ON statement
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION statement_pending_add();

-- A statement is anchored once, if it waits in the same ledger, and its entry is the statement.
CREATE FUNCTION statement_pending_remove() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  removed bigint;
  fitting bigint;
  expected bigint;
BEGIN
  DELETE FROM statement_pending p USING added a WHERE p.statement_id = a.statement_id AND p.ledger = a.ledger;
  GET DIAGNOSTICS removed = ROW_COUNT;
  SELECT count(*) INTO fitting FROM added a JOIN statement s ON s.id = a.statement_id
    JOIN ledger_entry e ON e.ledger = a.ledger AND e.index = a.index
    WHERE e.evidence_id IS NULL AND e.entry = s.entry AND e.leaf_hash = sha256('\x00'::bytea || s.entry);
  SELECT count(*) INTO expected FROM added;
  IF removed <> expected OR fitting <> expected THEN
    RAISE EXCEPTION 'statement_entry: of % entries % were waiting in their ledger, and % are their statements', expected, removed, fitting
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER statement_entry_no_longer_waits AFTER INSERT ON statement_entry
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION statement_pending_remove();

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['ledger_opening', 'statement', 'statement_entry'] LOOP
    EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OR DELETE OR TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
      t || '_append_only', t);
  END LOOP;
END $$;

-- When its transaction ends, a block has exactly the entries that its header counts, each with its evidence or statement, and behind them,
-- in a ledger of format 2, the header itself.
CREATE OR REPLACE FUNCTION ledger_block_has_entries() RETURNS trigger LANGUAGE plpgsql
  SET search_path = public, pg_temp SET enable_seqscan = off SET plan_cache_mode = force_custom_plan AS $$
DECLARE
  beyond_records CONSTANT bigint := NEW.first_index + NEW.leaf_count;
  records bigint;
  statements bigint;
  headers bigint;
  entries bigint;
BEGIN
  SELECT count(e.evidence_id) FILTER (WHERE e.index < beyond_records),
      count(*) FILTER (WHERE e.index = beyond_records AND e.evidence_id IS NULL AND e.entry = NEW.header
        AND e.leaf_hash = sha256('\x00'::bytea || NEW.header)),
      count(*)
    INTO records, headers, entries
    FROM ledger_entry e WHERE e.ledger = NEW.ledger AND e.index >= NEW.first_index AND e.block_height = NEW.height;
  SELECT count(*) INTO statements FROM statement_entry s
    WHERE s.ledger = NEW.ledger AND s.index >= NEW.first_index AND s.index < beyond_records;
  IF records + statements <> NEW.leaf_count OR headers <> NEW.tree_size - beyond_records
      OR entries <> records + statements + headers THEN
    RAISE EXCEPTION 'ledger_block: block % counts % entries and has % of % with evidence, and % of % headers',
      NEW.height, NEW.leaf_count, records + statements, entries, headers, NEW.tree_size - beyond_records
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;

GRANT SELECT, INSERT ON ledger_opening, statement, statement_entry TO sealbook_app;
GRANT USAGE ON SEQUENCE statement_sequence_seq TO sealbook_app;
GRANT SELECT ON statement_pending TO sealbook_app;
GRANT SELECT, INSERT, UPDATE (ended_at) ON statement_key TO sealbook_app;
