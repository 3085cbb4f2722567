/**
 * Which PostgreSQL this process talks to: the one of `APP_DATABASE_URL`, or the one that `npm start` wrote to
 * `DATA_DIR/database.json` (mode 0600) once it accepted connections.
 *
 * Only the application's address: the owner's is for migrations alone, and no process that serves requests reads it
 * (docs/decisions/0006).
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { env } from "#lib/env.ts";

const fileSchema = z.object({ app: z.string() });

/**
 * The address of the database as a member of `sealbook_app`.
 *
 * @throws {Error} when neither the environment nor a running start says where to connect.
 */
export function databaseUrl(): string {
  return env.APP_DATABASE_URL ?? readUrl();
}

function readUrl(): string {
  const path = join(env.DATA_DIR, "database.json");
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    throw new Error(`No database: ${path} is not there. Run "npm start" first, or set APP_DATABASE_URL.`);
  }
  return fileSchema.parse(JSON.parse(text)).app;
}
