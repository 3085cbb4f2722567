-- Files that were chosen together carry the same mark, by which they are found again. It is no part of the claim: neither record nor details
-- state it.
ALTER TABLE evidence ADD COLUMN upload uuid;
CREATE INDEX evidence_upload_idx ON evidence (organisation_id, upload, id) WHERE upload IS NOT NULL;

-- The two functions that record (0019, and whatever changed them since) write the column, too. What they are by now is changed in its three
-- places, so that nothing else of them is said twice.
DO $$
DECLARE
  recorder regprocedure;
  before text;
  after text;
BEGIN
  FOREACH recorder IN ARRAY ARRAY['record_evidence(jsonb,text[],integer)', 'record_kept_evidence(jsonb,text[],integer,bigint)']::regprocedure[] LOOP
    before := pg_get_functiondef(recorder);
    -- What is read of a submission.
    after := replace(before, 'after bytea, staged text, audit_id', 'after bytea, upload uuid, staged text, audit_id');
    IF after = before THEN RAISE EXCEPTION '% reads submissions in another way', recorder; END IF;
    before := after;
    -- The columns, and the values.
    after := regexp_replace(before, 'received_at, kind, issuer, subject, after([^,a-z])', 'received_at, kind, issuer, subject, after, upload\1', 'g');
    IF regexp_count(after, 'subject, after, upload') <> 2 THEN RAISE EXCEPTION '% writes evidence in another way', recorder; END IF;
    EXECUTE after;
  END LOOP;
END $$;
