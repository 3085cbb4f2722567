-- Whoever an organisation's provider lets in by itself comes into the role and the unit that the organisation chose; what was, was an auditor
-- of the whole organisation (docs/decisions/0039).
ALTER TABLE sso_provider
  ADD COLUMN lets_in_role text NOT NULL DEFAULT 'auditor' CHECK (lets_in_role IN ('operator', 'auditor')),
  -- null: the organisation itself.
  ADD COLUMN lets_in_unit uuid,
  ADD FOREIGN KEY (organisation_id, lets_in_unit) REFERENCES unit (organisation_id, id);
