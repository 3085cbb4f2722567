import { sha256 } from "#lib/core/text/bytes.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { sealSecret } from "#lib/infra/keys/sealed-secret.ts";
import { VERSION_PURPOSE, versionOwner } from "../rows/versions.ts";
import type { Version } from "../types.ts";

/** The document as it is from now on; the one before it is in it, byte for byte, and is kept no more. */
export async function addVersion(
  tx: Tx,
  { envelopeId, number, pdf }: { envelopeId: string; number: number; pdf: Uint8Array },
): Promise<Version> {
  const context = { purpose: VERSION_PURPOSE, aad: versionOwner(envelopeId, number) };
  const digest = new Uint8Array(sha256(pdf));
  const content = new Uint8Array(sealSecret(pdf, context));
  await tx.contractVersion.updateMany({ where: { envelopeId, number: { lt: number } }, data: { content: null } });
  const data = { envelopeId, number, sha256: digest, size: pdf.length, content };
  await tx.contractVersion.create({ data, select: { number: true } });
  return { number, sha256: digest, size: pdf.length };
}
