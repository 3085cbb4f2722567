-- The first tables. Run as the owner; the application connects as a member of sealbook_app, which owns nothing.

DO $$ BEGIN
  -- Roles are shared by every database of the server. Looked up first, so that an owner without CREATEROLE can be given it.
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'sealbook_app') THEN
    CREATE ROLE sealbook_app NOLOGIN;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;

CREATE TABLE ledger (
  name text PRIMARY KEY CHECK (name ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  origin text NOT NULL UNIQUE,
  verifier_key text NOT NULL,
  signing_key bytea NOT NULL,
  empty_checkpoint text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now()
);

CREATE TABLE organisation (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  ledger text NOT NULL REFERENCES ledger (name),
  keep_content boolean NOT NULL,
  public_lookup boolean NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now()
);

CREATE TABLE user_account (
  id uuid PRIMARY KEY,
  email text NOT NULL UNIQUE CHECK (email = lower(email)),
  name text NOT NULL,
  password_hash text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now()
);

CREATE TABLE membership (
  organisation_id uuid NOT NULL REFERENCES organisation (id),
  user_id uuid NOT NULL REFERENCES user_account (id),
  role text NOT NULL CHECK (role IN ('owner', 'admin', 'operator', 'auditor')),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (organisation_id, user_id)
);
CREATE INDEX membership_user_id_idx ON membership (user_id);

CREATE TABLE session (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES user_account (id),
  organisation_id uuid NOT NULL REFERENCES organisation (id),
  user_agent text NOT NULL,
  address text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  seen_at timestamptz(3) NOT NULL DEFAULT now(),
  expires_at timestamptz(3) NOT NULL,
  ended_at timestamptz(3)
);
CREATE INDEX session_user_id_idx ON session (user_id);

CREATE TABLE one_time_link (
  id uuid PRIMARY KEY,
  token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
  purpose text NOT NULL CHECK (purpose IN ('setup', 'owner')),
  organisation_id uuid REFERENCES organisation (id),
  email text,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  expires_at timestamptz(3) NOT NULL,
  used_at timestamptz(3)
);

CREATE TABLE api_key (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisation (id),
  name text NOT NULL,
  prefix text NOT NULL,
  secret_hash bytea NOT NULL UNIQUE CHECK (octet_length(secret_hash) = 32),
  scopes text[] NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  expires_at timestamptz(3),
  revoked_at timestamptz(3),
  used_at timestamptz(3)
);
CREATE INDEX api_key_organisation_id_created_at_idx ON api_key (organisation_id, created_at);

CREATE TABLE audit_event (
  id uuid PRIMARY KEY,
  organisation_id uuid REFERENCES organisation (id),
  actor jsonb NOT NULL,
  action text NOT NULL,
  subject text NOT NULL,
  details jsonb NOT NULL,
  at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX audit_event_organisation_id_id_idx ON audit_event (organisation_id, id);

CREATE TABLE evidence (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisation (id),
  ledger text NOT NULL REFERENCES ledger (name),
  sequence bigint GENERATED ALWAYS AS IDENTITY,
  type text NOT NULL CHECK (type IN ('file', 'digest')),
  sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
  size bigint CHECK (size > 0),
  name text NOT NULL,
  record bytea NOT NULL,
  details bytea NOT NULL,
  content_kept boolean NOT NULL,
  idempotency_key text,
  received_at timestamptz(3) NOT NULL,
  CHECK (type = 'digest' OR size IS NOT NULL),
  CHECK (type = 'file' OR NOT content_kept)
);
CREATE UNIQUE INDEX evidence_organisation_id_idempotency_key_key ON evidence (organisation_id, idempotency_key);
CREATE UNIQUE INDEX evidence_ledger_sequence_key ON evidence (ledger, sequence);
CREATE INDEX evidence_organisation_id_id_idx ON evidence (organisation_id, id);
CREATE INDEX evidence_organisation_id_sha256_idx ON evidence (organisation_id, sha256);
CREATE INDEX evidence_sha256_idx ON evidence (sha256);

CREATE TABLE ledger_block (
  ledger text NOT NULL REFERENCES ledger (name),
  height bigint NOT NULL CHECK (height >= 0),
  first_index bigint NOT NULL CHECK (first_index >= 0),
  leaf_count integer NOT NULL CHECK (leaf_count > 0),
  tree_size bigint NOT NULL CHECK (tree_size = first_index + leaf_count),
  root bytea NOT NULL CHECK (octet_length(root) = 32),
  previous bytea NOT NULL CHECK (octet_length(previous) = 32),
  time timestamptz(3) NOT NULL,
  header bytea NOT NULL,
  hash bytea NOT NULL CHECK (hash = sha256(header)),
  checkpoint text NOT NULL,
  PRIMARY KEY (ledger, height)
);
CREATE INDEX ledger_block_ledger_tree_size_idx ON ledger_block (ledger, tree_size);

CREATE TABLE ledger_entry (
  ledger text NOT NULL REFERENCES ledger (name),
  index bigint NOT NULL CHECK (index >= 0),
  evidence_id uuid NOT NULL UNIQUE REFERENCES evidence (id),
  entry bytea NOT NULL,
  leaf_hash bytea NOT NULL CHECK (octet_length(leaf_hash) = 32),
  block_height bigint NOT NULL,
  PRIMARY KEY (ledger, index)
);

CREATE TABLE ledger_node (
  ledger text NOT NULL REFERENCES ledger (name),
  level smallint NOT NULL CHECK (level >= 1),
  index bigint NOT NULL CHECK (index >= 0),
  hash bytea NOT NULL CHECK (octet_length(hash) = 32),
  PRIMARY KEY (ledger, level, index)
);

CREATE TABLE block_cosignature (
  ledger text NOT NULL,
  height bigint NOT NULL,
  witness text NOT NULL,
  line text NOT NULL,
  signed_at timestamptz(3) NOT NULL,
  PRIMARY KEY (ledger, height, witness),
  FOREIGN KEY (ledger, height) REFERENCES ledger_block (ledger, height)
);

CREATE TABLE block_timestamp (
  ledger text NOT NULL,
  height bigint NOT NULL,
  authority text NOT NULL,
  token bytea NOT NULL,
  time timestamptz(3) NOT NULL,
  PRIMARY KEY (ledger, height, authority),
  FOREIGN KEY (ledger, height) REFERENCES ledger_block (ledger, height)
);

-- Functions name pg_temp last in their search_path: otherwise PostgreSQL looks there first, and a temporary table of
-- the application's role could stand in for ledger_block or ledger_pending.

-- What waits to be anchored: an index over evidence without an entry, kept by triggers alone, so that the
-- cost of a block does not grow with the ledger. Rows are never skipped, whatever the order of commits.
CREATE TABLE ledger_pending (
  ledger text NOT NULL,
  sequence bigint NOT NULL,
  evidence_id uuid NOT NULL UNIQUE,
  PRIMARY KEY (ledger, sequence)
);

CREATE FUNCTION ledger_pending_add() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO ledger_pending (ledger, sequence, evidence_id) SELECT ledger, sequence, id FROM added;
  RETURN NULL;
END $$;
CREATE TRIGGER evidence_waits AFTER INSERT ON evidence
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_pending_add();

-- An entry may be added only for evidence that waits in the same ledger: what is anchored cannot be anchored again.
CREATE FUNCTION ledger_pending_remove() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  removed bigint;
  expected bigint;
BEGIN
  DELETE FROM ledger_pending p USING added a WHERE p.evidence_id = a.evidence_id AND p.ledger = a.ledger;
  GET DIAGNOSTICS removed = ROW_COUNT;
  SELECT count(*) INTO expected FROM added;
  IF removed <> expected THEN
    RAISE EXCEPTION 'ledger_entry: % of % entries had evidence waiting in their ledger', removed, expected
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER ledger_entry_no_longer_waits AFTER INSERT ON ledger_entry
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_pending_remove();

-- A block continues the last one, and its header is the text that its columns make.
CREATE FUNCTION ledger_block_continues() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  last ledger_block%ROWTYPE;
  origin_text text;
  expected_header text;
BEGIN
  SELECT * INTO last FROM ledger_block WHERE ledger = NEW.ledger ORDER BY height DESC LIMIT 1;
  IF NEW.height <> coalesce(last.height + 1, 0)
     OR NEW.first_index <> coalesce(last.tree_size, 0)
     OR NEW.previous <> coalesce(last.hash, decode(repeat('00', 32), 'hex')) THEN
    RAISE EXCEPTION 'ledger_block: block % does not continue block %', NEW.height, last.height
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  SELECT origin INTO origin_text FROM ledger WHERE name = NEW.ledger;
  expected_header := 'sealbook.block/v1' || E'\n' || origin_text || E'\n' || NEW.height || E'\n' || NEW.first_index || E'\n'
    || NEW.leaf_count || E'\n' || NEW.tree_size || E'\n' || encode(NEW.root, 'base64') || E'\n'
    || to_char(NEW.time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || E'\n' || encode(NEW.previous, 'base64') || E'\n';
  IF NEW.header <> convert_to(expected_header, 'UTF8') THEN
    RAISE EXCEPTION 'ledger_block: the header of block % does not state its columns', NEW.height
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER ledger_block_continues BEFORE INSERT ON ledger_block
  FOR EACH ROW EXECUTE FUNCTION ledger_block_continues();

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['evidence', 'ledger_entry', 'ledger_node', 'ledger_block', 'block_cosignature', 'block_timestamp', 'audit_event'] LOOP
    EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OR DELETE OR TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
      t || '_append_only', t);
  END LOOP;
END $$;

-- Fixed-window counters of requests, written by rate-limiter-flexible.
CREATE TABLE rate_limit (
  key varchar(255) PRIMARY KEY,
  points integer NOT NULL DEFAULT 0,
  expire bigint
);

GRANT USAGE ON SCHEMA public TO sealbook_app;
GRANT SELECT, INSERT ON evidence, ledger_entry, ledger_node, ledger_block, block_cosignature, block_timestamp, audit_event, ledger TO sealbook_app;
GRANT SELECT ON ledger_pending TO sealbook_app;
GRANT SELECT, INSERT, UPDATE ON organisation, user_account, session, one_time_link, api_key TO sealbook_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON membership, rate_limit TO sealbook_app;
