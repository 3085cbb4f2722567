/** Handing out a kept file, which the audit log remembers. */
import type { Readable } from "node:stream";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import { findStagedKey } from "#lib/features/evidence/retention/rows.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { requirePermission } from "#lib/gate/require.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import type { ContentAddress, StoredContent } from "#lib/infra/storage/port.ts";
import { storage } from "#lib/infra/storage/storage.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findEvidence } from "../rows/evidence.ts";

export interface OpenedContent {
  stream: Readable;
  size: number;
  name: string;
  /** Hex. */
  sha256: string;
}

/**
 * Opens the content of evidence of the actor's organisation; the file is closed when the stream ends or is destroyed.
 *
 * @throws {SealbookError} `forbidden`, `scope_missing`, `not_found`; `content_not_kept` when only the digest was recorded.
 * @throws {Error} when the file is not there or has another length: storage was damaged.
 */
export async function openEvidenceContent({ actor, id }: { actor: MemberActor; id: string }): Promise<OpenedContent> {
  requirePermission(actor, "evidence:read");
  const { organisationId } = actor;
  const evidence = await findEvidence(organisationId, id);
  if (!evidence) throw new SealbookError("not_found");
  const { name, sha256 } = evidence;
  if (!evidence.contentKept) throw new SealbookError("content_not_kept");
  const address = { organisationId, sha256: Buffer.from(sha256, "hex") };
  const opened = (await storage().read(address)) ?? (await readStaged(address));
  if (!opened) throw new Error(`The content of evidence ${id} is not in storage: run "sealbook audit".`);
  const { stream, size } = opened;
  try {
    if (size !== evidence.size) {
      throw new Error(
        `The content of evidence ${id} has ${size} bytes instead of ${evidence.size}: run "sealbook audit".`,
      );
    }
    await prisma().$transaction((tx) =>
      writeAuditEvent(tx, { actor, organisationId, action: "evidence.download", subject: id, details: { sha256 } }),
    );
  } catch (error) {
    stream.destroy();
    throw error;
  }
  return { stream, size, name, sha256 };
}

/** Content that is recorded, and was not placed yet. */
async function readStaged(address: ContentAddress): Promise<StoredContent | undefined> {
  const key = await findStagedKey(address);
  // It may have been placed in between.
  return key === undefined ? undefined : ((await storage().read({ key })) ?? (await storage().read(address)));
}
