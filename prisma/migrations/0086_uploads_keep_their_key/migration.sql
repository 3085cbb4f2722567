-- An upload keeps the Idempotency-Key of the request that began it, for as long as it is kept itself: pieces may take longer than 72 hours.
ALTER TABLE resumable_upload ADD request_key text;
CREATE UNIQUE INDEX resumable_upload_request_key ON resumable_upload (organisation_id, request_key) WHERE request_key IS NOT NULL;
