-- Batches that a bulk request makes: those of one template, version and end are one, whatever the transactions in which its lines come.
ALTER TABLE certificate_batch
  ADD bulk_id uuid REFERENCES bulk (id),
  -- What tells it from the bulk's others.
  ADD bulk_group text,
  ADD CONSTRAINT certificate_batch_bulk CHECK ((bulk_id IS NULL) = (bulk_group IS NULL));
CREATE INDEX certificate_batch_bulk_idx ON certificate_batch (bulk_id, bulk_group) WHERE bulk_id IS NOT NULL;
