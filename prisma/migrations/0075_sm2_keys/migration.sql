-- A ledger may sign with SM2 as well (type 255 and an identifier: the base64 begins with a slash). Nobody's trust rests on it, so the last
-- such key may end. The other algorithms keep one key, as before.
CREATE OR REPLACE FUNCTION ledger_key_end_leaves_another() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  last bigint;
BEGIN
  SELECT b.tree_size INTO last FROM ledger_block b WHERE b.ledger = NEW.ledger ORDER BY b.height DESC LIMIT 1;
  IF NEW.size <> coalesce(last, 0) OR NOT EXISTS (
       SELECT FROM ledger l
       LEFT JOIN ledger_key ending ON ending.ledger = l.name AND ending.number = NEW.number
       JOIN ledger_key k ON k.ledger = l.name AND k.number <> NEW.number AND k.since_size <= NEW.size
         AND (ending.number IS NULL -- which the foreign key refuses
           OR substr(ending.verifier_key, length(l.origin) + 11, 1) = '/'
           OR substr(k.verifier_key, length(l.origin) + 11, 1) = substr(ending.verifier_key, length(l.origin) + 11, 1))
       WHERE l.name = NEW.ledger
         AND NOT EXISTS (SELECT FROM ledger_key_end e WHERE e.ledger = k.ledger AND e.number = k.number)) THEN
    RAISE EXCEPTION 'ledger_key_end: no other key of its algorithm signed the last checkpoint of ledger % and goes on', NEW.ledger
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
