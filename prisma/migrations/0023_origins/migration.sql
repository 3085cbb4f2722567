-- Receipts of other ledgers, with which evidence was taken over from another installation: a new record names the old one by the digest
-- of its bytes, and here is what proves the old one. Append-only; the first receipt of a record stays.
CREATE TABLE evidence_origin (
  organisation_id uuid NOT NULL REFERENCES organisation (id),
  -- SHA-256 of the bytes of the old record, as its entry in the old ledger states it.
  record_hash bytea NOT NULL CHECK (octet_length(record_hash) = 32),
  -- Of the content, as the old record states it.
  sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
  -- The exact bytes of the receipt.
  receipt bytea NOT NULL CHECK (octet_length(receipt) <= 262144),
  added_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (organisation_id, record_hash)
);
CREATE TRIGGER evidence_origin_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON evidence_origin
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON evidence_origin TO sealbook_app;
