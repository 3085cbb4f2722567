-- A witness may have two keys of one name, Ed25519 and ML-DSA-44 (C2SP tlog-cosignature), and then signs with both. A witness with one
-- key alone has it in verifier_key, whichever it is.
ALTER TABLE node
  ADD COLUMN ml_dsa_key text,
  ADD CHECK (ml_dsa_key IS NULL OR kind = 'witness'),
  ADD UNIQUE (ledger, ml_dsa_key);
GRANT UPDATE (ml_dsa_key) ON node TO sealbook_app;
