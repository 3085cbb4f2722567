-- Recording evidence in one statement: who may, what was recorded before under the same key, the record, its audit row. Several
-- submissions come at once, and each is judged for itself: none keeps another from being recorded (docs/decisions/0016).
--
-- It runs with the rights of its caller (SECURITY INVOKER), who may add to these tables and nothing else. It is a function because its
-- plan is then kept by the connection, also behind a pooler where named statements do not live. The plan looks everything up in indexes,
-- whatever the statistics say: the cost of a record must not grow with the ledger.

-- @param batch an array of submissions; their members are the columns named below
-- @param roles in which a user may record
-- @param earlier_max earlier records of the same content that are told of a new one
CREATE FUNCTION record_evidence(batch jsonb, roles text[], earlier_max integer)
  RETURNS TABLE (place integer, outcome text, before_id uuid, submitter text, earlier jsonb)
  LANGUAGE plpgsql SET search_path = public, pg_temp SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
  -- The sweep keeps away from content that is about to be recorded, until the commit.
  PERFORM pg_advisory_xact_lock_shared(g.content_locks, g.content_lock)
    FROM jsonb_to_recordset(batch) AS g (staged text, content_locks integer, content_lock integer) WHERE g.staged IS NOT NULL;

  RETURN QUERY WITH given AS (
    SELECT * FROM jsonb_to_recordset(batch) AS g (
      place integer, organisation_id uuid, api_key_id uuid, user_id uuid, session_id uuid, submitter text,
      id uuid, type text, sha256 bytea, size bigint, name text, record text, details text, content_kept boolean,
      idempotency_key text, received_at timestamptz, staged text, audit_id uuid, audit_actor jsonb, audit_details jsonb)
  ), judged AS (
    SELECT g.*, o.ledger, o.name AS current_name, o.publish_records, same.id AS before_id,
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
  ), recorded AS (
    INSERT INTO evidence (id, organisation_id, ledger, type, sha256, size, name, record, details, content_kept,
      idempotency_key, received_at)
    SELECT id, organisation_id, ledger, type, sha256, size, name, convert_to(record, 'UTF8'), convert_to(details, 'UTF8'),
      content_kept, idempotency_key, received_at
    -- In the order of the keys, so that two batches never wait for each other.
    FROM judged WHERE verdict = 'recorded' ORDER BY organisation_id, idempotency_key, place
    -- Another submission with the same key came first, in this batch or beside it.
    ON CONFLICT (organisation_id, idempotency_key) DO NOTHING
    RETURNING id
  ), kept AS (
    INSERT INTO staged_content (key, organisation_id, sha256)
    SELECT staged, organisation_id, sha256 FROM judged JOIN recorded USING (id) WHERE staged IS NOT NULL
  ), closed AS (
    -- Nobody finds the page of a record whose organisation publishes none.
    INSERT INTO evidence_publication (evidence_id, number, public, at)
    SELECT id, 1, false, received_at FROM judged JOIN recorded USING (id) WHERE NOT publish_records
  ), audited AS (
    INSERT INTO audit_event (id, organisation_id, actor, action, subject, details)
    SELECT audit_id, organisation_id, audit_actor, 'evidence.record', id::text, audit_details
    FROM judged JOIN recorded USING (id)
  )
  SELECT j.place, CASE WHEN j.verdict = 'recorded' AND r.id IS NULL THEN 'again' ELSE j.verdict END, j.before_id,
    j.current_name, e.earlier
  FROM judged j LEFT JOIN recorded r USING (id)
  LEFT JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_object('id', x.id, 'receivedAt', x.received_at) ORDER BY x.sequence DESC) AS earlier
    FROM (SELECT id, received_at, sequence FROM evidence
      WHERE organisation_id = j.organisation_id AND sha256 = j.sha256 ORDER BY sequence DESC LIMIT earlier_max) x
  ) e ON r.id IS NOT NULL;
  -- COMMIT 1, when the statement returns. Before: nothing was recorded, and content that was staged is swept. After: each digest that
  -- is answered `recorded` is so under its id for good, and the ledger takes it from there.
END $$;
