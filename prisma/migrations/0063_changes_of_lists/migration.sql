-- A change of a certificate names its entry, and with which of its list's changes it came: whoever has read a list reads on from there.
-- What was there before counts as the one before the first.
ALTER TABLE certificate_status
  ADD COLUMN issuer_id uuid,
  ADD COLUMN status_list integer,
  ADD COLUMN status_index integer,
  ADD COLUMN list_change bigint NOT NULL DEFAULT 0 CHECK (list_change >= 0);
UPDATE certificate_status s SET issuer_id = c.issuer_id, status_list = c.status_list, status_index = c.status_index
  FROM certificate c WHERE c.id = s.certificate_id;
ALTER TABLE certificate_status
  ALTER COLUMN issuer_id SET NOT NULL,
  ALTER COLUMN status_list SET NOT NULL,
  ALTER COLUMN status_index SET NOT NULL,
  ALTER COLUMN list_change DROP DEFAULT,
  ADD FOREIGN KEY (issuer_id, status_list, status_index) REFERENCES certificate (issuer_id, status_list, status_index);
CREATE INDEX certificate_status_list_idx ON certificate_status (issuer_id, status_list, list_change);
