import { sha256, toHex } from "#lib/core/text/bytes.ts";
import { requireState } from "#lib/features/contracts/envelopes/checks/state.ts";
import { findEnvelope } from "#lib/features/contracts/envelopes/rows/envelopes.ts";
import { refusedByName } from "#lib/features/contracts/envelopes/rows/sources.ts";
import { readVersion } from "#lib/features/contracts/envelopes/rows/versions.ts";
import { whoOf } from "#lib/features/contracts/envelopes/rows/who.ts";
import type { Envelope } from "#lib/features/contracts/envelopes/types.ts";
import { holdEnvelope } from "#lib/features/contracts/envelopes/verbs/write-event.ts";
import { readMaterial } from "#lib/features/contracts/seals/rows/material.ts";
import { requireReady, signWithSeal } from "#lib/features/contracts/seals/verbs/sign-with-seal.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requirePermission } from "#lib/gate/require.ts";
import { reservedBytes, SIGNING } from "#lib/pades/cms.ts";
import { signingFieldOf } from "#lib/pades/finish-form.ts";
import { complete, coveredDigest, prepare, readSignable } from "#lib/pades/prepare.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { requireDue } from "../checks/steps.ts";
import { finishSignature } from "./finish-signature.ts";
import { noteSignature, releaseSignature } from "./note-signature.ts";

/**
 * The organisation seals, in its own place and across the edges where they were left for it. Of a seal for four eyes the approved request is
 * of the document as it stands now (`file`).
 *
 * @throws {SealbookError} `forbidden`, `scope_missing`, `not_found`, `contract_…`, and as `signWithSeal`; `pdf_…`
 */
export async function sealForParty(input: {
  actor: MemberActor;
  id: string;
  party: string;
  seal: string;
  purpose: string;
  request?: string | undefined;
}): Promise<Envelope> {
  requirePermission(input.actor, "seals:use");
  requirePermission(input.actor, "contracts:write");
  const { actor, id, purpose, request } = input;
  const envelope = await findEnvelope(actor, id);
  const named = envelope?.parties.find(({ name }) => name === input.party);
  if (!envelope || !named) throw new SealbookError("not_found");
  requireState(envelope, "sent");
  const party = requireDue(envelope, named.id);
  const field = signingFieldOf(envelope.fields, party.name);
  const material = await readMaterial(actor, input.seal);
  if (!material) throw new SealbookError("not_found", { field: "seal" });
  if (party.role !== "seals" || field === undefined) throw new SealbookError("contract_party_unfit");
  const { number: base, sha256: before, pdf } = await readVersion(envelope);
  const asked = { covers: "file", digest: sha256(pdf) } as const;
  const use = { actor, id: input.seal, purpose, document: envelope.title, request, asked };
  await requireReady(use);
  const { kind, certificates, name, picture } = material;
  const { certificate } = certificates;
  const prepared = await refusedByName(async () =>
    prepare(await readSignable(pdf), {
      ...{ place: { by: "field", name: field.name }, picture, name, at: new Date() },
      strips: envelope.edges.some((edge) => edge.field === field.name),
      reserveBytes: reservedBytes(certificates, { stamped: true }),
    }),
  );
  const digest = coveredDigest(prepared, SIGNING[kind].hash);
  const signatureId = await proven({ actor, authority: "contracts:write", activeOnly: true }, async (tx) => {
    requireDue(await holdEnvelope(tx, id), party.id);
    return await noteSignature(tx, { envelopeId: id, partyId: party.id, base, way: "seal", digest, certificate });
  });
  try {
    const signed = await signWithSeal({ ...use, digest });
    const facts = { seal: { id: input.seal, use: signed.use, purpose }, digest: toHex(digest) };
    const stampedAt = signed.level === "B-T" ? new Date() : undefined;
    const done = {
      pdf: complete(prepared, signed.cms),
      way: "seal",
      certificate,
      stampedAt,
      by: whoOf(actor),
    } as const;
    return await proven({ actor, authority: "contracts:write" }, (tx) =>
      finishSignature(tx, { envelopeId: id, party, signatureId, base, before, facts, ...done }),
    );
  } catch (error) {
    await releaseSignature(signatureId);
    throw error;
  }
}
