-- Alerts are told to those who run the installation, and a person may end one with a note.

ALTER TABLE alert
  ADD COLUMN resolved_by uuid REFERENCES user_account (id),
  ADD COLUMN note text NOT NULL DEFAULT '',
  ADD CONSTRAINT alert_resolved_by_check CHECK (resolved_by IS NULL OR resolved_at IS NOT NULL),
  -- Two histories do not become one by themselves: whoever closes the alert says what was found.
  ADD CONSTRAINT alert_conflict_check
    CHECK (kind <> 'witness_conflict' OR resolved_at IS NULL OR (resolved_by IS NOT NULL AND note <> ''));
-- What is open comes first, then the newest.
CREATE INDEX alert_list_idx ON alert ((resolved_at IS NOT NULL), id DESC);

-- That an alert opened or was resolved, to be told by mail and to a program. Written with the alert, so that neither a
-- crash nor a restart loses one.
CREATE TABLE alert_notice (
  alert_id uuid NOT NULL REFERENCES alert (id),
  event text NOT NULL CHECK (event IN ('opened', 'resolved')),
  channel text NOT NULL CHECK (channel IN ('mail', 'webhook')),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  attempts integer NOT NULL DEFAULT 0,
  -- null: it was told, or is not told any more.
  next_attempt_at timestamptz(3) DEFAULT now(),
  sent_at timestamptz(3),
  failure text,
  -- Notices that one letter tells of.
  batch uuid,
  PRIMARY KEY (alert_id, event, channel),
  CHECK (sent_at IS NULL OR next_attempt_at IS NULL)
);
CREATE INDEX alert_notice_due_idx ON alert_notice (channel, next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX alert_notice_batch_idx ON alert_notice (batch) WHERE batch IS NOT NULL;
CREATE INDEX alert_notice_sent_at_idx ON alert_notice (channel, sent_at DESC) WHERE sent_at IS NOT NULL;

-- A letter about alerts: which ones is looked up when it is written.
ALTER TABLE mail
  DROP CONSTRAINT mail_kind_check,
  DROP CONSTRAINT mail_check1,
  ADD COLUMN alert_batch uuid,
  ADD CONSTRAINT mail_kind_check CHECK (kind IN ('invitation', 'reset', 'alerts')),
  ADD CONSTRAINT mail_organisation_check CHECK ((kind IN ('invitation', 'alerts')) = (organisation_id IS NOT NULL)),
  ADD CONSTRAINT mail_alert_batch_check CHECK ((kind = 'alerts') = (alert_batch IS NOT NULL));

-- The language in which somebody signed in is the one in which they are written to.
ALTER TABLE session ADD COLUMN locale text CHECK (locale IN ('en', 'zh-CN'));

GRANT SELECT, INSERT, UPDATE ON alert_notice TO sealbook_app;
