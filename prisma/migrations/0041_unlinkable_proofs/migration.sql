-- A key for unlinkable proofs (BBS): there is one that signs while the issuer offers them.
ALTER TABLE issuer_key DROP CONSTRAINT issuer_key_kind_check;
ALTER TABLE issuer_key ADD CONSTRAINT issuer_key_kind_check CHECK (kind IN ('ed25519', 'p256', 'bbs'));
