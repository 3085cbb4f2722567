-- A ledger's keys: every one it ever had, so that old receipts verify for ever, and which of them sign.

-- A key signs each checkpoint from its tree size on, until it ends. Append-only.
CREATE TABLE ledger_key (
  ledger text NOT NULL REFERENCES ledger (name),
  number integer NOT NULL CHECK (number > 0),
  verifier_key text NOT NULL,
  signing_key bytea NOT NULL,
  since_size bigint NOT NULL CHECK (since_size >= 0),
  -- That the key is the ledger's, signed by the key before it and by itself. The first key of a ledger that is older
  -- than this table has none stored: it is signed by that key alone, and the same whenever it is made.
  statement text CHECK (number = 1 OR statement IS NOT NULL),
  at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (ledger, number),
  UNIQUE (ledger, verifier_key)
);

-- The largest tree whose checkpoint the key signed. Without a user it was the command line. Append-only.
CREATE TABLE ledger_key_end (
  ledger text NOT NULL,
  number integer NOT NULL,
  size bigint NOT NULL CHECK (size >= 0),
  user_id uuid REFERENCES user_account (id),
  at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (ledger, number),
  FOREIGN KEY (ledger, number) REFERENCES ledger_key (ledger, number)
);

INSERT INTO ledger_key (ledger, number, verifier_key, signing_key, since_size, at)
  SELECT name, 1, verifier_key, signing_key, 0, created_at FROM ledger;
ALTER TABLE ledger DROP COLUMN verifier_key, DROP COLUMN signing_key;

-- A key is named as its ledger, follows the last one, and signs from the next block on.
CREATE FUNCTION ledger_key_continues() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  origin_text text;
  last integer;
  size bigint;
BEGIN
  SELECT origin INTO STRICT origin_text FROM ledger WHERE name = NEW.ledger;
  SELECT coalesce(max(k.number), 0) INTO last FROM ledger_key k WHERE k.ledger = NEW.ledger;
  SELECT b.tree_size INTO size FROM ledger_block b WHERE b.ledger = NEW.ledger ORDER BY b.height DESC LIMIT 1;
  IF NEW.number <> last + 1
     OR NEW.since_size <> (CASE WHEN NEW.number = 1 THEN 0 ELSE coalesce(size, 0) + 1 END)
     OR NOT starts_with(NEW.verifier_key, origin_text || '+') THEN
    RAISE EXCEPTION 'ledger_key: key % does not continue the % keys of ledger %', NEW.number, last, NEW.ledger
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER ledger_key_continues BEFORE INSERT ON ledger_key
  FOR EACH ROW EXECUTE FUNCTION ledger_key_continues();

-- A key ends with the last block, and another one that signed it goes on.
CREATE FUNCTION ledger_key_end_leaves_another() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  last bigint;
BEGIN
  SELECT b.tree_size INTO last FROM ledger_block b WHERE b.ledger = NEW.ledger ORDER BY b.height DESC LIMIT 1;
  IF NEW.size <> coalesce(last, 0) OR NOT EXISTS (
       SELECT FROM ledger_key k
       WHERE k.ledger = NEW.ledger AND k.number <> NEW.number AND k.since_size <= NEW.size
         AND NOT EXISTS (SELECT FROM ledger_key_end e WHERE e.ledger = k.ledger AND e.number = k.number)) THEN
    RAISE EXCEPTION 'ledger_key_end: no other key signed the last checkpoint of ledger % and goes on', NEW.ledger
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER ledger_key_end_leaves_another BEFORE INSERT ON ledger_key_end
  FOR EACH ROW EXECUTE FUNCTION ledger_key_end_leaves_another();

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['ledger_key', 'ledger_key_end'] LOOP
    EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OR DELETE OR TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
      t || '_append_only', t);
  END LOOP;
END $$;

GRANT SELECT, INSERT ON ledger_key, ledger_key_end TO sealbook_app;
