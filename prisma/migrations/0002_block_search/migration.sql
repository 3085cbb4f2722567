-- The explorer finds a block by its hash or by its root.
CREATE INDEX ledger_block_ledger_hash_idx ON ledger_block (ledger, hash);
CREATE INDEX ledger_block_ledger_root_idx ON ledger_block (ledger, root);
