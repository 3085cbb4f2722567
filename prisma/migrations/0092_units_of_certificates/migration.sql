-- Batches of certificates belong to a unit, or to the organisation itself, and what comes of a batch belongs where it does
-- (docs/decisions/0090). An organisation without units is as it was: the columns are empty, and no index holds their rows.

ALTER TABLE certificate_batch
  ADD COLUMN unit_id uuid,
  ADD FOREIGN KEY (organisation_id, unit_id) REFERENCES unit (organisation_id, id);
CREATE INDEX certificate_batch_unit_idx ON certificate_batch (unit_id, id) WHERE unit_id IS NOT NULL;

-- As its batch says, so that lists walk along one index.
ALTER TABLE certificate
  ADD COLUMN unit_id uuid,
  ADD FOREIGN KEY (organisation_id, unit_id) REFERENCES unit (organisation_id, id);
CREATE INDEX certificate_unit_idx ON certificate (unit_id, id) WHERE unit_id IS NOT NULL;

-- As its certificate says.
ALTER TABLE certificate_report
  ADD COLUMN unit_id uuid,
  ADD FOREIGN KEY (organisation_id, unit_id) REFERENCES unit (organisation_id, id);
CREATE INDEX certificate_report_unit_idx ON certificate_report (unit_id, id) WHERE unit_id IS NOT NULL;

-- Where a batch belongs never changes: its record and its certificates belong there, too.
CREATE FUNCTION certificate_batch_unit_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'certificate_batch: a batch stays in its unit' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER certificate_batch_unit_stays BEFORE UPDATE OF unit_id ON certificate_batch
  FOR EACH ROW WHEN (NEW.unit_id IS DISTINCT FROM OLD.unit_id) EXECUTE FUNCTION certificate_batch_unit_stays();
