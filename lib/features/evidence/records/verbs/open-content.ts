/** Handing out a kept file, which the audit log remembers. */
import { Readable } from "node:stream";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { openContent } from "#lib/infra/storage/content.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findEvidence } from "../rows/evidence.ts";

const READ_BYTES = 256 * 1024;

export interface OpenedContent {
  stream: ReadableStream<Uint8Array>;
  size: number;
  name: string;
  /** Hex. */
  sha256: string;
}

/**
 * Opens the content of evidence of the actor's organisation; the file is closed when the stream ends or is cancelled.
 *
 * @throws {SealbookError} `not_found`; `content_not_kept` when only the digest was recorded.
 * @throws {Error} when the file is not there or has another length: storage was damaged.
 */
export async function openEvidenceContent({ actor, id }: { actor: MemberActor; id: string }): Promise<OpenedContent> {
  const { organisationId } = actor;
  const evidence = await findEvidence(organisationId, id);
  if (!evidence) throw new SealbookError("not_found");
  const { name, sha256 } = evidence;
  if (!evidence.contentKept) throw new SealbookError("content_not_kept");
  const opened = await openContent({ organisationId, sha256: Buffer.from(sha256, "hex") });
  if (!opened) throw new Error(`The content of evidence ${id} is not in storage: run "sealbook audit".`);
  const { file, size } = opened;
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
    await file.close();
    throw error;
  }
  // Closes the file itself.
  const bytes = file.createReadStream({ highWaterMark: READ_BYTES });
  return { stream: Readable.toWeb(bytes) as ReadableStream<Uint8Array>, size, name, sha256 };
}
