-- Many files as one record: its digest is the root of the tree over their lines (docs/decisions/0071). Append-only, as the record is.
CREATE TABLE bundle (
  -- What is removed of tests takes these along; nothing else is removed (0054_test_ledger).
  evidence_id uuid PRIMARY KEY REFERENCES evidence (id) ON DELETE CASCADE,
  organisation_id uuid NOT NULL REFERENCES organisation (id),
  files integer NOT NULL CHECK (files BETWEEN 1 AND 100000),
  -- Of all files together; null where one's size was not stated.
  bytes bigint CHECK (bytes >= 0),
  -- The roots of 256 lines each: with them a file's path takes 256 rows, and not all.
  subtrees bytea NOT NULL CHECK (octet_length(subtrees) = 32 * ((files + 255) / 256)),
  -- The Idempotency-Key of the request, and what it asked for.
  request_key text,
  request_sha256 bytea NOT NULL CHECK (octet_length(request_sha256) = 32)
);
CREATE UNIQUE INDEX bundle_request_key ON bundle (organisation_id, request_key) WHERE request_key IS NOT NULL;

CREATE TABLE bundle_file (
  evidence_id uuid NOT NULL REFERENCES bundle (evidence_id) ON DELETE CASCADE,
  -- Of its leaf in the tree: leaves are in the order of their hashes.
  place integer NOT NULL CHECK (place >= 0),
  -- Its path in the bundle; in the order in which bytes are.
  name text NOT NULL COLLATE "C",
  sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
  size bigint CHECK (size >= 0),
  media_type text,
  salt bytea NOT NULL CHECK (octet_length(salt) = 16),
  PRIMARY KEY (evidence_id, place)
);
CREATE UNIQUE INDEX bundle_file_evidence_id_name_key ON bundle_file (evidence_id, name);
GRANT SELECT, INSERT ON bundle, bundle_file TO sealbook_app;
-- With the record of a bundle its list is erased; receipts that were handed out hold on.
GRANT DELETE ON bundle_file TO sealbook_app;

-- A link may open one file of a bundle instead of the whole record.
ALTER TABLE evidence_link ADD file integer CHECK (file >= 0);
