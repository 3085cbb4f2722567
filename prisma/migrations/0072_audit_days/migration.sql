-- Days of the audit log as they are bound (docs/decisions/0079): the day's statement, which is recorded in the ledger, and those of the
-- organisations that have rows of it. Append-only, like the log itself.

CREATE TABLE audit_day (
  day date PRIMARY KEY,
  -- Canonical JSON: lib/core/audit-log/day.ts.
  statement text NOT NULL
);
CREATE TABLE audit_day_part (
  day date NOT NULL REFERENCES audit_day (day),
  -- Its place in the tree of the day, from 0.
  position integer NOT NULL CHECK (position >= 0),
  -- null: rows of the installation itself.
  organisation_id uuid REFERENCES organisation (id),
  statement text NOT NULL,
  PRIMARY KEY (day, position)
);
CREATE UNIQUE INDEX audit_day_part_organisation_id_day_key ON audit_day_part (organisation_id, day) NULLS NOT DISTINCT;
CREATE TRIGGER audit_day_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_day
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_day_part_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_day_part
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON audit_day, audit_day_part TO sealbook_app;
