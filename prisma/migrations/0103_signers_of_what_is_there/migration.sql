-- Who signed a document is written down only while its record is there: an erasure at the same moment comes first, and is seen, or waits,
-- and takes what was written with it (docs/decisions/0095).
CREATE FUNCTION hold_private(organisation uuid, evidence uuid) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM FROM evidence_private WHERE organisation_id = organisation AND evidence_id = evidence AND digest IS NULL FOR SHARE;
  RETURN FOUND;
END $$;
REVOKE EXECUTE ON FUNCTION hold_private(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hold_private(uuid, uuid) TO sealbook_app;
