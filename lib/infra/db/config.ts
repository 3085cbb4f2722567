/**
 * Which PostgreSQL this process talks to: the one of `DATABASE_URL`, or the embedded one while it runs.
 *
 * `npm start` writes both addresses to `DATA_DIR/database.json` (mode 0600) once the database accepts connections.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { env } from "#lib/env.ts";

export interface DatabaseUrls {
  /** Owner of the tables: migrations and audits. */
  owner: string;
  /** Member of `sealbook_app`: everything else. */
  app: string;
}

const fileSchema = z.object({ owner: z.string(), app: z.string() });

/** @throws {Error} when neither the environment nor a running embedded database says where to connect. */
export function databaseUrls(): DatabaseUrls {
  if (env.DATABASE_URL && env.APP_DATABASE_URL) return { owner: env.DATABASE_URL, app: env.APP_DATABASE_URL };
  const path = join(env.DATA_DIR, "database.json");
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    throw new Error(
      `No database: ${path} is not there. Run "npm start" first, or set DATABASE_URL and APP_DATABASE_URL.`,
    );
  }
  return fileSchema.parse(JSON.parse(text));
}
