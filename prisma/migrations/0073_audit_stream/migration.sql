-- Rows of the audit log that another system is to be sent (docs/decisions/0080): noted in the transaction that writes them, and only where
-- there is such a system.

CREATE TABLE audit_stream (id integer PRIMARY KEY CHECK (id = 1));
CREATE TABLE audit_unsent (event_id uuid PRIMARY KEY REFERENCES audit_event (id));
GRANT SELECT, INSERT, UPDATE, DELETE ON audit_stream, audit_unsent TO sealbook_app;

CREATE FUNCTION note_unsent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM audit_stream) THEN
    INSERT INTO audit_unsent (event_id) SELECT id FROM added;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER audit_event_unsent AFTER INSERT ON audit_event REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION note_unsent();
