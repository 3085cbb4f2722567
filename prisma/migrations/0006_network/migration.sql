-- Those who watch a ledger from outside, what is asked of them, and what went wrong.

-- Whom the installation's own readers trust, as a C2SP tlog-policy; the last number counts for blocks from its tree
-- size on, and earlier ones for the blocks before. Append-only.
CREATE TABLE ledger_policy (
  ledger text NOT NULL REFERENCES ledger (name),
  number integer NOT NULL CHECK (number > 0),
  since_size bigint NOT NULL CHECK (since_size >= 0),
  policy text NOT NULL,
  user_id uuid REFERENCES user_account (id),
  at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (ledger, number)
);

-- A block whose checkpoint has the cosignatures that the policy in force asks for. Append-only.
CREATE TABLE block_witnessed (
  ledger text NOT NULL,
  height bigint NOT NULL,
  policy integer NOT NULL,
  at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (ledger, height),
  FOREIGN KEY (ledger, height) REFERENCES ledger_block (ledger, height),
  FOREIGN KEY (ledger, policy) REFERENCES ledger_policy (ledger, number)
);

-- A party that cosigns a ledger (witness) or keeps a copy of it (mirror).
CREATE TABLE node (
  id uuid PRIMARY KEY,
  ledger text NOT NULL REFERENCES ledger (name),
  kind text NOT NULL CHECK (kind IN ('witness', 'mirror')),
  -- A witness's name in the policy.
  name text NOT NULL CHECK (name ~ '^[^\s+#]{1,128}$'),
  -- Who runs it: an institution here, or in words.
  organisation_id uuid REFERENCES organisation (id),
  operator text NOT NULL DEFAULT '',
  contact text NOT NULL DEFAULT '',
  url text NOT NULL,
  verifier_key text,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  CHECK ((kind = 'witness') = (verifier_key IS NOT NULL)),
  UNIQUE (ledger, kind, name),
  UNIQUE (ledger, verifier_key)
);

-- What became of a node, and by whom; the last one counts. Without a user it was the command line. Append-only.
CREATE TABLE node_event (
  node_id uuid NOT NULL REFERENCES node (id),
  number integer NOT NULL CHECK (number > 0),
  event text NOT NULL CHECK (event IN ('invited', 'active', 'suspended', 'retired')),
  user_id uuid REFERENCES user_account (id),
  note text NOT NULL DEFAULT '',
  at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (node_id, number)
);

-- What the worker last saw of a node.
CREATE TABLE node_report (
  node_id uuid PRIMARY KEY REFERENCES node (id),
  tried_at timestamptz(3) NOT NULL,
  -- When it last answered as it should.
  reached_at timestamptz(3),
  -- The tree size it last confirmed.
  size bigint CHECK (size >= 0),
  latency_ms integer CHECK (latency_ms >= 0),
  -- Failures in a row, and the last of them: a code and what was found.
  failures integer NOT NULL DEFAULT 0,
  failure text,
  detail text NOT NULL DEFAULT '',
  version text NOT NULL DEFAULT ''
);

-- Something that a person should look at. Open until resolved; one open alert for each kind and subject.
CREATE TABLE alert (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  subject text NOT NULL,
  ledger text REFERENCES ledger (name),
  details jsonb NOT NULL,
  opened_at timestamptz(3) NOT NULL DEFAULT now(),
  seen_at timestamptz(3) NOT NULL DEFAULT now(),
  acknowledged_at timestamptz(3),
  acknowledged_by uuid REFERENCES user_account (id),
  resolved_at timestamptz(3)
);
CREATE UNIQUE INDEX alert_open_key ON alert (kind, subject) WHERE resolved_at IS NULL;
CREATE INDEX alert_opened_at_idx ON alert (opened_at DESC, id);

-- The institution that runs the installation: its owners and admins see and steer the nodes, alerts and institutions.
ALTER TABLE organisation ADD COLUMN operates boolean NOT NULL DEFAULT false;
UPDATE organisation SET operates = true
  WHERE id = (SELECT id FROM organisation ORDER BY created_at, id LIMIT 1);

-- What became of an institution; the last one counts, and without any it is active. Append-only.
CREATE TABLE organisation_event (
  organisation_id uuid NOT NULL REFERENCES organisation (id),
  number integer NOT NULL CHECK (number > 0),
  event text NOT NULL CHECK (event IN ('active', 'suspended', 'retired')),
  user_id uuid REFERENCES user_account (id),
  note text NOT NULL DEFAULT '',
  at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (organisation_id, number)
);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['ledger_policy', 'block_witnessed', 'node_event', 'organisation_event'] LOOP
    EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OR DELETE OR TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
      t || '_append_only', t);
  END LOOP;
END $$;

GRANT SELECT, INSERT ON ledger_policy, block_witnessed, node, node_event, node_report, alert, organisation_event TO sealbook_app;
GRANT UPDATE (organisation_id, operator, contact, url) ON node TO sealbook_app;
GRANT UPDATE ON node_report, alert TO sealbook_app;
