-- Reading one record in one statement: the record, its place in the ledger, since when others vouch for it, and earlier records of the
-- same content. A function for the reasons given in 0010: its plan is kept, and looks everything up in indexes.

CREATE FUNCTION read_evidence(organisation uuid, evidence uuid, earlier_max integer)
  RETURNS TABLE (id uuid, type text, name text, sha256 bytea, size bigint, details bytea, received_at timestamptz, content_kept boolean,
    ledger text, index bigint, block_height bigint, witnessed_at timestamptz, timestamped_at timestamptz, earlier jsonb)
  LANGUAGE plpgsql STABLE SET search_path = public, pg_temp SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT e.id, e.type, e.name, e.sha256, e.size, e.details, e.received_at, e.content_kept, n.ledger, n.index, n.block_height,
    (SELECT w.at FROM block_witnessed w WHERE w.ledger = n.ledger AND w.height >= n.block_height ORDER BY w.height LIMIT 1),
    (SELECT t.time FROM block_timestamp t WHERE t.ledger = n.ledger AND t.height >= n.block_height
     ORDER BY t.height, t.time LIMIT 1),
    (SELECT jsonb_agg(jsonb_build_object('id', x.id, 'receivedAt', x.received_at) ORDER BY x.sequence DESC)
     FROM (SELECT s.id, s.received_at, s.sequence FROM evidence s
       WHERE s.organisation_id = e.organisation_id AND s.sha256 = e.sha256 AND s.sequence < e.sequence
       ORDER BY s.sequence DESC LIMIT $3) x)
  FROM evidence e LEFT JOIN LATERAL (SELECT * FROM ledger_entry WHERE evidence_id = e.id LIMIT 1) n ON true
  WHERE e.id = $2 AND e.organisation_id = $1;
END $$;
