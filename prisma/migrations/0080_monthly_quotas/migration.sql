-- How many records and certificates an organisation may make in a month (UTC); null: any number.

ALTER TABLE organisation
  ADD COLUMN record_quota bigint CHECK (record_quota >= 0),
  ADD COLUMN certificate_quota bigint CHECK (certificate_quota >= 0);
