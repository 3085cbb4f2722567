/** The built file, and its record. */

import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { jsonNumber } from "#lib/core/text/decimal.ts";
import { PLATFORM } from "#lib/features/evidence/records/types.ts";
import { isPublic } from "#lib/features/evidence/sharing/rows/sharing.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { type OfferedVerifier, VERIFIER_FILE_NAME, type VerifierFile } from "./types.ts";

/** The build puts it beside the pages. */
const FOLDER = [".next", "verifier"];
const VERSION = PLATFORM.slice(PLATFORM.indexOf("/") + 1);

let known: { readAt: number; content: Uint8Array<ArrayBuffer>; file: VerifierFile } | undefined;

/** The file as it is built; undefined where there is no build. */
export function readVerifierFile(): { content: Uint8Array<ArrayBuffer>; file: VerifierFile } | undefined {
  const path = join(process.cwd(), ...FOLDER, VERIFIER_FILE_NAME);
  try {
    const { mtimeMs } = statSync(path);
    if (known?.readAt !== mtimeMs) {
      const content = new Uint8Array(readFileSync(path));
      const sha256 = createHash("sha256").update(content).digest("hex");
      known = { readAt: mtimeMs, content, file: { sha256, bytes: content.length, version: VERSION } };
    }
    return known;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Under which the operating organisation records a file once. */
export function verifierRecordKey(sha256: string): string {
  return `sealbook-verifier:${sha256}`;
}

/** The record of a file, by the organisation that runs the installation. */
export async function findVerifierRecord(sha256: string): Promise<OfferedVerifier["record"]> {
  const evidence = await prisma().evidence.findFirst({
    where: { idempotencyKey: verifierRecordKey(sha256), organisation: { operates: true } },
    select: { id: true, entry: { select: { index: true } } },
  });
  if (!evidence) return undefined;
  const { id, entry } = evidence;
  return { id, public: await isPublic(id), ...(entry && { index: jsonNumber(entry.index) }) };
}
