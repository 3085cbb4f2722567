/** The document of a contract as it stands: here while it is out, in its record once it is completed. */
import { buffer } from "node:stream/consumers";
import { readContent } from "#lib/features/evidence/retention/verbs/read-content.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import { openSecret } from "#lib/infra/keys/sealed-secret.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { Version } from "../types.ts";

export const VERSION_PURPOSE = "contract that is out for signing";
export const versionOwner = (envelopeId: string, number: number): string => `${envelopeId}/${number}`;

/** Undefined for a contract that was never sent. */
export async function findVersion(envelopeId: string, tx: Tx = prisma()): Promise<Version | undefined> {
  const select = { number: true, sha256: true, size: true } as const;
  const row = await tx.contractVersion.findFirst({ where: { envelopeId }, orderBy: { number: "desc" }, select });
  return row ? { ...row, sha256: new Uint8Array(row.sha256) } : undefined;
}

/** @throws {SealbookError} `contract_document_gone` for one that came to nothing, or whose record was erased; `content_damaged` */
export async function readVersion(given: {
  id: string;
  organisationId: OrganisationId;
}): Promise<Version & { pdf: Uint8Array }> {
  const { id: envelopeId, organisationId } = given;
  const row = await prisma().contractVersion.findFirst({ where: { envelopeId }, orderBy: { number: "desc" } });
  if (!row) throw new SealbookError("contract_document_gone");
  const { number, size, content, evidenceId } = row;
  const sha256 = new Uint8Array(row.sha256);
  if (content !== null) {
    const context = { purpose: VERSION_PURPOSE, aad: versionOwner(envelopeId, number) };
    return { number, sha256, size, pdf: openSecret(new Uint8Array(content), context) };
  }
  const kept =
    evidenceId &&
    (await prisma().evidence.findFirst({ where: { id: evidenceId, contentKept: true }, select: { id: true } }));
  if (!kept) throw new SealbookError("contract_document_gone");
  return {
    number,
    sha256,
    size,
    pdf: new Uint8Array(await buffer(await readContent({ organisationId, sha256, size }))),
  };
}
