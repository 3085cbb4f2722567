-- The same content that came twice in one batch was charged to the first of them alone: where that one was refused, or found its key
-- taken, the others were kept beyond the quota and counted nowhere.

-- As record_evidence (0010), for batches in which content is kept: its quota costs a tenth of the time of a submission, which digests
-- alone shall not pay. Whoever changes one of the two changes the other.
-- @param batch an array of submissions; their members are the columns named below
-- @param roles in which a user may record
-- @param earlier_max earlier records of the same content that are told of a new one
-- @param quota_default bytes that an organisation without a quota of its own may keep; null: any number
CREATE OR REPLACE FUNCTION record_kept_evidence(batch jsonb, roles text[], earlier_max integer, quota_default bigint)
  RETURNS TABLE (place integer, outcome text, before_id uuid, submitter text, earlier jsonb)
  LANGUAGE plpgsql SET search_path = public, pg_temp SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
  -- The sweep keeps away from content that is about to be recorded, until the commit.
  PERFORM pg_advisory_xact_lock_shared(g.content_locks, g.content_lock)
    FROM jsonb_to_recordset(batch) AS g (staged text, content_locks integer, content_lock integer) WHERE g.staged IS NOT NULL;
  -- Who records kept content of an organisation does so after whoever did so before, and sees what that used: the statement below
  -- begins once these rows are locked. In the order of the keys, so that two batches never wait for each other.
  INSERT INTO content_use (organisation_id)
    SELECT DISTINCT g.organisation_id FROM jsonb_to_recordset(batch) AS g (staged text, organisation_id uuid)
    WHERE g.staged IS NOT NULL ORDER BY 1
    ON CONFLICT DO NOTHING;
  PERFORM FROM content_use u WHERE u.organisation_id IN (
      SELECT g.organisation_id FROM jsonb_to_recordset(batch) AS g (staged text, organisation_id uuid) WHERE g.staged IS NOT NULL)
    ORDER BY u.organisation_id FOR UPDATE;

  RETURN QUERY WITH given AS (
    SELECT * FROM jsonb_to_recordset(batch) AS g (
      place integer, organisation_id uuid, api_key_id uuid, user_id uuid, session_id uuid, submitter text,
      id uuid, type text, sha256 bytea, size bigint, name text, record text, details text, content_kept boolean,
      idempotency_key text, received_at timestamptz, staged text, audit_id uuid, audit_actor jsonb, audit_details jsonb)
  ), judged AS (
    SELECT g.*, coalesce(o.storage_quota, quota_default) AS quota, o.ledger, o.name AS current_name, o.publish_records, same.id AS before_id,
      CASE
        WHEN k.refused IS NOT NULL THEN k.refused
        WHEN s.refused IS NOT NULL THEN s.refused
        WHEN k.id IS NULL AND s.id IS NULL THEN CASE WHEN g.api_key_id IS NULL THEN 'unauthenticated' ELSE 'key_unknown' END
        WHEN state.event = 'retired' THEN 'organisation_retired'
        WHEN same.id IS NOT NULL THEN 'before'
        WHEN state.event = 'suspended' THEN 'organisation_suspended'
        WHEN o.name <> g.submitter THEN 'renamed'
        ELSE 'recorded'
      END AS verdict
    FROM given g
    CROSS JOIN LATERAL (SELECT * FROM organisation WHERE id = g.organisation_id LIMIT 1) o
    LEFT JOIN LATERAL (
      SELECT event FROM organisation_event e WHERE e.organisation_id = g.organisation_id ORDER BY e.number DESC LIMIT 1
    ) state ON true
    LEFT JOIN LATERAL (
      SELECT a.id, CASE
        WHEN a.revoked_at IS NOT NULL THEN 'key_revoked'
        WHEN a.expires_at <= clock_timestamp() THEN 'key_expired'
        WHEN 'evidence:write' <> ALL (a.scopes) THEN 'scope_missing' END AS refused
      FROM api_key a WHERE a.id = g.api_key_id AND a.organisation_id = g.organisation_id LIMIT 1
    ) k ON true
    LEFT JOIN LATERAL (
      SELECT a.id, CASE
        WHEN a.ended_at IS NOT NULL OR a.expires_at <= clock_timestamp() OR m.role IS NULL THEN 'unauthenticated'
        WHEN m.role <> ALL (roles) THEN 'forbidden' END AS refused
      FROM session a
      LEFT JOIN LATERAL (
        SELECT role FROM membership WHERE organisation_id = g.organisation_id AND user_id = a.user_id LIMIT 1
      ) m ON true
      WHERE a.id = g.session_id AND a.user_id = g.user_id AND a.organisation_id = g.organisation_id LIMIT 1
    ) s ON true
    LEFT JOIN LATERAL (
      SELECT e.id FROM evidence e
      WHERE e.organisation_id = g.organisation_id AND e.idempotency_key = g.idempotency_key LIMIT 1
    ) same ON true
  ), charged AS (
    -- What its content takes: nothing, where the organisation keeps the same already or this batch brings it twice.
    SELECT j.place, j.organisation_id, j.sha256, j.quota, j.size AS charge FROM judged j
    WHERE j.staged IS NOT NULL AND j.verdict = 'recorded'
      AND NOT EXISTS (SELECT FROM judged i WHERE i.organisation_id = j.organisation_id AND i.sha256 = j.sha256
        AND i.staged IS NOT NULL AND i.verdict = 'recorded' AND i.place < j.place)
      AND NOT EXISTS (SELECT FROM evidence e WHERE e.organisation_id = j.organisation_id AND e.sha256 = j.sha256 AND e.content_kept)
  ), beyond AS (
    SELECT c.organisation_id, c.sha256 FROM (
      SELECT organisation_id, sha256, quota, sum(charge) OVER (PARTITION BY organisation_id ORDER BY place) AS bytes FROM charged) c
    JOIN content_use u USING (organisation_id) WHERE u.bytes + c.bytes > c.quota
  ), admitted AS (
    -- All that bring the content, not the one alone that is charged for it.
    SELECT j.*, CASE
        WHEN j.staged IS NOT NULL AND j.verdict = 'recorded' AND (j.organisation_id, j.sha256) IN (SELECT organisation_id, sha256 FROM beyond)
        THEN 'storage_quota_exceeded' ELSE j.verdict END AS outcome
    FROM judged j
  ), recorded AS (
    INSERT INTO evidence (id, organisation_id, ledger, type, sha256, size, name, record, details, content_kept,
      idempotency_key, received_at)
    SELECT id, organisation_id, ledger, type, sha256, size, name, convert_to(record, 'UTF8'), convert_to(details, 'UTF8'),
      content_kept, idempotency_key, received_at
    -- In the order of the keys, so that two batches never wait for each other.
    FROM admitted WHERE outcome = 'recorded' ORDER BY organisation_id, idempotency_key, place
    -- Another submission with the same key came first, in this batch or beside it.
    ON CONFLICT (organisation_id, idempotency_key) DO NOTHING
    RETURNING id
  ), kept AS (
    INSERT INTO staged_content (key, organisation_id, sha256)
    SELECT staged, organisation_id, sha256 FROM admitted JOIN recorded USING (id) WHERE staged IS NOT NULL
    RETURNING organisation_id, sha256
  ), used AS (
    UPDATE content_use u SET bytes = u.bytes + c.bytes
    -- Of what is kept now, whichever of those that brought it was recorded.
    FROM (SELECT organisation_id, sum(charge) AS bytes FROM charged
      WHERE (organisation_id, sha256) IN (SELECT organisation_id, sha256 FROM kept) GROUP BY 1) c
    WHERE u.organisation_id = c.organisation_id
  ), closed AS (
    -- Nobody finds the page of a record whose organisation publishes none.
    INSERT INTO evidence_publication (evidence_id, number, public, at)
    SELECT id, 1, false, received_at FROM admitted JOIN recorded USING (id) WHERE NOT publish_records
  ), audited AS (
    INSERT INTO audit_event (id, organisation_id, actor, action, subject, details)
    SELECT audit_id, organisation_id, audit_actor, 'evidence.record', id::text, audit_details
    FROM admitted JOIN recorded USING (id)
  )
  SELECT j.place, CASE WHEN j.outcome = 'recorded' AND r.id IS NULL THEN 'again' ELSE j.outcome END, j.before_id,
    j.current_name, e.earlier
  FROM admitted j LEFT JOIN recorded r USING (id)
  LEFT JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_object('id', x.id, 'receivedAt', x.received_at) ORDER BY x.sequence DESC) AS earlier
    FROM (SELECT id, received_at, sequence FROM evidence
      WHERE organisation_id = j.organisation_id AND sha256 = j.sha256 ORDER BY sequence DESC LIMIT earlier_max) x
  ) e ON r.id IS NOT NULL;
  -- COMMIT 1, when the statement returns. Before: nothing was recorded, and content that was staged is swept. After: each digest that
  -- is answered `recorded` is so under its id for good, and the ledger takes it from there.
END $$;

-- What was kept so is counted now.
INSERT INTO content_use (organisation_id, bytes)
  SELECT organisation_id, sum(size) FROM (SELECT DISTINCT organisation_id, sha256, size FROM evidence WHERE content_kept) AS kept
  GROUP BY organisation_id
  ON CONFLICT (organisation_id) DO UPDATE SET bytes = excluded.bytes;
