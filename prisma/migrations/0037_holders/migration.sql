-- Holders: ways to a certificate without an account, what was claimed, to whom it was shown, and what was reported about it.

-- Opens a certificate to whoever has its token, and with it those of the same organisation, address and name.
CREATE TABLE certificate_link (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisation (id),
  certificate_id uuid NOT NULL REFERENCES certificate (id),
  -- letter: in a letter to the holder's address; issuer: handed over by the issuer; code: made for somebody who typed a code.
  kind text NOT NULL CHECK (kind IN ('letter', 'issuer', 'code')),
  -- SHA-256; the token itself is in the link alone.
  token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
  -- A MAC of the code that opens it, too, where there is one.
  code_hash bytea UNIQUE CHECK (octet_length(code_hash) = 32),
  created_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  -- It opens nothing any more: its address turned out to be another person's, or the issuer said so.
  ended_at timestamptz(3)
);
CREATE INDEX certificate_link_certificate_id_idx ON certificate_link (certificate_id, id);

-- Its holder has it.
CREATE TABLE certificate_claim (
  certificate_id uuid PRIMARY KEY REFERENCES certificate (id),
  link_id uuid NOT NULL REFERENCES certificate_link (id),
  claimed_at timestamptz(3) NOT NULL,
  -- In which letters are written from then on.
  locale text NOT NULL CHECK (locale IN ('en', 'zh-CN')),
  -- false: its page shows no field to whoever only has its address.
  page_open boolean NOT NULL DEFAULT true
);

-- A letter was handed to the outbox. 0: that it was issued; else the number of the status that it tells of.
CREATE TABLE certificate_notice (
  certificate_id uuid NOT NULL REFERENCES certificate (id),
  number integer NOT NULL CHECK (number >= 0),
  at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (certificate_id, number)
);
-- Letters for all of a batch were.
CREATE TABLE certificate_batch_notice (
  batch_id uuid PRIMARY KEY REFERENCES certificate_batch (id),
  at timestamptz(3) NOT NULL DEFAULT now()
);

-- A holder shows a certificate, or a part of it, to whoever has the link. Its token is derived from the id.
CREATE TABLE certificate_share (
  id uuid PRIMARY KEY,
  certificate_id uuid NOT NULL REFERENCES certificate (id),
  link_id uuid NOT NULL REFERENCES certificate_link (id),
  -- For whom, in the holder's words.
  label text NOT NULL CHECK (char_length(label) <= 100),
  -- Names of disclosures of its SD-JWT: ["fields.score"].
  shown jsonb NOT NULL,
  views_max integer CHECK (views_max BETWEEN 1 AND 1000),
  views integer NOT NULL DEFAULT 0 CHECK (views >= 0),
  created_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  ended_at timestamptz(3),
  CHECK (views_max IS NULL OR views <= views_max)
);
CREATE INDEX certificate_share_certificate_id_idx ON certificate_share (certificate_id, id);

-- Somebody pressed the button that shows it. Nothing else counts: programs open links by themselves.
CREATE TABLE certificate_share_view (
  share_id uuid NOT NULL REFERENCES certificate_share (id),
  -- 1, 2, 3 …
  number integer NOT NULL CHECK (number >= 1),
  at timestamptz(3) NOT NULL DEFAULT now(),
  -- Who they said they are.
  viewer text NOT NULL CHECK (char_length(viewer) <= 100),
  -- SHA-256 of a key that their page made: the same page asks again, and is no second view.
  key_hash bytea NOT NULL CHECK (octet_length(key_hash) = 32),
  PRIMARY KEY (share_id, number),
  UNIQUE (share_id, key_hash)
);

-- What somebody says is wrong with a certificate: its holder, who asks for a correction, or a stranger.
CREATE TABLE certificate_report (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisation (id),
  certificate_id uuid NOT NULL REFERENCES certificate (id),
  kind text NOT NULL CHECK (kind IN ('correction', 'forged', 'misused', 'content', 'other')),
  body text NOT NULL CHECK (char_length(body) BETWEEN 1 AND 2000),
  -- Where an answer is sent, if one is wanted.
  email text,
  locale text NOT NULL CHECK (locale IN ('en', 'zh-CN')),
  created_at timestamptz(3) NOT NULL,
  -- As of audit rows.
  looked_at timestamptz(3),
  looked_by jsonb,
  closed_at timestamptz(3),
  closed_by jsonb,
  answer text CHECK (char_length(answer) <= 2000),
  CHECK ((closed_at IS NULL) = (answer IS NULL)),
  CHECK (closed_at IS NULL OR looked_at IS NOT NULL)
);
CREATE INDEX certificate_report_organisation_id_idx ON certificate_report (organisation_id, id DESC);
CREATE INDEX certificate_report_certificate_id_idx ON certificate_report (certificate_id, id);
CREATE INDEX certificate_report_open_idx ON certificate_report (organisation_id) WHERE closed_at IS NULL;

GRANT SELECT, INSERT, UPDATE (ended_at) ON certificate_link TO sealbook_app;
GRANT SELECT, INSERT, UPDATE (locale, page_open) ON certificate_claim TO sealbook_app;
GRANT SELECT, INSERT ON certificate_notice, certificate_batch_notice, certificate_share_view TO sealbook_app;
GRANT SELECT, INSERT, UPDATE (views, ended_at) ON certificate_share TO sealbook_app;
GRANT SELECT, INSERT, UPDATE (looked_at, looked_by, closed_at, closed_by, answer) ON certificate_report TO sealbook_app;

-- Lost links are asked for by address alone; batches and changes whose holders are to be written to are those of the last days.
CREATE INDEX certificate_lower_email_idx ON certificate (lower(email)) WHERE email IS NOT NULL;
CREATE INDEX certificate_batch_issued_at_idx ON certificate_batch (issued_at) WHERE state = 'issued';
CREATE INDEX certificate_status_at_idx ON certificate_status (at);
