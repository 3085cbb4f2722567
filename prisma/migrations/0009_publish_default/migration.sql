-- Whether new records have a public page from the start. Where they have not, the first row about the page says so and
-- comes with the record: a page is never open before it is closed, and what was recorded before stays as it is.
ALTER TABLE organisation ADD COLUMN publish_records boolean NOT NULL DEFAULT true;

-- That first row is of no user's making: it is the organisation's setting at the time.
ALTER TABLE evidence_publication ALTER COLUMN user_id DROP NOT NULL;
ALTER TABLE evidence_publication ADD CONSTRAINT evidence_publication_of_setting
  CHECK (user_id IS NOT NULL OR (number = 1 AND NOT public));
