/**
 * A step of the start: migrates the database, makes the application's login, writes that address to
 * `DATA_DIR/database.json`, and while there is no organisation makes the link of the first run. The owner's address
 * stays in this process.
 *
 * The embedded database's addresses come in the environment, where other users cannot read them: EMBEDDED_SERVER_URL
 * is its database `postgres` as superuser.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { writeSecretFile } from "../start/secret-file.mjs";
import { answer } from "./answer.ts";
import { assertAppLogin, ensureAppLogin } from "./app-login.ts";
import { migrate } from "./migrate.ts";

const MIGRATIONS = fileURLToPath(new URL("../../prisma/migrations", import.meta.url));
const EMBEDDED_DATABASE = "sealbook";
const DUPLICATE_DATABASE = "42P04";

await answer(async () => {
  const { env } = await import("#lib/env.ts");
  const embedded = process.env.EMBEDDED_SERVER_URL;
  const owner = embedded ? await embeddedDatabase(embedded) : env.DATABASE_URL;
  if (!owner) throw new Error("No database is given.");
  const migrations = await migrate({ url: owner, directory: MIGRATIONS });
  const file = join(env.DATA_DIR, "database.json");
  const app = env.APP_DATABASE_URL ?? (await ensureAppLogin({ ownerUrl: owner, keptUrl: keptUrl(file) }));
  if (env.APP_DATABASE_URL) await assertAppLogin(app);
  writeSecretFile(file, `${JSON.stringify({ app, embedded: embedded !== undefined })}\n`);
  // Imported here because it connects as that file says.
  const { makeSetupLink } = await import("./setup-link.ts");
  return { migrations, setupLink: await makeSetupLink() };
});

/** @returns the address of the product's own database on the embedded server. */
async function embeddedDatabase(serverUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${EMBEDDED_DATABASE}`);
  } catch (error) {
    if ((error as { code?: string }).code !== DUPLICATE_DATABASE) throw error;
  } finally {
    await client.end();
  }
  const address = new URL(serverUrl);
  address.pathname = `/${EMBEDDED_DATABASE}`;
  return address.href;
}

function keptUrl(file: string): string | undefined {
  try {
    const kept: unknown = JSON.parse(readFileSync(file, "utf8"));
    return typeof kept === "object" && kept && "app" in kept && typeof kept.app === "string" ? kept.app : undefined;
  } catch {
    return undefined;
  }
}
