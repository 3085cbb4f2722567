import { toHex } from "#lib/core/text/bytes.ts";
import type { Context, Envelope } from "#lib/features/contracts/envelopes/types.ts";
import { holdEnvelope } from "#lib/features/contracts/envelopes/verbs/write-event.ts";
import { stampIfConfigured } from "#lib/features/contracts/seals/verbs/sign-with-seal.ts";
import { certifyForAct } from "#lib/features/contracts/seals/verbs/trial-authority.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { createDocumentKey, publicKeyOf, signature as signatureBy } from "#lib/infra/keys/document-keys.ts";
import { isOwnSignature, reservedBytes, SIGNING, signedAttributes, signedData } from "#lib/pades/cms.ts";
import { complete, coveredDigest } from "#lib/pades/prepare.ts";
import { requireAccess, requireAttempt, requireDue, requireSteps } from "../checks/steps.ts";
import { identityOf, stepsOf } from "../rows/access.ts";
import type { Appearance, Values } from "../types.ts";
import { audit } from "./act.ts";
import { finishSignature } from "./finish-signature.ts";
import { noteSignature, releaseSignature } from "./note-signature.ts";
import { prepareSignature } from "./prepare-signature.ts";

const KIND = "ecdsa-sha256";

/**
 * Signs for whoever has no certificate, by a key that is made for this act, is nowhere but in memory, and is gone behind it. Its certificate
 * names the person as the sender does, and says that it was for one act.
 *
 * @throws {SealbookError} `link_invalid`, `contract_over`, `contract_party_done`, `contract_party_waits`, `contract_party_unfit`,
 *   `contract_step_missing`, `contract_values_unfit`, `contract_busy`, `contract_changed`, `contract_document_gone`, `pdf_…`, `seal_timestamp_away`
 */
export async function signOnce(input: {
  token: string;
  document: string;
  values: Values;
  appearance: Appearance;
  context: Context;
}): Promise<Envelope> {
  const access = await requireAccess(input.token);
  const { document, values, appearance: hand, context } = input;
  const { envelope, party } = access;
  requireDue(envelope, party.id);
  requireSteps(await stepsOf(access), "consented");
  await requireAttempt(access);
  const secret = await createDocumentKey(KIND);
  try {
    const certified = await prisma().$transaction((tx) =>
      certifyForAct(tx, { name: party.person, publicKey: publicKeyOf(secret) }),
    );
    const { certificate } = certified;
    const reserveBytes = reservedBytes(certified, { stamped: true });
    const made = await prepareSignature({ envelope, party }, { document, values, hand, at: new Date(), reserveBytes });
    const digest = coveredDigest(made.prepared, SIGNING[KIND].hash);
    const envelopeId = envelope.id;
    const signatureId = await prisma().$transaction(async (tx) => {
      requireDue(await holdEnvelope(tx, envelopeId), party.id);
      const { base } = made;
      return await noteSignature(tx, { envelopeId, partyId: party.id, base, way: "once", digest, certificate });
    });
    try {
      const attributes = signedAttributes({ kind: KIND, digest, certificate });
      const signature = signatureBy(secret, { kind: KIND, bytes: attributes });
      if (!(await isOwnSignature({ kind: KIND, certificate, attributes, signature })))
        throw new Error("A key gave a signature that does not verify.");
      const stamp = await stampIfConfigured(signature);
      const cms = signedData({ kind: KIND, ...certified, attributes, signature, token: stamp?.token });
      const pdf = complete(made.prepared, cms);
      const facts = {
        ...identityOf(access),
        ...{ digest: toHex(digest), filled: Object.keys(values).sort(), appearance: hand.by },
      };
      return await prisma().$transaction(async (tx) => {
        await audit(tx, access, { action: "envelope.sign", address: context.address });
        return await finishSignature(tx, {
          ...{ envelopeId, party, signatureId, ...made, pdf, way: "once", certificate, stampedAt: stamp?.time },
          ...{ context, facts },
        });
      });
    } catch (error) {
      await releaseSignature(signatureId);
      throw error;
    }
  } finally {
    secret.fill(0);
  }
}
