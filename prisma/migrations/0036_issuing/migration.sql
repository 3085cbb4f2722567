-- Issuing: what an organisation asks for before it issues, ids that drafts keep, and work that is not issued yet.

-- A row is there once somebody has said something.
CREATE TABLE issuing_rule (
  organisation_id uuid PRIMARY KEY REFERENCES organisation (id),
  -- Who asked for a batch does not approve it.
  four_eyes boolean NOT NULL DEFAULT false,
  -- The key whose seal every batch needs; its shares are with the approvers.
  seal_key bytea CHECK (octet_length(seal_key) = 32)
);
GRANT SELECT, INSERT, UPDATE ON issuing_rule TO sealbook_app;

ALTER TABLE certificate_batch
  -- Why it was rejected.
  ADD rejection text CHECK (char_length(rejection) <= 500),
  -- Of the request that made it, and what was asked for under it.
  ADD idempotency_key text CHECK (char_length(idempotency_key) <= 255),
  ADD request_sha256 bytea CHECK (octet_length(request_sha256) = 32),
  -- It was paused, and goes on with what is missing.
  ADD paused_at timestamptz(3),
  -- From here on its record may be in the ledger: it is cancelled no more.
  ADD recording_at timestamptz(3),
  -- How many certificates it has, and how many of them are drawn and signed.
  ADD size integer NOT NULL DEFAULT 0 CHECK (size BETWEEN 0 AND 100000),
  ADD made integer NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX certificate_batch_idempotency_key_idx ON certificate_batch (organisation_id, idempotency_key)
  WHERE idempotency_key IS NOT NULL;

-- Its certificate's id, from the beginning: whatever is tried again is the same certificate.
ALTER TABLE certificate_draft
  ADD certificate_id uuid NOT NULL UNIQUE,
  -- The certificate that it takes the place of.
  ADD replaces uuid REFERENCES certificate (id);

-- Hashes beside the leaf's way up to the root, 32 bytes each; none in a batch of one.
ALTER TABLE certificate ADD path bytea NOT NULL DEFAULT '' CHECK (octet_length(path) % 32 = 0);

-- What has been made of a batch that is not issued yet; it becomes certificates with the batch's record, or goes.
CREATE TABLE certificate_work (
  batch_id uuid NOT NULL REFERENCES certificate_batch (id),
  number integer NOT NULL,
  -- Allocated once, and kept.
  status_list integer NOT NULL,
  status_index integer NOT NULL,
  -- What follows is null until it is drawn and signed.
  leaf text,
  leaf_hash bytea CHECK (octet_length(leaf_hash) = 32),
  credential text,
  sd_jwt text,
  pages_sha256 bytea CHECK (octet_length(pages_sha256) = 32),
  key_number integer,
  wallet_key_number integer,
  -- Null until the tree stands.
  path bytea,
  PRIMARY KEY (batch_id, number),
  FOREIGN KEY (batch_id, number) REFERENCES certificate_draft (batch_id, number)
);
CREATE INDEX certificate_work_open_idx ON certificate_work (batch_id, number) WHERE leaf IS NULL;
GRANT SELECT, INSERT, UPDATE, DELETE ON certificate_work TO sealbook_app;

-- Pages lie here as soon as they are drawn, before their certificate: moving so much at the end would take long.
ALTER TABLE certificate_pages DROP CONSTRAINT certificate_pages_certificate_id_fkey;
CREATE FUNCTION certificate_pages_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM certificate c WHERE c.id = OLD.certificate_id) THEN
    RAISE EXCEPTION 'the pages of a certificate never go';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER certificate_pages_stay BEFORE DELETE ON certificate_pages
  FOR EACH ROW EXECUTE FUNCTION certificate_pages_stay();
GRANT DELETE ON certificate_pages TO sealbook_app;

-- Drafts of a batch that is on its way stay as they were approved.
CREATE FUNCTION certificate_draft_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM certificate_batch b WHERE b.id = OLD.batch_id AND b.state IN ('submitted', 'approved', 'issuing', 'paused', 'sealing')) THEN
    RAISE EXCEPTION 'drafts that were submitted never change';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER certificate_draft_stays BEFORE UPDATE OR DELETE ON certificate_draft
  FOR EACH ROW EXECUTE FUNCTION certificate_draft_stays();

-- The worker, and whoever waits for a certificate, are told.
CREATE FUNCTION tell_of_batch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('certificate_batch', NEW.id::text);
  RETURN NEW;
END $$;
CREATE TRIGGER certificate_batch_told AFTER INSERT OR UPDATE OF state, seal_signature ON certificate_batch
  FOR EACH ROW EXECUTE FUNCTION tell_of_batch();
