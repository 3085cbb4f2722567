-- From where a key may be used and was, and the secret before its newest one (docs/decisions/0065).
ALTER TABLE api_key
  -- In CIDR; empty: from everywhere.
  ADD COLUMN address_ranges text[] NOT NULL DEFAULT '{}' CHECK (cardinality(address_ranges) <= 50),
  ADD COLUMN used_from text,
  -- The last time that it came from elsewhere.
  ADD COLUMN refused_at timestamptz(3),
  ADD COLUMN refused_from text,
  ADD COLUMN rotated_at timestamptz(3),
  ADD COLUMN old_prefix text,
  ADD COLUMN old_secret_hash bytea CHECK (octet_length(old_secret_hash) = 32),
  ADD COLUMN old_secret_until timestamptz(3),
  ADD COLUMN old_used_at timestamptz(3),
  ADD COLUMN old_used_from text,
  -- The expiry of which people were told.
  ADD COLUMN expiry_told timestamptz(3),
  ADD CHECK ((refused_at IS NULL) = (refused_from IS NULL)),
  ADD CHECK (num_nulls(rotated_at, old_prefix, old_secret_hash, old_secret_until) IN (0, 4));
CREATE UNIQUE INDEX api_key_old_secret_hash_key ON api_key (old_secret_hash);
-- Keys of which somebody is to be told.
CREATE INDEX api_key_expires_at_idx ON api_key (expires_at) WHERE revoked_at IS NULL;
