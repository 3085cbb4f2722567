-- What a person chose for themselves. null: as the browser asks.
ALTER TABLE user_account
  ADD COLUMN locale text CHECK (locale IN ('en', 'zh-CN')),
  -- A name of the IANA time zone database, as in Asia/Shanghai.
  ADD COLUMN time_zone text CHECK (time_zone ~ '^[A-Za-z][A-Za-z0-9_+/-]{0,63}$');
