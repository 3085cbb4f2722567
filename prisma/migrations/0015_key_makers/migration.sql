-- Who made a key: whoever removes them is shown what they made, and can still know the secrets of. Keys of the command line have nobody.
ALTER TABLE api_key ADD COLUMN created_by uuid REFERENCES user_account (id);
UPDATE api_key k SET created_by = u.id
  FROM audit_event e JOIN user_account u ON u.id::text = e.actor->>'id'
  WHERE e.action = 'key.create' AND e.subject = k.id::text AND e.actor->>'kind' = 'user';
CREATE INDEX api_key_organisation_id_created_by_idx ON api_key (organisation_id, created_by) WHERE created_by IS NOT NULL;
