-- Content is recorded by its SM3 digest as well, where an organisation asks for it.
ALTER TABLE organisation ADD COLUMN also_sm3 boolean NOT NULL DEFAULT false;
