import { defineConfig } from "prisma/config";

// `prisma generate` looks for an engine that it never runs; where its host cannot be reached, any program will do.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({ schema: "prisma/schema", migrations: { path: "prisma/migrations" } });
