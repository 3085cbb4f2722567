-- Whether what a record names is there is asked once a statement, not of each record: three foreign keys cost a third of what the database
-- does for a record of a bulk (docs/decisions/0082). What they held still holds.

CREATE OR REPLACE FUNCTION ledger_pending_add() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  ahead timestamptz;
  organisations uuid[];
  ledgers text[];
  found_organisations bigint;
  found_ledgers bigint;
BEGIN
  SELECT max(received_at), array_agg(DISTINCT organisation_id), array_agg(DISTINCT ledger) INTO ahead, organisations, ledgers FROM added;
  IF ahead > clock_timestamp() + interval '4 minutes' THEN
    RAISE EXCEPTION 'evidence: received at %, which the clock of the database has not reached: set the clocks', ahead
      USING ERRCODE = 'check_violation';
  END IF;
  -- As a foreign key does: until the commit nobody removes them, and who changes an organisation waits.
  SELECT count(*) INTO found_organisations FROM (SELECT FROM organisation WHERE id = ANY (organisations) ORDER BY id FOR KEY SHARE) AS found;
  SELECT count(*) INTO found_ledgers FROM (SELECT FROM ledger WHERE name = ANY (ledgers) ORDER BY name FOR KEY SHARE) AS found;
  IF (found_organisations, found_ledgers) <> (coalesce(cardinality(organisations), 0), coalesce(cardinality(ledgers), 0)) THEN
    RAISE EXCEPTION 'evidence: of an organisation, or in a ledger, that is not there' USING ERRCODE = 'foreign_key_violation';
  END IF;
  INSERT INTO ledger_pending (ledger, sequence, evidence_id) SELECT ledger, sequence, id FROM added;
  RETURN NULL;
END $$;

CREATE FUNCTION recorder_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  recorded boolean;
BEGIN
  IF TG_TABLE_NAME = 'ledger' THEN
    recorded := EXISTS (SELECT FROM evidence WHERE ledger = OLD.name);
  ELSE
    recorded := EXISTS (SELECT FROM evidence WHERE organisation_id = OLD.id);
  END IF;
  IF recorded THEN RAISE EXCEPTION '%: has records', TG_TABLE_NAME USING ERRCODE = 'foreign_key_violation'; END IF;
  RETURN NULL;
END $$;
-- Behind the change, so that whoever records at the same time was waited for.
CREATE TRIGGER organisation_recorder_stays AFTER DELETE OR UPDATE OF id ON organisation FOR EACH ROW EXECUTE FUNCTION recorder_stays();
CREATE TRIGGER ledger_recorder_stays AFTER DELETE OR UPDATE OF name ON ledger FOR EACH ROW EXECUTE FUNCTION recorder_stays();

ALTER TABLE evidence DROP CONSTRAINT evidence_organisation_id_fkey, DROP CONSTRAINT evidence_ledger_fkey;

-- What is anchored waited, and only evidence waits: ledger_pending_remove (0001) sees to that. It goes with its entry's naming it, or not at all.
CREATE FUNCTION evidence_is_named() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM ledger_entry WHERE evidence_id = OLD.id) THEN
    RAISE EXCEPTION 'evidence: an entry names it' USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER evidence_is_named AFTER DELETE ON evidence FOR EACH ROW EXECUTE FUNCTION evidence_is_named();
ALTER TABLE ledger_entry DROP CONSTRAINT ledger_entry_evidence_id_fkey;
