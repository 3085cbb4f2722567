-- Own fields that are found again, and tags (docs/decisions/0038).

-- What an organisation asks for when it records. Changing it changes no record: a record carries its fields in its private details.
CREATE TABLE field_definition (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisation (id),
  name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 64),
  type text NOT NULL CHECK (type IN ('text', 'number', 'amount', 'date', 'time')),
  -- Of an amount alone.
  currency text CHECK (currency ~ '^[A-Z]{3}$'),
  required boolean NOT NULL,
  -- The list of evidence has a column for it.
  in_list boolean NOT NULL,
  UNIQUE (organisation_id, name),
  CONSTRAINT field_definition_currency CHECK ((type = 'amount') = (currency IS NOT NULL))
);

-- The values of own fields, for searching: an index over private details, kept by a trigger alone. Unlike the records it is no proof of
-- anything, and is erased with them.
CREATE TABLE evidence_field (
  organisation_id uuid NOT NULL,
  evidence_id uuid NOT NULL REFERENCES evidence (id),
  name text NOT NULL,
  value text NOT NULL,
  PRIMARY KEY (evidence_id, name)
);
-- Carries the value, so that a search for a part of one reads the index alone.
CREATE INDEX evidence_field_organisation_id_evidence_id_idx ON evidence_field (organisation_id, evidence_id) INCLUDE (value);
CREATE INDEX evidence_field_value_idx ON evidence_field (organisation_id, lower(value), evidence_id);

-- Details are canonical JSON: their member `fields` is written in one way, and no text within them can look like it. Most records have none,
-- and recording pays for that look alone. Records of version 1 never have any.
CREATE FUNCTION evidence_field_add() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO evidence_field (organisation_id, evidence_id, name, value)
    SELECT a.organisation_id, a.id, f.key, f.value ->> 'value'
    FROM (SELECT * FROM added WHERE kind IS NOT NULL AND position('"fields":{'::bytea IN details) > 0 OFFSET 0) a
    CROSS JOIN LATERAL jsonb_each(convert_from(a.details, 'UTF8')::jsonb -> 'fields') f;
  RETURN NULL;
END $$;
CREATE TRIGGER evidence_field_found AFTER INSERT ON evidence
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION evidence_field_add();
INSERT INTO evidence_field (organisation_id, evidence_id, name, value)
  SELECT a.organisation_id, a.id, f.key, f.value ->> 'value'
  FROM (SELECT * FROM evidence WHERE kind IS NOT NULL AND position('"fields":{'::bytea IN details) > 0 OFFSET 0) a
  CROSS JOIN LATERAL jsonb_each(convert_from(a.details, 'UTF8')::jsonb -> 'fields') f;

-- Labels that an organisation puts on its records and takes off again. Nothing binds them: they are in no record and no receipt.
-- A tag is there as long as a record bears it.
CREATE TABLE tag (
  organisation_id uuid NOT NULL REFERENCES organisation (id),
  label text NOT NULL CHECK (char_length(label) BETWEEN 1 AND 40),
  PRIMARY KEY (organisation_id, label)
);
CREATE TABLE evidence_tag (
  organisation_id uuid NOT NULL,
  label text NOT NULL,
  evidence_id uuid NOT NULL REFERENCES evidence (id),
  -- The list of a tag is read along it.
  PRIMARY KEY (organisation_id, label, evidence_id),
  FOREIGN KEY (organisation_id, label) REFERENCES tag (organisation_id, label)
);
CREATE INDEX evidence_tag_evidence_id_idx ON evidence_tag (evidence_id);

GRANT SELECT, INSERT, UPDATE, DELETE ON field_definition TO sealbook_app;
GRANT SELECT ON evidence_field TO sealbook_app;
GRANT SELECT, INSERT, DELETE ON tag, evidence_tag TO sealbook_app;

-- As in 0019, with the tags.
DROP FUNCTION read_records(uuid[], uuid[], integer);
CREATE FUNCTION read_records(organisations uuid[], evidence uuid[], earlier_max integer)
  RETURNS TABLE (place integer, id uuid, type text, name text, sha256 bytea, size bigint, details bytea, received_at timestamptz,
    content_kept boolean, ledger text, index bigint, block_height bigint, witnessed_at timestamptz, timestamped_at timestamptz, earlier jsonb, kind text,
    tags text[])
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
    e.kind,
    ARRAY(SELECT t.label FROM evidence_tag t WHERE t.evidence_id = e.id ORDER BY t.label COLLATE "C")
  FROM unnest($1, $2) WITH ORDINALITY AS g (organisation_id, id, place)
  -- Looked up one by one: what the statistics say of all records together has no say.
  CROSS JOIN LATERAL (SELECT * FROM evidence r WHERE r.id = g.id AND r.organisation_id = g.organisation_id LIMIT 1) e
  LEFT JOIN LATERAL (SELECT * FROM ledger_entry WHERE evidence_id = e.id LIMIT 1) n ON true;
END $$;
