-- The receipts of origins take room like contents do, and count against the same quota. Whoever adds one asks afterwards, in the same
-- transaction, whether that is beyond it: until its end others wait for the row.
CREATE FUNCTION evidence_origin_takes_room() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO content_use AS u (organisation_id, bytes) VALUES (NEW.organisation_id, octet_length(NEW.receipt))
    ON CONFLICT (organisation_id) DO UPDATE SET bytes = u.bytes + excluded.bytes;
  RETURN NULL;
END $$;
CREATE TRIGGER evidence_origin_takes_room AFTER INSERT ON evidence_origin
  FOR EACH ROW EXECUTE FUNCTION evidence_origin_takes_room();

INSERT INTO content_use AS u (organisation_id, bytes)
  SELECT organisation_id, sum(octet_length(receipt)) FROM evidence_origin GROUP BY organisation_id
  ON CONFLICT (organisation_id) DO UPDATE SET bytes = u.bytes + excluded.bytes;
