-- What the overviews count, whether the worker lives, and what the operators say about themselves.

-- Records of an organisation that were received in the quarter of an hour that begins at `at`: days in any time zone are sums of
-- these. Quarters without any have no row; what is older than the overview looks back is deleted.
CREATE TABLE evidence_count (
  organisation_id uuid NOT NULL REFERENCES organisation (id),
  at timestamptz(3) NOT NULL CHECK (mod(extract(epoch FROM at), 900) = 0),
  records integer NOT NULL CHECK (records > 0),
  PRIMARY KEY (organisation_id, at)
);
CREATE INDEX evidence_count_at_idx ON evidence_count (at);
-- Up to which moment that is so: one row. What was received since is counted whenever it is asked for.
CREATE TABLE evidence_counted (
  id integer PRIMARY KEY CHECK (id = 1),
  until timestamptz(3) NOT NULL CHECK (mod(extract(epoch FROM until), 900) = 0)
);
GRANT SELECT, INSERT, DELETE ON evidence_count TO sealbook_app;
GRANT SELECT, INSERT ON evidence_counted TO sealbook_app;
GRANT UPDATE (until) ON evidence_counted TO sealbook_app;

-- When a worker last said that it lives: a row a machine.
CREATE TABLE worker_pulse (
  host text PRIMARY KEY,
  version text NOT NULL,
  started_at timestamptz(3) NOT NULL,
  at timestamptz(3) NOT NULL DEFAULT now()
);
GRANT SELECT, INSERT, UPDATE, DELETE ON worker_pulse TO sealbook_app;

-- The imprint and the operators' part of the privacy page; the last one counts. Append-only: what was said at a time can be found.
CREATE TABLE site_notice (
  name text NOT NULL CHECK (name IN ('imprint', 'privacy')),
  number integer NOT NULL CHECK (number > 0),
  en text NOT NULL,
  zh text NOT NULL,
  -- Where it stands instead; empty: nowhere else.
  url text NOT NULL,
  user_id uuid REFERENCES user_account (id),
  at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (name, number)
);
-- Whom to tell of a weakness (RFC 9116), and until when that holds; the last one counts, an empty one is none. Append-only.
CREATE TABLE security_contact (
  number integer PRIMARY KEY CHECK (number > 0),
  -- A URI: mailto: or https:.
  contact text NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  user_id uuid REFERENCES user_account (id),
  at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE TRIGGER site_notice_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON site_notice
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER security_contact_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON security_contact
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON site_notice, security_contact TO sealbook_app;

-- When a ledger was audited last is read by those who run the installation, among all that the audit log tells.
CREATE INDEX audit_event_ledger_audit_idx ON audit_event (id) WHERE action = 'ledger.audit';
