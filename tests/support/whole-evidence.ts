/** Rows of evidence with the bytes of their records and details, however they are kept. */
import assert from "node:assert/strict";
import { readBytes } from "#lib/features/evidence/records/rows/bytes.ts";
import type { Evidence, EvidencePrivate } from "#lib/infra/db/generated/client.ts";
import { prisma } from "#lib/infra/db/prisma.ts";

export type WholeEvidence = Omit<Evidence, "record"> & {
  record: Buffer;
  details: Buffer;
  name: string;
  /** As it is kept. */
  kept: EvidencePrivate;
};

export async function findWhole(id: string): Promise<WholeEvidence> {
  const [row, kept, [bytes]] = await Promise.all([
    prisma().evidence.findUniqueOrThrow({ where: { id } }),
    prisma().evidencePrivate.findFirstOrThrow({ where: { evidenceId: id } }),
    readBytes(undefined, [id]),
  ]);
  assert.ok(bytes);
  return { ...row, ...bytes, name: kept.name, kept };
}
