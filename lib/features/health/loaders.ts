import { PLATFORM } from "#lib/features/evidence/types.ts";
import { readHealth } from "./data.ts";
import type { Health } from "./types.ts";

const VERSION = PLATFORM.split("/")[1] ?? "";

/** How the installation is. Never rejects. */
export async function loadHealth(): Promise<Health> {
  try {
    return { ...(await readHealth()), version: VERSION };
  } catch {
    return { status: "unavailable", version: VERSION, database: "unavailable", ledgers: [] };
  }
}
