-- Issuers: versions of the published history of their keys, their domains; and which entries of status lists were handed out.

-- Each version of an issuer's history of keys, as it was published and recorded. Append-only.
CREATE TABLE issuer_history (
  issuer_id uuid NOT NULL REFERENCES issuer (id),
  -- 1, 2, 3 … ; each is recorded behind the one before.
  number integer NOT NULL CHECK (number >= 1),
  -- Canonical JSON, whose digest is recorded.
  text text NOT NULL CHECK (octet_length(text) <= 1048576),
  at timestamptz(3) NOT NULL,
  -- Its record of kind event; null until the worker recorded it.
  evidence_id uuid REFERENCES evidence (id),
  PRIMARY KEY (issuer_id, number)
);
CREATE INDEX issuer_history_unrecorded_idx ON issuer_history (issuer_id) WHERE evidence_id IS NULL;

-- Why a key is bad, in its issuer's words; part of no published document.
ALTER TABLE issuer_key ADD COLUMN note text NOT NULL DEFAULT '' CHECK (char_length(note) <= 500);
ALTER TABLE issuer_key ADD CONSTRAINT issuer_key_ended CHECK (compromised_as_of IS NULL OR until_at IS NOT NULL);
-- One key of each kind signs.
CREATE UNIQUE INDEX issuer_key_signing_idx ON issuer_key (issuer_id, kind) WHERE until_at IS NULL;

-- Domains that an issuer says are its own, and what was found when they were last asked.
CREATE TABLE issuer_domain (
  issuer_id uuid NOT NULL REFERENCES issuer (id),
  -- ASCII, lower case: an internationalised name in its A-labels.
  domain text NOT NULL CHECK (char_length(domain) BETWEEN 4 AND 253),
  method text NOT NULL CHECK (method IN ('dns', 'file')),
  added_at timestamptz(3) NOT NULL DEFAULT now(),
  -- Of the last look; null before the first.
  checked_at timestamptz(3),
  outcome text CHECK (outcome IN ('proven', 'record_missing', 'record_wrong', 'resolver_unreachable', 'file_missing', 'file_wrong', 'host_unreachable')),
  -- When it was last found proven.
  seen_at timestamptz(3),
  PRIMARY KEY (issuer_id, domain),
  CONSTRAINT issuer_domain_checked CHECK ((checked_at IS NULL) = (outcome IS NULL)),
  CONSTRAINT issuer_domain_seen CHECK (outcome <> 'proven' OR seen_at IS NOT NULL)
);

-- Entries of an issuer's status lists that were handed out: a bit each, the first the highest of its byte.
CREATE TABLE status_list (
  issuer_id uuid NOT NULL REFERENCES issuer (id),
  -- 1, 2, 3 … ; one is begun when the one before is full.
  number integer NOT NULL CHECK (number >= 1),
  taken bytea NOT NULL CHECK (octet_length(taken) = 16384),
  taken_count integer NOT NULL CHECK (taken_count BETWEEN 0 AND 131072),
  PRIMARY KEY (issuer_id, number)
);
ALTER TABLE status_list ALTER COLUMN taken SET STORAGE EXTERNAL;

-- How often a list's bits changed: a list that was signed is served for as long as this stays. Apart from the entries, so that issuing never
-- waits for a revocation.
CREATE TABLE status_list_change (
  issuer_id uuid NOT NULL REFERENCES issuer (id),
  number integer NOT NULL CHECK (number >= 1),
  changes bigint NOT NULL CHECK (changes >= 1),
  changed_at timestamptz(3) NOT NULL,
  PRIMARY KEY (issuer_id, number)
);

GRANT SELECT, INSERT, UPDATE (evidence_id) ON issuer_history TO sealbook_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON issuer_domain TO sealbook_app;
GRANT SELECT, INSERT, UPDATE ON status_list, status_list_change TO sealbook_app;

-- PostgreSQL counts repetitions up to 255, so that the check of 0019 took no issuer at all; none was recorded so far.
ALTER TABLE evidence
  DROP CONSTRAINT evidence_issuer_check,
  ADD CONSTRAINT evidence_issuer_check CHECK (issuer ~ '^[!-~]+$' AND octet_length(issuer) <= 256);
