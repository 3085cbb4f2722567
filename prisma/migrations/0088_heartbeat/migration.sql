-- That a worker found this database to have everything that was signed, and when it last said so: one row (docs/decisions/0087).
CREATE TABLE heartbeat (
  id smallint PRIMARY KEY DEFAULT 1 CHECK (id = 1),
  at timestamptz NOT NULL DEFAULT clock_timestamp()
);
-- Whoever brings the tables up to date vouches for the database as it runs now.
INSERT INTO heartbeat DEFAULT VALUES;
GRANT SELECT, UPDATE ON heartbeat TO sealbook_app;
