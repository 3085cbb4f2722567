/** The changes to the tables that this code knows, each a folder of prisma/migrations. */
import { readdirSync } from "node:fs";
import { resolve } from "node:path";

/** Every process of ours works in the project's folder. */
const MIGRATIONS: string = resolve("prisma", "migrations");

const NAME = /^\d{4,14}_[a-z0-9_]+$/;

/** In the order in which they are run. */
export function migrationNames(directory: string = MIGRATIONS): string[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && NAME.test(entry.name))
    .map((entry) => entry.name)
    .sort();
}
