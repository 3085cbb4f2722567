-- A witness that is given a second key completes what it signed with the first alone: a row of its own, because what was written stays.
ALTER TABLE block_cosignature
  ADD COLUMN number smallint NOT NULL DEFAULT 1 CHECK (number IN (1, 2)),
  DROP CONSTRAINT block_cosignature_pkey,
  ADD PRIMARY KEY (ledger, height, witness, number);
