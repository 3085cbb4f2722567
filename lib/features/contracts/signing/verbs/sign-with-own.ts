/** A party signs with a certificate of its own: it is given a digest, and brings the CMS over it; the key stays where it is. */
import { concat, equalBytes, toHex, utf8 } from "#lib/core/text/bytes.ts";
import type { Context, Envelope } from "#lib/features/contracts/envelopes/types.ts";
import { holdEnvelope, writeContractEvent } from "#lib/features/contracts/envelopes/verbs/write-event.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { openSecret, sealSecret } from "#lib/infra/keys/sealed-secret.ts";
import { complete, coveredDigest, type Prepared } from "#lib/pades/prepare.ts";
import { isValidAt } from "#lib/pki/certificate.ts";
import { SHA256, SM3 } from "#lib/pki/oids.ts";
import { checkSigner } from "#lib/verify/pdf/signer-checks.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { requireAccess, requireAttempt, requireDue, requireSteps } from "../checks/steps.ts";
import { identityOf, stepsOf } from "../rows/access.ts";
import type { Appearance, OWN_DIGESTS, Values } from "../types.ts";
import { audit } from "./act.ts";
import { finishSignature } from "./finish-signature.ts";
import { noteSignature } from "./note-signature.ts";
import { prepareSignature } from "./prepare-signature.ts";

const HASHES = { sha256: SHA256, sm3: SM3 } as const;
const PURPOSE = "what a party filled in before it signs";
/** A chain, a time-stamp that comes along, and what holds them together. */
export const OWN_CMS_BYTES_MAX: number = 24 * 1024;

interface Stored {
  document: string;
  values: Values;
  appearance: Appearance;
  at: string;
  digest: (typeof OWN_DIGESTS)[number];
}

/**
 * @returns id of the signature, and the digest (hex) of what is signed: the message digest that the CMS has to state
 * @throws {SealbookError} as `signOnce`
 */
export async function prepareOwn(input: {
  token: string;
  document: string;
  values: Values;
  appearance: Appearance;
  digest: (typeof OWN_DIGESTS)[number];
  context: Context;
}): Promise<{ signature: string; digest: string }> {
  const access = await requireAccess(input.token);
  const { document, values, appearance, digest: hash, context } = input;
  const { envelope, party } = access;
  requireDue(envelope, party.id);
  requireSteps(await stepsOf(access), "consented");
  await requireAttempt(access);
  const at = new Date();
  const wanted = { document, values, hand: appearance, at, reserveBytes: OWN_CMS_BYTES_MAX };
  const { prepared, base } = await prepareSignature({ envelope, party }, wanted);
  const digest = coveredDigest(prepared, HASHES[hash]);
  const stored: Stored = { document, values, appearance, at: at.toISOString(), digest: hash };
  const sealed = sealSecret(utf8(JSON.stringify(stored)), { purpose: PURPOSE, aad: party.id });
  const signature = await prisma().$transaction(async (tx) => {
    const now = await holdEnvelope(tx, envelope.id);
    const due = requireDue(now, party.id);
    const row = { envelopeId: envelope.id, partyId: party.id, base, way: "own", digest } as const;
    const id = await noteSignature(tx, { ...row, certificate: undefined, prepared: sealed });
    const facts = { access: access.id, signature: id, digest: { algorithm: HASHES[hash].name, value: toHex(digest) } };
    await writeContractEvent(tx, { envelope: now, kind: "prepared", party: due, context, facts });
    return id;
  });
  return { signature, digest: toHex(digest) };
}

/**
 * @param input.cms DER
 * @throws {SealbookError} as `signOnce`; `not_found` for a signature that was not prepared, or by another party; `contract_cms_unfit` for a
 *   CMS that is not over that digest, does not verify, or has no certificate of its signer
 */
export async function completeOwn(input: {
  token: string;
  signature: string;
  cms: Uint8Array;
  context: Context;
}): Promise<Envelope> {
  const access = await requireAccess(input.token);
  const { signature: signatureId, cms, context } = input;
  const { envelope, party } = access;
  requireDue(envelope, party.id);
  await requireAttempt(access);
  const where = { id: signatureId, partyId: party.id, way: "own", finishedAt: null, releasedAt: null };
  const row = await prisma().contractSignature.findFirst({ where });
  if (!row?.prepared) throw new SealbookError("not_found", { field: "signature" });
  const opened = openSecret(new Uint8Array(row.prepared), { purpose: PURPOSE, aad: party.id });
  const stored = JSON.parse(new TextDecoder().decode(opened)) as Stored;
  const { document, values, appearance, at, digest: hash } = stored;
  const wanted = { document, values, hand: appearance, at: new Date(at), reserveBytes: OWN_CMS_BYTES_MAX };
  const made = await prepareSignature({ envelope, party }, wanted);
  const digest = coveredDigest(made.prepared, HASHES[hash]);
  if (!equalBytes(digest, new Uint8Array(row.digest))) throw new SealbookError("contract_changed");
  if (cms.length > OWN_CMS_BYTES_MAX) throw new SealbookError("contract_cms_unfit", { field: "cms" });
  const certificate = await requireGood(made.prepared, cms);
  const pdf = complete(made.prepared, cms);
  const facts = {
    ...identityOf(access),
    ...{ digest: toHex(digest), filled: Object.keys(values).sort(), appearance: appearance.by },
  };
  return await prisma().$transaction(async (tx) => {
    await audit(tx, access, { action: "envelope.sign", address: context.address });
    const given = { envelopeId: envelope.id, party, signatureId, ...made, pdf, way: "own", certificate } as const;
    // A time-stamp that came along stands in the CMS: this installation asked for none.
    return await finishSignature(tx, { ...given, stampedAt: undefined, context, facts });
  });
}

/** By the check that every reader makes. Who vouches for the signer is told, not asked. @throws {SealbookError} `contract_cms_unfit` */
async function requireGood({ pdf, byteRange }: Prepared, cms: Uint8Array): Promise<Uint8Array> {
  const [, gap, on] = byteRange;
  const covered = concat(pdf.subarray(0, gap), pdf.subarray(on));
  const format = "ETSI.CAdES.detached";
  const { integrity, algorithm, notes, certificate } = await checkSigner({
    format,
    contents: cms,
    covered,
    certificates: [],
  });
  const isGood = integrity.status === "ok" && algorithm.status === "ok" && !notes.includes("several_signers");
  if (!isGood || certificate === undefined || !isValidAt(certificate, new Date()))
    throw new SealbookError("contract_cms_unfit", { field: "cms" });
  return certificate.der;
}
