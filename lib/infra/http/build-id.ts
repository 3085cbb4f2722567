/** Which build of the pages this process serves. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { env } from "#lib/env.ts";

let known: string | undefined;

/** The name that Next gave to the build; undefined in development, where the pages change under one's hands. */
export function buildId(): string | undefined {
  if (env.NODE_ENV !== "production") return undefined;
  if (known === undefined) {
    try {
      known = readFileSync(join(process.cwd(), ".next", "BUILD_ID"), "utf8").trim();
    } catch {
      known = ""; // started from another folder: pages work, they are only not kept for later
    }
  }
  return known || undefined;
}
