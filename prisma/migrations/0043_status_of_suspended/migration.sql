-- What became of certificates is in the ledger whatever became of their issuer: a revocation that stands in the status lists of a suspended
-- organisation, or that was the last act of one that retired, is recorded like any other. Only the worker submits records of this kind.
DO $$
DECLARE
  recorder regprocedure;
  before text;
  after text;
BEGIN
  FOREACH recorder IN ARRAY ARRAY['record_evidence(jsonb,text[],integer)', 'record_kept_evidence(jsonb,text[],integer,bigint)']::regprocedure[] LOOP
    before := pg_get_functiondef(recorder);
    after := regexp_replace(before, 'WHEN state\.event = ''(retired|suspended)'' THEN',
      'WHEN state.event = ''\1'' AND g.kind IS DISTINCT FROM ''status'' THEN', 'g');
    IF regexp_count(after, 'g\.kind IS DISTINCT FROM ''status''') <> 2 THEN RAISE EXCEPTION '% judges organisations in another way', recorder; END IF;
    EXECUTE after;
  END LOOP;
END $$;
