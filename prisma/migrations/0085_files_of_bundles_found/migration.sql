-- Bundles are found by a file in them. The organisation stands in each row, so that a digest which half the world has, as that of an empty
-- file, is looked for among its own files alone.
ALTER TABLE bundle_file ADD organisation_id uuid;
UPDATE bundle_file f SET organisation_id = b.organisation_id FROM bundle b WHERE b.evidence_id = f.evidence_id;
ALTER TABLE bundle_file ALTER organisation_id SET NOT NULL;
CREATE INDEX bundle_file_organisation_id_sha256_idx ON bundle_file (organisation_id, sha256, evidence_id);

-- What outlives SHA-256: of files whose sender states it SHA3-256, and of each bundle from now on a second tree under it over the same lines.
ALTER TABLE bundle_file ADD sha3 bytea CHECK (octet_length(sha3) = 32);
ALTER TABLE bundle ADD sha3_subtrees bytea CHECK (octet_length(sha3_subtrees) = octet_length(subtrees));
