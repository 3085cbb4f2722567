-- Letters and messages to programs wait in one table; of whom or what they tell is for the features that write them.

CREATE TABLE outbox_item (
  id uuid PRIMARY KEY,
  -- In the order in which they were handed over.
  number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  channel text NOT NULL CHECK (channel IN ('mail', 'webhook')),
  kind text NOT NULL,
  -- In whose outbox it is seen.
  organisation_id uuid REFERENCES organisation (id),
  -- What it is about. What is about one subject reaches a recipient in order.
  subject text,
  recipient text NOT NULL,
  locale text CHECK (locale IN ('en', 'zh-CN')),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  -- Later it is of no use to anybody.
  expires_at timestamptz(3) NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  -- null: it was sent, or is not tried again.
  next_attempt_at timestamptz(3) DEFAULT now(),
  sent_at timestamptz(3),
  failure text,
  CHECK (sent_at IS NULL OR next_attempt_at IS NULL),
  CHECK (channel <> 'mail' OR (locale IS NOT NULL AND recipient = lower(recipient)))
);
CREATE INDEX outbox_item_organisation_id_id_idx ON outbox_item (organisation_id, id) WHERE organisation_id IS NOT NULL;
CREATE INDEX outbox_item_subject_idx ON outbox_item (subject, number) WHERE subject IS NOT NULL;
CREATE INDEX outbox_item_due_idx ON outbox_item (channel, next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX outbox_item_ended_idx ON outbox_item (kind, created_at) WHERE next_attempt_at IS NULL;

INSERT INTO outbox_item (id, channel, kind, organisation_id, subject, recipient, locale, created_at, expires_at, attempts,
  next_attempt_at, sent_at, failure)
SELECT m.id, 'mail', m.kind, m.organisation_id, coalesce(m.invitation_id, m.alert_batch)::text, m.recipient, m.locale,
  m.created_at, coalesce(i.expires_at, m.created_at + CASE m.kind WHEN 'reset' THEN interval '1 hour' ELSE interval '1 day' END),
  m.attempts, m.next_attempt_at, m.sent_at, m.failure
FROM mail m LEFT JOIN invitation i ON i.id = m.invitation_id ORDER BY m.id;
DROP TABLE mail;

-- What a program has refused so far goes on being tried.
INSERT INTO outbox_item (id, channel, kind, subject, recipient, created_at, expires_at, attempts, next_attempt_at, failure)
SELECT gen_random_uuid(), 'webhook', CASE event WHEN 'opened' THEN 'alert.raised' ELSE 'alert.resolved' END, alert_id::text,
  'operators', created_at, created_at + interval '3 days', attempts, next_attempt_at, failure
FROM alert_notice WHERE channel = 'webhook' AND next_attempt_at IS NOT NULL AND attempts > 0 ORDER BY created_at, event;

-- An alert's own row says that it opened and ended. A notice is written when one is handed to the outbox; what has none yet
-- is still to be told.
DELETE FROM alert_notice WHERE next_attempt_at IS NOT NULL AND attempts = 0;
DROP INDEX alert_notice_due_idx, alert_notice_sent_at_idx;
UPDATE alert_notice SET sent_at = coalesce(sent_at, created_at), next_attempt_at = NULL;
ALTER TABLE alert_notice DROP COLUMN created_at, DROP COLUMN attempts, DROP COLUMN next_attempt_at, DROP COLUMN failure;
ALTER TABLE alert_notice RENAME COLUMN sent_at TO at;
ALTER TABLE alert_notice ALTER COLUMN at SET DEFAULT now(), ALTER COLUMN at SET NOT NULL;
CREATE INDEX alert_notice_at_idx ON alert_notice (channel, at DESC);
CREATE INDEX alert_resolved_at_idx ON alert (resolved_at) WHERE resolved_at IS NOT NULL;
REVOKE UPDATE ON alert_notice FROM sealbook_app;

-- Some are deleted once they are sent or given up.
GRANT SELECT, INSERT, UPDATE, DELETE ON outbox_item TO sealbook_app;
