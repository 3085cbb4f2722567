-- What is read most, each in one statement. Functions for the reasons given in 0010: their plans are kept, and look everything up in
-- indexes.

-- One record: its place in the ledger, since when others vouch for it, and earlier records of the same content.

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

-- The height of the block that a receipt shows for an entry of the block at `from_height`: the first from there on that is witnessed and
-- has a timestamp; else the first witnessed; else the first with a timestamp; else the entry's own.
--
-- To find the first of both kinds, each index is asked in turn for its next height from where the other one stands: a handful of
-- look-ups, however many blocks there are. Tokens are asked for witnessed blocks, so few turns suffice.
CREATE FUNCTION shown_height(in_ledger text, from_height bigint) RETURNS bigint
  LANGUAGE plpgsql STABLE SET search_path = public, pg_temp SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  turns_max CONSTANT integer := 64;
  first_witnessed bigint;
  witnessed bigint;
  stamped bigint;
BEGIN
  SELECT w.height INTO first_witnessed FROM block_witnessed w
    WHERE w.ledger = in_ledger AND w.height >= from_height ORDER BY w.height LIMIT 1;
  witnessed := first_witnessed;
  FOR turn IN 1..turns_max LOOP
    EXIT WHEN witnessed IS NULL;
    SELECT t.height INTO stamped FROM block_timestamp t
      WHERE t.ledger = in_ledger AND t.height >= witnessed ORDER BY t.height LIMIT 1;
    EXIT WHEN stamped IS NULL;
    IF stamped = witnessed THEN RETURN stamped; END IF;
    SELECT w.height INTO witnessed FROM block_witnessed w
      WHERE w.ledger = in_ledger AND w.height >= stamped ORDER BY w.height LIMIT 1;
  END LOOP;
  IF first_witnessed IS NULL THEN
    SELECT t.height INTO stamped FROM block_timestamp t
      WHERE t.ledger = in_ledger AND t.height >= from_height ORDER BY t.height LIMIT 1;
  END IF;
  RETURN coalesce(first_witnessed, stamped, from_height);
END $$;

-- What a receipt is made of, but for the block that it shows: that is named, and how many have signed it tells whether it is known.
CREATE FUNCTION read_for_receipt(evidence uuid, organisation uuid)
  RETURNS TABLE (type text, record bytea, details bytea, ledger text, index bigint, height bigint, cosignatures bigint, timestamps bigint)
  LANGUAGE plpgsql STABLE SET search_path = public, pg_temp SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT e.type, e.record, e.details, e.ledger, n.index, s.height,
    (SELECT count(*) FROM block_cosignature c WHERE c.ledger = n.ledger AND c.height = s.height),
    (SELECT count(*) FROM block_timestamp t WHERE t.ledger = n.ledger AND t.height = s.height)
  FROM evidence e
  LEFT JOIN LATERAL (SELECT * FROM ledger_entry WHERE evidence_id = e.id LIMIT 1) n ON true
  LEFT JOIN LATERAL (SELECT shown_height(n.ledger, n.block_height) AS height WHERE n.ledger IS NOT NULL) s ON true
  WHERE e.id = $1 AND ($2 IS NULL OR e.organisation_id = $2);
END $$;
