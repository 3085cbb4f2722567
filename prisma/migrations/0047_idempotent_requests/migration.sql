-- Requests that named an Idempotency-Key, and what they were answered (docs/decisions/0060). A key counts for one organisation and one
-- operation of the API; what is older than the product promises is deleted.
CREATE TABLE idempotent_request (
  organisation_id uuid NOT NULL REFERENCES organisation (id),
  -- POST and the template of the address.
  operation text NOT NULL CHECK (length(operation) BETWEEN 1 AND 200),
  key text NOT NULL CHECK (key ~ '^[\x21-\x7e]{1,255}$'),
  -- Of the address and the body.
  request_sha256 bytea NOT NULL CHECK (octet_length(request_sha256) = 32),
  begun_at timestamptz(3) NOT NULL,
  -- Who does the work, and until when nobody else begins it.
  holder uuid NOT NULL,
  held_until timestamptz(3) NOT NULL,
  -- Set by the transaction that does the work: it was done if this is so, and was not if it is not.
  committed boolean NOT NULL DEFAULT false,
  -- The answer, where it is kept.
  status integer CHECK (status BETWEEN 200 AND 299),
  headers jsonb,
  body bytea,
  CHECK ((status IS NULL) = (headers IS NULL) AND (status IS NULL) = (body IS NULL)),
  CHECK (status IS NULL OR committed),
  PRIMARY KEY (organisation_id, operation, key)
);
CREATE INDEX idempotent_request_begun_at_idx ON idempotent_request (begun_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON idempotent_request TO sealbook_app;
