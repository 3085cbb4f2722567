/** What is found of a document's signatures, and how that is written down, for whoever asks and for the worker. */
import { buffer } from "node:stream/consumers";
import { v7 as uuidv7 } from "uuid";
import { sha256 as hash, toHex, utf8 } from "#lib/core/text/bytes.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import { readContent } from "#lib/features/evidence/retention/verbs/read-content.ts";
import type { MemberActor, OrganisationId } from "#lib/gate/actor.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import type { PdfSignaturesReport } from "#lib/verify/pdf/report.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { checkInThread } from "../checks/check-in-thread.ts";
import { makeResult } from "../checks/make-result.ts";
import { readNamed } from "../rows.ts";
import { CHECKED_BYTES_MAX, type CheckProblem, type SignaturesResult } from "../types.ts";

export interface KeptDocument {
  id: string;
  organisationId: OrganisationId;
  sha256: Uint8Array;
  size: number;
  receivedAt: Date;
}

/** Undefined for a document without signatures. */
export async function findSignatures(document: KeptDocument): Promise<SignaturesResult | undefined> {
  const { organisationId, size, receivedAt } = document;
  const named = await readNamed(organisationId);
  const at = new Date();
  let found: PdfSignaturesReport | CheckProblem | undefined = "too_large";
  if (size <= CHECKED_BYTES_MAX) {
    const pdf = await read(document);
    found = pdf === undefined ? "content_damaged" : await checkInThread({ pdf, named, known: receivedAt });
  }
  return found && makeResult({ evidence: document, named, found, at });
}

async function read({ organisationId, sha256, size }: KeptDocument): Promise<Uint8Array | undefined> {
  try {
    return new Uint8Array(await buffer(await readContent({ organisationId, sha256, size })));
  } catch (error) {
    if (error instanceof SealbookError && error.code === "content_damaged") return undefined;
    throw error;
  }
}

type Keeping = {
  actor: MemberActor | { kind: "worker" };
  organisationId: OrganisationId;
  result: SignaturesResult;
};

/**
 * The record's private row stays as it is until the transaction ends.
 *
 * @throws {SealbookError} `evidence_erased`: names of who signed would stay behind what they belong to
 */
export async function holdRecord(
  tx: Tx,
  { organisationId, id }: { organisationId: string; id: string },
): Promise<void> {
  const [row] = await tx.$queryRaw<
    { held: boolean }[]
  >`SELECT hold_private(${organisationId}::uuid, ${id}::uuid) AS held`;
  if (!row?.held) throw new SealbookError("evidence_erased");
}

/**
 * The digest goes into the audit log in the same transaction, whose days are bound in the ledger.
 *
 * @throws {SealbookError} as `holdRecord`
 */
export async function keepCheck(tx: Tx, { actor, organisationId, result }: Keeping): Promise<{ id: string }> {
  const text = JSON.stringify(result);
  const digest = new Uint8Array(hash(utf8(text)));
  const id = uuidv7();
  const { evidence: evidenceId, checkedAt, headline = "unread" } = result;
  const kept = { organisationId, evidenceId };
  await holdRecord(tx, { organisationId, id: evidenceId });
  await tx.signatureCheck.create({
    data: { id, ...kept, checkedAt: new Date(checkedAt), headline, result: text, digest },
    select: { id: true },
  });
  const signers = result.signatures.flatMap(({ signer }, place) =>
    signer ? [{ checkId: id, place, ...kept, name: signer.name, issuer: signer.issuer, serial: signer.serial }] : [],
  );
  if (signers.length > 0) await tx.signatureSigner.createMany({ data: signers });
  const details = { headline, digest: toHex(digest) };
  await writeAuditEvent(tx, { actor, organisationId, action: "signatures.check", subject: evidenceId, details });
  return { id };
}
