-- How much was issued, claimed, viewed and checked of an organisation's certificates, in quarters of an hour: days in any time zone are
-- sums of these (docs/decisions/0052). Quarters without any have no row; what is older than the page looks back is deleted.
CREATE TABLE certificate_figure (
  organisation_id uuid NOT NULL REFERENCES organisation (id),
  what text NOT NULL CHECK (what IN ('issued', 'claimed', 'viewed', 'verified')),
  at timestamptz(3) NOT NULL CHECK (mod(extract(epoch FROM at), 900) = 0),
  count integer NOT NULL CHECK (count > 0),
  PRIMARY KEY (organisation_id, what, at)
);
CREATE INDEX certificate_figure_at_idx ON certificate_figure (at);
-- Up to which moment what is counted from other tables is in it: one row. Checks are counted as they happen, and kept nowhere else.
CREATE TABLE certificate_figured (
  id integer PRIMARY KEY CHECK (id = 1),
  until timestamptz(3) NOT NULL CHECK (mod(extract(epoch FROM until), 900) = 0)
);
GRANT SELECT, INSERT, DELETE ON certificate_figure TO sealbook_app;
GRANT UPDATE (count) ON certificate_figure TO sealbook_app;
GRANT SELECT, INSERT ON certificate_figured TO sealbook_app;
GRANT UPDATE (until) ON certificate_figured TO sealbook_app;

CREATE INDEX certificate_claim_claimed_at_idx ON certificate_claim (claimed_at);
CREATE INDEX certificate_share_view_at_idx ON certificate_share_view (at);
