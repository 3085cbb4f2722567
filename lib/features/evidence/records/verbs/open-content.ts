/** Handing out a kept file, which the audit log remembers. */
import type { Readable } from "node:stream";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import { readContent } from "#lib/features/evidence/retention/verbs/read-content.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { requirePermission } from "#lib/gate/require.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import type { Part } from "#lib/infra/storage/port.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findEvidence } from "../rows/evidence.ts";

export interface OpenedContent extends ContentFacts {
  /** Of the part that was chosen; closed already where nothing is handed out. */
  stream: Readable;
}

export interface ContentFacts {
  size: number;
  name: string;
  /** Hex. */
  sha256: string;
  receivedAt: Date;
}

/** all: of it; a part: its first and last byte; none: whoever asks only wants to know, and no download is written down. */
type Choice = "all" | "none" | Part;

/**
 * Opens the content of evidence that the actor may see; the file is closed when the stream ends or is destroyed.
 *
 * @param options.choose what of it, once its facts are known; all of it unless said. What it throws is passed on
 * @throws {SealbookError} `forbidden`, `scope_missing`, `not_found`; `evidence_erased`; `content_not_kept` when only the digest was recorded;
 *   `content_damaged`, which the stream fails with, too, when it comes to a damaged chunk later.
 */
export async function openEvidenceContent(options: {
  actor: MemberActor;
  id: string;
  choose?: (facts: ContentFacts) => Choice;
}): Promise<OpenedContent> {
  requirePermission(options.actor, "evidence:read");
  const { actor, id, choose = () => "all" } = options;
  const { organisationId } = actor;
  const evidence = await findEvidence(actor, id);
  if (!evidence) throw new SealbookError("not_found");
  if (evidence.erasedAt !== undefined)
    throw new SealbookError("evidence_erased", { details: { at: evidence.erasedAt } });
  const { name, sha256, size } = evidence;
  if (!evidence.contentKept || size === undefined) throw new SealbookError("content_not_kept");
  const facts = { name, sha256, size, receivedAt: new Date(evidence.receivedAt) };
  const choice = choose(facts);
  const part = typeof choice === "string" ? undefined : choice;
  // Also for who only wants to know: what cannot be handed out is not promised.
  const stream = await readContent({ organisationId, sha256: Buffer.from(sha256, "hex"), size }, part);
  if (choice === "none") {
    stream.destroy();
    return { ...facts, stream };
  }
  try {
    const details = { sha256, ...(part ? { bytes: `${part.first}–${part.last}` } : {}) };
    await prisma().$transaction((tx) =>
      writeAuditEvent(tx, { actor, organisationId, action: "evidence.download", subject: id, details }),
    );
  } catch (error) {
    stream.destroy();
    throw error;
  }
  return { ...facts, stream };
}
