-- Seals of k of n approvers: their groups, the messages by which a group's key is made, and the rounds in which a batch is sealed.
-- What approvers keep secret is nowhere here: a share passes through sealed for its approver.

CREATE TABLE seal_group (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisation (id),
  threshold integer NOT NULL CHECK (threshold >= 2),
  approvers integer NOT NULL CHECK (approvers BETWEEN threshold AND 15),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  -- The group's polynomial in base64 points, the first its public key; none until all confirmed it.
  commitments text[] NOT NULL DEFAULT '{}' CHECK (cardinality(commitments) IN (0, threshold)),
  -- From then on it is asked for, and until then.
  from_at timestamptz(3),
  until_at timestamptz(3),
  -- It came to nothing before there was a key: a code, and whose doing it was.
  failed_at timestamptz(3),
  failure text,
  culprit integer,
  CONSTRAINT seal_group_key CHECK ((cardinality(commitments) = 0) = (from_at IS NULL)),
  CONSTRAINT seal_group_end CHECK (until_at IS NULL OR from_at IS NOT NULL),
  CONSTRAINT seal_group_failure CHECK (failed_at IS NULL OR from_at IS NULL)
);
-- One is being made, and one is asked for.
CREATE UNIQUE INDEX seal_group_making_idx ON seal_group (organisation_id) WHERE from_at IS NULL AND failed_at IS NULL;
CREATE UNIQUE INDEX seal_group_asked_idx ON seal_group (organisation_id) WHERE from_at IS NOT NULL AND until_at IS NULL;

CREATE TABLE seal_approver (
  group_id uuid NOT NULL REFERENCES seal_group (id),
  -- 1 to n.
  number integer NOT NULL CHECK (number >= 1),
  user_id uuid NOT NULL REFERENCES user_account (id),
  -- As they were called when the group was made.
  name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 200),
  PRIMARY KEY (group_id, number),
  UNIQUE (group_id, user_id)
);

-- One of each kind of each approver; never changed.
CREATE TABLE seal_message (
  group_id uuid NOT NULL,
  number integer NOT NULL,
  kind text NOT NULL CHECK (kind IN ('open', 'share', 'confirm')),
  text text NOT NULL CHECK (octet_length(text) <= 16384),
  signature text NOT NULL CHECK (octet_length(signature) = 88),
  at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (group_id, number, kind),
  FOREIGN KEY (group_id, number) REFERENCES seal_approver (group_id, number)
);

-- A try to seal a batch; another one begins where one fails.
CREATE TABLE seal_round (
  batch_id uuid NOT NULL REFERENCES certificate_batch (id),
  -- 1, 2, 3 …
  attempt integer NOT NULL CHECK (attempt BETWEEN 1 AND 100),
  group_id uuid NOT NULL REFERENCES seal_group (id),
  begun_at timestamptz(3) NOT NULL DEFAULT now(),
  -- When as many had approved as sign.
  full_at timestamptz(3),
  ended_at timestamptz(3),
  -- sealed; rejected by so many that the rest is too few; share_wrong or absent: culprits say whose; replaced:
  -- other approvers took over.
  outcome text CHECK (outcome IN ('sealed', 'rejected', 'share_wrong', 'absent', 'replaced')),
  culprits integer[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (batch_id, attempt),
  CONSTRAINT seal_round_end CHECK ((ended_at IS NULL) = (outcome IS NULL))
);
CREATE UNIQUE INDEX seal_round_open_idx ON seal_round (batch_id) WHERE ended_at IS NULL;

-- What an approver said of a batch, signed by their own key; kept whatever became of the try.
CREATE TABLE seal_approval (
  batch_id uuid NOT NULL,
  attempt integer NOT NULL,
  group_id uuid NOT NULL,
  number integer NOT NULL,
  -- sealbook.approval/v1, and its signature in base64.
  text text NOT NULL CHECK (octet_length(text) <= 4096),
  signature text NOT NULL CHECK (octet_length(signature) = 88),
  approved boolean NOT NULL,
  at timestamptz(3) NOT NULL DEFAULT now(),
  -- Base64 of the part of the seal's signature, of those who sign.
  share text CHECK (octet_length(share) = 44),
  PRIMARY KEY (batch_id, attempt, number),
  FOREIGN KEY (batch_id, attempt) REFERENCES seal_round (batch_id, attempt),
  FOREIGN KEY (group_id, number) REFERENCES seal_approver (group_id, number)
);

-- Which seal an issuer asked for when, as its published history states it.
CREATE TABLE issuer_seal_policy (
  issuer_id uuid NOT NULL REFERENCES issuer (id),
  key bytea NOT NULL CHECK (octet_length(key) = 32),
  threshold integer NOT NULL CHECK (threshold >= 2),
  -- Names, as of when they were named.
  approvers text[] NOT NULL CHECK (cardinality(approvers) >= threshold),
  from_at timestamptz(3) NOT NULL,
  until_at timestamptz(3) CHECK (until_at >= from_at),
  PRIMARY KEY (issuer_id, key)
);
-- One is asked for.
CREATE UNIQUE INDEX issuer_seal_policy_asked_idx ON issuer_seal_policy (issuer_id) WHERE until_at IS NULL;
GRANT SELECT, INSERT, UPDATE (until_at) ON issuer_seal_policy TO sealbook_app;

GRANT SELECT, INSERT ON seal_approver, seal_message TO sealbook_app;
GRANT SELECT, INSERT, UPDATE (commitments, from_at, until_at, failed_at, failure, culprit) ON seal_group TO sealbook_app;
GRANT SELECT, INSERT, UPDATE (full_at, ended_at, outcome, culprits) ON seal_round TO sealbook_app;
GRANT SELECT, INSERT, UPDATE (share) ON seal_approval TO sealbook_app;
