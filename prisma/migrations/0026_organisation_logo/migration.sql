-- The logo of an organisation, as its receipts have it on paper: a picture that the application wrote anew, never a file as it came.
CREATE TABLE organisation_logo (
  organisation_id uuid PRIMARY KEY REFERENCES organisation,
  png bytea NOT NULL CHECK (octet_length(png) BETWEEN 1 AND 98304),
  sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
  set_at timestamptz(3) NOT NULL DEFAULT now()
);

GRANT SELECT, INSERT, UPDATE, DELETE ON organisation_logo TO sealbook_app;
