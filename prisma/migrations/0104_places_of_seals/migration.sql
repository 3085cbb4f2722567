-- Where on a document a seal goes may be part of what is asked for and approved.
ALTER TABLE document_seal_request ADD COLUMN place jsonb CHECK (place IS NULL OR covers = 'file');

-- Four eyes are set aside by two people: who said so first, and when.
ALTER TABLE document_seal
  ADD COLUMN aside_by uuid REFERENCES user_account (id),
  ADD COLUMN aside_at timestamptz(3),
  ADD CHECK (num_nonnulls(aside_by, aside_at) IN (0, 2));
GRANT UPDATE (aside_by, aside_at) ON document_seal TO sealbook_app;
