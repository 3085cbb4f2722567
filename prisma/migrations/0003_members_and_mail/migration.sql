-- Invitations, resets of a password, and the mail that tells of them.

CREATE TABLE invitation (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisation (id),
  email text NOT NULL CHECK (email = lower(email)),
  role text NOT NULL CHECK (role IN ('owner', 'admin', 'operator', 'auditor')),
  locale text NOT NULL CHECK (locale IN ('en', 'zh-CN')),
  invited_by uuid NOT NULL REFERENCES user_account (id),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  expires_at timestamptz(3) NOT NULL,
  withdrawn_at timestamptz(3),
  accepted_at timestamptz(3),
  CHECK (withdrawn_at IS NULL OR accepted_at IS NULL)
);
CREATE INDEX invitation_organisation_id_id_idx ON invitation (organisation_id, id);
-- One e-mail address is invited into one organisation once at a time.
CREATE UNIQUE INDEX invitation_open_key ON invitation (organisation_id, email)
  WHERE withdrawn_at IS NULL AND accepted_at IS NULL;

ALTER TABLE one_time_link
  DROP CONSTRAINT one_time_link_purpose_check,
  ADD COLUMN invitation_id uuid REFERENCES invitation (id),
  ADD COLUMN user_id uuid REFERENCES user_account (id),
  ADD CONSTRAINT one_time_link_purpose_check CHECK (purpose IN ('setup', 'owner', 'invite', 'reset')),
  ADD CONSTRAINT one_time_link_invitation_check CHECK ((purpose = 'invite') = (invitation_id IS NOT NULL)),
  ADD CONSTRAINT one_time_link_user_check CHECK ((purpose = 'reset') = (user_id IS NOT NULL));
CREATE INDEX one_time_link_invitation_id_idx ON one_time_link (invitation_id) WHERE invitation_id IS NOT NULL;
CREATE INDEX one_time_link_user_id_idx ON one_time_link (user_id) WHERE user_id IS NOT NULL;

-- What is to be sent. A row holds no link: that is made when the mail is sent or shown.
CREATE TABLE mail (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('invitation', 'reset')),
  organisation_id uuid REFERENCES organisation (id),
  invitation_id uuid REFERENCES invitation (id),
  recipient text NOT NULL CHECK (recipient = lower(recipient)),
  locale text NOT NULL CHECK (locale IN ('en', 'zh-CN')),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz(3),
  sent_at timestamptz(3),
  failure text CHECK (failure IN ('unreachable', 'refused', 'rejected')),
  CHECK ((kind = 'invitation') = (invitation_id IS NOT NULL)),
  CHECK ((kind = 'invitation') = (organisation_id IS NOT NULL)),
  CHECK (sent_at IS NULL OR next_attempt_at IS NULL)
);
CREATE INDEX mail_organisation_id_id_idx ON mail (organisation_id, id);
CREATE INDEX mail_invitation_id_idx ON mail (invitation_id) WHERE invitation_id IS NOT NULL;
CREATE INDEX mail_next_attempt_at_idx ON mail (next_attempt_at) WHERE next_attempt_at IS NOT NULL;

GRANT SELECT, INSERT, UPDATE ON invitation TO sealbook_app;
-- Mail to a person alone is deleted once it is sent or given up.
GRANT SELECT, INSERT, UPDATE, DELETE ON mail TO sealbook_app;
