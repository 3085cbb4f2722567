-- What is read most, for all who ask at the same time in one statement: a round trip costs many times what a row does. Otherwise the
-- functions are those of 0013, in whose place they are.

DROP FUNCTION read_evidence(uuid, uuid, integer);
DROP FUNCTION read_for_receipt(uuid, uuid);

-- Records: their place in the ledger, since when others vouch for them, and earlier records of the same content.
--
-- @param organisations whose record it must be, and evidence its id: one of each a reader
-- @return place: of the reader in those arrays, from 1; no row where there is no such record
CREATE FUNCTION read_records(organisations uuid[], evidence uuid[], earlier_max integer)
  RETURNS TABLE (place integer, id uuid, type text, name text, sha256 bytea, size bigint, details bytea, received_at timestamptz,
    content_kept boolean, ledger text, index bigint, block_height bigint, witnessed_at timestamptz, timestamped_at timestamptz, earlier jsonb)
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
       ORDER BY s.sequence DESC LIMIT $3) x)
  FROM unnest($1, $2) WITH ORDINALITY AS g (organisation_id, id, place)
  -- Looked up one by one: what the statistics say of all records together has no say.
  CROSS JOIN LATERAL (SELECT * FROM evidence r WHERE r.id = g.id AND r.organisation_id = g.organisation_id LIMIT 1) e
  LEFT JOIN LATERAL (SELECT * FROM ledger_entry WHERE evidence_id = e.id LIMIT 1) n ON true;
END $$;

-- What receipts are made of. @param organisations NULL for who asks for the public receipt, whose ever the record is
CREATE FUNCTION read_for_receipts(evidence uuid[], organisations uuid[])
  RETURNS TABLE (place integer, type text, record bytea, details bytea, ledger text, index bigint, height bigint,
    cosignatures bigint, timestamps bigint)
  LANGUAGE plpgsql STABLE SET search_path = public, pg_temp SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT g.place::integer, e.type, e.record, e.details, e.ledger, n.index, s.height,
    (SELECT count(*) FROM block_cosignature c WHERE c.ledger = n.ledger AND c.height = s.height),
    (SELECT count(*) FROM block_timestamp t WHERE t.ledger = n.ledger AND t.height = s.height)
  FROM unnest($1, $2) WITH ORDINALITY AS g (id, organisation_id, place)
  CROSS JOIN LATERAL (
    SELECT * FROM evidence r WHERE r.id = g.id AND (g.organisation_id IS NULL OR r.organisation_id = g.organisation_id) LIMIT 1
  ) e
  LEFT JOIN LATERAL (SELECT * FROM ledger_entry WHERE evidence_id = e.id LIMIT 1) n ON true
  LEFT JOIN LATERAL (SELECT shown_height(n.ledger, n.block_height) AS height WHERE n.ledger IS NOT NULL) s ON true;
END $$;
