-- A process that is asked whether it is ready compares the migrations that its code knows with those that were run.
DO $$
BEGIN
  -- The book is not there where a schema is only compared.
  IF to_regclass('_prisma_migrations') IS NOT NULL THEN
    GRANT SELECT (migration_name, finished_at, rolled_back_at) ON _prisma_migrations TO sealbook_app;
  END IF;
END
$$;
