-- Webhooks: programs of organisations that are told what happened (Standard Webhooks 1.0).

CREATE TABLE webhook (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisation (id),
  url text NOT NULL CHECK (char_length(url) <= 2000),
  description text NOT NULL DEFAULT '' CHECK (char_length(description) <= 200),
  events text[] NOT NULL CHECK (cardinality(events) BETWEEN 1 AND 50),
  -- Sealed under a key of the installation.
  secret bytea NOT NULL,
  -- The one before it, which signs as well until then.
  old_secret bytea,
  old_secret_until timestamptz(3),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  -- Switched off; null: it is told.
  off_since timestamptz(3),
  -- It answered that nobody is there any more.
  gone boolean NOT NULL DEFAULT false,
  failures integer NOT NULL DEFAULT 0,
  failing_since timestamptz(3),
  CHECK ((old_secret IS NULL) = (old_secret_until IS NULL)),
  CHECK ((failures = 0) = (failing_since IS NULL))
);
CREATE INDEX webhook_organisation_id_id_idx ON webhook (organisation_id, id);
GRANT SELECT, INSERT, UPDATE, DELETE ON webhook TO sealbook_app;

CREATE TABLE webhook_message (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisation (id),
  type text NOT NULL,
  subject text NOT NULL,
  -- Exactly what is posted, at each attempt.
  body text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now()
);
-- About one subject an event of a type is told once, whoever finds it.
CREATE UNIQUE INDEX webhook_message_organisation_id_type_subject_key ON webhook_message (organisation_id, type, subject);
CREATE INDEX webhook_message_created_at_idx ON webhook_message (created_at);
GRANT SELECT, INSERT, DELETE ON webhook_message TO sealbook_app;

-- What waits for one program, and what it got, newest first.
CREATE INDEX outbox_item_recipient_idx ON outbox_item (recipient, id) WHERE channel = 'webhook';

-- How far each ledger was followed.
CREATE TABLE evidence_news (
  ledger text NOT NULL REFERENCES ledger (name),
  type text NOT NULL,
  position bigint NOT NULL,
  PRIMARY KEY (ledger, type)
);
GRANT SELECT, INSERT, UPDATE ON evidence_news TO sealbook_app;

-- Alerts are told to webhooks of the organisation that runs the installation as well.
ALTER TABLE alert_notice DROP CONSTRAINT alert_notice_channel_check,
  ADD CHECK (channel IN ('mail', 'webhook', 'subscription'));

-- Up to when certificates were followed.
CREATE TABLE certificate_news (
  id integer PRIMARY KEY CHECK (id = 1),
  until timestamptz(3) NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON certificate_news TO sealbook_app;
