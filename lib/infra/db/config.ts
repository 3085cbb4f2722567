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
import { SESSION_OPTIONS } from "./session-options.ts";

const fileSchema = z.object({
  app: z.string(),
  /** It is the one that the start runs: nothing else has its data, and nothing else can take its place. */
  embedded: z.boolean().default(false),
});

/**
 * The address of the database as a member of `sealbook_app`.
 *
 * @throws {Error} when neither the environment nor a running start says where to connect.
 */
export function databaseUrl(): string {
  return env.APP_DATABASE_URL ?? readFile().app;
}

/** Whether the start runs the database itself. @throws {Error} as `databaseUrl` */
export function isEmbedded(): boolean {
  return env.APP_DATABASE_URL === undefined && readFile().embedded;
}

/** The server itself, where the address of the database leads to a pooler: for LISTEN, which a connection must keep for itself. */
export function directUrl(): string {
  return env.APP_DATABASE_DIRECT_URL ?? databaseUrl();
}

/** How a connection is opened, as node-postgres takes it. */
export interface Address {
  connectionString: string;
  options?: string;
}

/**
 * A pooler in transaction mode gives a connection to whoever comes next, so that nothing can be set at its beginning: there the role's
 * own settings have to do (bin/steps/check-pooler.ts looks at them).
 */
export function addressOf(url: string): Address {
  const isPooled = env.APP_DATABASE_DIRECT_URL !== undefined && url === env.APP_DATABASE_URL;
  return isPooled ? { connectionString: url } : { connectionString: url, options: SESSION_OPTIONS };
}

function readFile(): z.infer<typeof fileSchema> {
  const path = join(env.DATA_DIR, "database.json");
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    throw new Error(`No database: ${path} is not there. Run "npm start" first, or set APP_DATABASE_URL.`);
  }
  return fileSchema.parse(JSON.parse(text));
}
