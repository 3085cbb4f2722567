/** COMMIT 1 of a signature: that it is about to be made, of what, by which certificate. After a crash behind it, it stands there unfinished. */
import { v7 as uuidv7 } from "uuid";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { UNFINISHED_MS, type WAYS } from "../types.ts";
import { requireBase } from "./prepare-signature.ts";

/** @throws {SealbookError} `contract_changed`; `contract_busy` where somebody else is signing at this moment */
export async function noteSignature(
  tx: Tx,
  given: {
    envelopeId: string;
    partyId: string;
    base: number;
    way: (typeof WAYS)[number];
    digest: Uint8Array;
    certificate: Uint8Array | undefined;
    prepared?: Uint8Array | undefined;
  },
): Promise<string> {
  const { base, certificate, prepared, digest, ...row } = given;
  const { envelopeId } = row;
  await requireBase(tx, { envelopeId, base });
  const open = { envelopeId, version: base + 1, way: { not: "own" }, releasedAt: null };
  await tx.contractSignature.updateMany({
    where: { ...open, finishedAt: null, at: { lt: new Date(Date.now() - UNFINISHED_MS) } },
    data: { releasedAt: new Date() },
  });
  if ((await tx.contractSignature.count({ where: open })) > 0) throw new SealbookError("contract_busy");
  // What a party prepared before is of no use any more, and kept no longer.
  await tx.contractSignature.updateMany({
    where: { partyId: row.partyId, way: "own", finishedAt: null, releasedAt: null },
    data: { releasedAt: new Date(), prepared: null },
  });
  const id = uuidv7();
  await tx.contractSignature.create({
    data: {
      ...{ ...row, id, version: base + 1, digest: new Uint8Array(digest) },
      certificate: certificate ? new Uint8Array(certificate) : null,
      prepared: prepared ? new Uint8Array(prepared) : null,
    },
    select: { id: true },
  });
  return id;
}

/** What came to nothing holds nobody up. */
export async function releaseSignature(id: string): Promise<void> {
  await prisma().contractSignature.updateMany({ where: { id, finishedAt: null }, data: { releasedAt: new Date() } });
}
