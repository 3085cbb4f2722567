/** An installation for the command line: a database, the product's own server, a folder of files, and a bank. */
import "#tests/support/environment.ts";

import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { testFolder } from "#tests/support/environment.ts";
import { startProduct } from "./product-server.ts";
import { type CliOptions, type Ended, sealbook } from "./run-cli.ts";

/** Where the commands are run. */
export const folder = join(testFolder, "work");
/** What the commands that use the database are configured by. */
export const installation = {
  DATA_DIR: testFolder,
  DATABASE_URL: process.env.DATABASE_URL ?? "",
  APP_DATABASE_URL: process.env.APP_DATABASE_URL ?? "",
  PUBLIC_URL: "https://evidence.example.com",
};
export const product = await startProduct();
/** What the commands that use the server are configured by; with a key once there is a bank. */
export const client: { SEALBOOK_URL: string; SEALBOOK_KEY?: string } = { SEALBOOK_URL: product.url };

/** As the bank's system does. */
export const run = (args: string[], options: CliOptions = {}): Promise<Ended> =>
  sealbook(args, { cwd: folder, env: { ...client }, ...options });
/** As the operator of the installation does. */
export const operate = (...args: string[]): Promise<Ended> => sealbook(args, { cwd: folder, env: installation });

export async function setUp(): Promise<void> {
  mkdirSync(folder);
  await createTestDatabase();
}

export async function tearDown(): Promise<void> {
  await product.stop();
  await dropTestDatabase();
}

/** The bank, whose key the client then has. */
export async function createBank(): Promise<{ id: string; name: string }> {
  const made = await operate("org", "create", "--name", "蓝港银行", "--owner-email", "a@example.org", "--json");
  if (made.code !== 0) throw new Error(made.stderr);
  const created = JSON.parse(made.stdout);
  client.SEALBOOK_KEY = created.apiKey.secret;
  return created.organisation;
}

export function writeFiles(): void {
  writeFileSync(join(folder, "a.txt"), "a");
  writeFileSync(join(folder, "合同 final.pdf"), "contract");
  writeFileSync(join(folder, "large.bin"), randomBytes(5_000_000));
}
