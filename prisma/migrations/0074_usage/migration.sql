-- What organisations used in each month (UTC), counted by the worker.

CREATE TABLE usage_month (
  organisation_id uuid NOT NULL REFERENCES organisation (id),
  -- Its first day.
  month date NOT NULL CHECK (extract(day FROM month) = 1),
  records bigint NOT NULL DEFAULT 0,
  -- Of content that was kept.
  bytes bigint NOT NULL DEFAULT 0,
  mails bigint NOT NULL DEFAULT 0,
  certificates bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (organisation_id, month)
);
CREATE INDEX usage_month_month_idx ON usage_month (month, organisation_id);
CREATE TABLE usage_counted (
  id integer PRIMARY KEY CHECK (id = 1),
  until timestamptz(3) NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON usage_month, usage_counted TO sealbook_app;
