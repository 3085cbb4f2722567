/** COMMIT 2 of a signature: the document with it is the contract's from now on. Before it nobody has seen it. */
import { sha256, toBase64, toHex } from "#lib/core/text/bytes.ts";
import type { Context, Envelope, Party } from "#lib/features/contracts/envelopes/types.ts";
import { addVersion } from "#lib/features/contracts/envelopes/verbs/add-version.ts";
import { holdEnvelope } from "#lib/features/contracts/envelopes/verbs/write-event.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { nameOf, readCertificate } from "#lib/pki/certificate.ts";
import { shownName } from "#lib/pki/names.ts";
import { requireDue } from "../checks/steps.ts";
import type { WAYS } from "../types.ts";
import { finishParty } from "./finish-party.ts";
import { requireBase } from "./prepare-signature.ts";

/** @throws {SealbookError} `contract_over`, `contract_party_done`, `contract_party_waits`, `contract_changed` */
export async function finishSignature(
  tx: Tx,
  given: {
    envelopeId: string;
    party: Party;
    signatureId: string;
    base: number;
    before: Uint8Array;
    pdf: Uint8Array;
    way: (typeof WAYS)[number];
    certificate: Uint8Array;
    stampedAt: Date | undefined;
    context?: Context | undefined;
    by?: { kind: string; id: string };
    facts: Record<string, unknown>;
  },
): Promise<Envelope> {
  const { envelopeId, signatureId, base, before, pdf, way, certificate, stampedAt, context, by } = given;
  const envelope = await holdEnvelope(tx, envelopeId);
  const party = requireDue(envelope, given.party.id);
  await requireBase(tx, { envelopeId, base });
  const at = new Date();
  await tx.contractSignature.update({
    where: { id: signatureId, releasedAt: null, finishedAt: null },
    data: { finishedAt: at, stampedAt: stampedAt ?? null, certificate: new Uint8Array(certificate), prepared: null },
    select: { id: true },
  });
  const { sha256: digest, size } = await addVersion(tx, { envelopeId, number: base + 1, pdf });
  const facts = {
    ...given.facts,
    ...{ way, signature: signatureId, level: stampedAt ? "B-T" : "B-B" },
    certificate: certificateFacts(certificate),
    before: { sha256: toBase64(before) },
    document: { sha256: toBase64(digest), size },
  };
  const kind = way === "seal" ? "sealed" : "signed";
  return await finishParty(tx, { envelope, party, kind, at, facts, context, ...(by && { by }) });
}

function certificateFacts(der: Uint8Array): Record<string, string> {
  const read = readCertificate(der);
  if (read === undefined) throw new Error("A signature has no certificate that can be read.");
  const { issuer, serial } = read;
  return { name: nameOf(read), issuer: shownName(issuer) ?? "-", serial: toHex(serial), sha256: toBase64(sha256(der)) };
}
