import { PLATFORM } from "#lib/features/evidence/records/types.ts";
import { readHealth } from "./rows/health.ts";
import type { Health } from "./types.ts";

export const VERSION: string = PLATFORM.split("/")[1] ?? "";

/** How the installation is. Never rejects. */
export async function loadHealth(): Promise<Health> {
  try {
    return { ...(await readHealth()), version: VERSION };
  } catch {
    return { status: "unavailable", troubles: [], version: VERSION, database: "unavailable", ledgers: [] };
  }
}
