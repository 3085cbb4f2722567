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
type Choice = "all" | "none" | { first: number; last: number };

/**
 * Opens the content of evidence of the actor's organisation; the file is closed when the stream ends or is destroyed.
 *
 * @param options.choose what of it, once its facts are known; all of it unless said. What it throws is passed on
 * @throws {SealbookError} `forbidden`, `scope_missing`, `not_found`; `content_not_kept` when only the digest was recorded.
 * @throws {Error} when the file is not there or has another length: storage was damaged.
 */
export async function openEvidenceContent(options: {
  actor: MemberActor;
  id: string;
  choose?: (facts: ContentFacts) => Choice;
}): Promise<OpenedContent> {
  requirePermission(options.actor, "evidence:read");
  const { actor, id, choose = () => "all" } = options;
  const { organisationId } = actor;
  const evidence = await findEvidence(organisationId, id);
  if (!evidence) throw new SealbookError("not_found");
  const { name, sha256, size } = evidence;
  if (!evidence.contentKept || size === undefined) throw new SealbookError("content_not_kept");
  const facts = { name, sha256, size, receivedAt: new Date(evidence.receivedAt) };
  const choice = choose(facts);
  const part = typeof choice === "string" ? undefined : choice;
  const address = { organisationId, sha256: Buffer.from(sha256, "hex") };
  const opened = (await storage().read(address, part)) ?? (await readStaged(address, part));
  if (!opened) throw new Error(`The content of evidence ${id} is not in storage: run "sealbook audit".`);
  const { stream } = opened;
  try {
    if (opened.size !== size) {
      throw new Error(
        `The content of evidence ${id} has ${opened.size} bytes instead of ${size}: run "sealbook audit".`,
      );
    }
    if (choice === "none") {
      stream.destroy();
      return { ...facts, stream };
    }
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

/** Content that is recorded, and was not placed yet. */
async function readStaged(
  address: ContentAddress,
  part: { first: number; last: number } | undefined,
): Promise<StoredContent | undefined> {
  const key = await findStagedKey(address);
  // It may have been placed in between.
  return key === undefined
    ? undefined
    : ((await storage().read({ key }, part)) ?? (await storage().read(address, part)));
}
