-- Keys of seals may lie in a security module or with a signer elsewhere, and a seal may get another certificate for the same key
-- (docs/decisions/0113).
ALTER TABLE document_seal DROP CONSTRAINT document_seal_origin_check;
ALTER TABLE document_seal ADD CONSTRAINT document_seal_origin_check CHECK (origin IN ('trial', 'pkcs12', 'remote', 'certified'));
GRANT UPDATE (origin, certificate, chain) ON document_seal TO sealbook_app;
