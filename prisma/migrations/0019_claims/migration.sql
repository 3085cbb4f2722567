-- Claims of every kind: records of version 2 (docs/decisions/0028). Whoever has the columns makes the entry, without a look at the record.

-- kind: of a record of version 2, null of version 1. issuer: who publishes itself. subject, after: blinded references to other records, as
-- they stand in the entry.
ALTER TABLE evidence
  ADD COLUMN kind text CHECK (kind ~ '^[a-z][a-z0-9-]{0,31}$'),
  ADD COLUMN issuer text CHECK (issuer ~ '^[!-~]{1,256}$'),
  ADD COLUMN subject bytea CHECK (octet_length(subject) = 32),
  ADD COLUMN after bytea CHECK (octet_length(after) = 32),
  ADD CONSTRAINT evidence_claim CHECK (kind IS NOT NULL OR (issuer IS NULL AND subject IS NULL AND after IS NULL));
-- One event takes a place: of two that follow the same one, the second is refused.
CREATE UNIQUE INDEX evidence_after_key ON evidence (after) WHERE after IS NOT NULL;
-- An event is named by its id or by its record's hash.
CREATE INDEX evidence_event_hash_idx ON evidence (organisation_id, sha256(record)) WHERE kind = 'event';

-- As in 0010 and 0018, with the columns above. Whoever changes one of the two changes the other.
CREATE OR REPLACE FUNCTION record_evidence(batch jsonb, roles text[], earlier_max integer)
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
      idempotency_key text, received_at timestamptz, kind text, issuer text, subject bytea, after bytea, staged text, audit_id uuid, audit_actor jsonb, audit_details jsonb)
  ), judged AS (
    SELECT g.*, o.ledger, o.name AS current_name, o.publish_records, coalesce(same.id, taken.id) AS before_id,
      CASE
        WHEN k.refused IS NOT NULL THEN k.refused
        WHEN s.refused IS NOT NULL THEN s.refused
        WHEN k.id IS NULL AND s.id IS NULL THEN CASE WHEN g.api_key_id IS NULL THEN 'unauthenticated' ELSE 'key_unknown' END
        WHEN state.event = 'retired' THEN 'organisation_retired'
        WHEN same.id IS NOT NULL THEN 'before'
        WHEN state.event = 'suspended' THEN 'organisation_suspended'
        WHEN taken.id IS NOT NULL THEN 'place_taken'
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
    LEFT JOIN LATERAL (SELECT e.id FROM evidence e WHERE e.after = g.after LIMIT 1) taken ON g.after IS NOT NULL
  ), recorded AS (
    INSERT INTO evidence (id, organisation_id, ledger, type, sha256, size, name, record, details, content_kept,
      idempotency_key, received_at, kind, issuer, subject, after)
    SELECT id, organisation_id, ledger, type, sha256, size, name, convert_to(record, 'UTF8'), convert_to(details, 'UTF8'),
      content_kept, idempotency_key, received_at, kind, issuer, subject, after
    -- In the order of the keys, so that two batches never wait for each other.
    FROM judged WHERE verdict = 'recorded' ORDER BY organisation_id, idempotency_key, place
    -- Another submission with the same key, or an event in the same place, came first, in this batch or beside it.
    ON CONFLICT DO NOTHING
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
      idempotency_key text, received_at timestamptz, kind text, issuer text, subject bytea, after bytea, staged text, audit_id uuid, audit_actor jsonb, audit_details jsonb)
  ), judged AS (
    SELECT g.*, coalesce(o.storage_quota, quota_default) AS quota, o.ledger, o.name AS current_name, o.publish_records, coalesce(same.id, taken.id) AS before_id,
      CASE
        WHEN k.refused IS NOT NULL THEN k.refused
        WHEN s.refused IS NOT NULL THEN s.refused
        WHEN k.id IS NULL AND s.id IS NULL THEN CASE WHEN g.api_key_id IS NULL THEN 'unauthenticated' ELSE 'key_unknown' END
        WHEN state.event = 'retired' THEN 'organisation_retired'
        WHEN same.id IS NOT NULL THEN 'before'
        WHEN state.event = 'suspended' THEN 'organisation_suspended'
        WHEN taken.id IS NOT NULL THEN 'place_taken'
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
    LEFT JOIN LATERAL (SELECT e.id FROM evidence e WHERE e.after = g.after LIMIT 1) taken ON g.after IS NOT NULL
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
      idempotency_key, received_at, kind, issuer, subject, after)
    SELECT id, organisation_id, ledger, type, sha256, size, name, convert_to(record, 'UTF8'), convert_to(details, 'UTF8'),
      content_kept, idempotency_key, received_at, kind, issuer, subject, after
    -- In the order of the keys, so that two batches never wait for each other.
    FROM admitted WHERE outcome = 'recorded' ORDER BY organisation_id, idempotency_key, place
    -- Another submission with the same key, or an event in the same place, came first, in this batch or beside it.
    ON CONFLICT DO NOTHING
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

-- As in 0014, with the kind.
DROP FUNCTION read_records(uuid[], uuid[], integer);
CREATE FUNCTION read_records(organisations uuid[], evidence uuid[], earlier_max integer)
  RETURNS TABLE (place integer, id uuid, type text, name text, sha256 bytea, size bigint, details bytea, received_at timestamptz,
    content_kept boolean, ledger text, index bigint, block_height bigint, witnessed_at timestamptz, timestamped_at timestamptz, earlier jsonb, kind text)
  LANGUAGE plpgsql STABLE SET search_path = public, pg_temp SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT g.place::integer, e.id, e.type, e.name, e.sha256, e.size, e.details, e.received_at, e.content_kept,
    n.ledger, n.index, n.block_height,
    (SELECT w.at FROM block_witnessed w WHERE w.ledger = n.ledger AND w.height >= n.block_height ORDER BY w.height LIMIT 1),
    (SELECT t.time FROM block_timestamp t WHERE t.ledger = n.ledger AND t.height >= n.block_height
     ORDER BY t.height, t.time LIMIT 1),
    (SELECT jsonb_agg(jsonb_build_object('id', x.id, 'receivedAt', x.received_at) ORDER BY x.sequence DESC)
     FROM (SELECT s.id, s.received_at, s.sequence FROM evidence s
       WHERE s.organisation_id = e.organisation_id AND s.sha256 = e.sha256 AND s.sequence < e.sequence
       ORDER BY s.sequence DESC LIMIT $3) x),
    e.kind
  FROM unnest($1, $2) WITH ORDINALITY AS g (organisation_id, id, place)
  -- Looked up one by one: what the statistics say of all records together has no say.
  CROSS JOIN LATERAL (SELECT * FROM evidence r WHERE r.id = g.id AND r.organisation_id = g.organisation_id LIMIT 1) e
  LEFT JOIN LATERAL (SELECT * FROM ledger_entry WHERE evidence_id = e.id LIMIT 1) n ON true;
END $$;
