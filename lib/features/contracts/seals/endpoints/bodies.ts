/** What the API answers of seals. */
import { z } from "zod";
import { HELD } from "#lib/infra/keys/held-keys.ts";
import { SIGNING } from "#lib/pades/cms.ts";
import { PDF_REFUSALS } from "#lib/pades/refused.ts";
import type { ApiErrorCode } from "#lib/words/error-codes.ts";
import { designSchema, placeSchema } from "../schema/api.ts";
import {
  COVERS,
  type DocumentSeal,
  LEVELS,
  MADE_KINDS,
  ORIGINS,
  type Party,
  REQUEST_STATES,
  type SealGrant,
  type SealRequest,
  type SealUse,
} from "../types.ts";

const time = z.iso.datetime({ precision: 3 });
const DIGESTS = { "SHA-256": "sha256", "SHA-512": "sha512", SM3: "sm3" } as const;

const partySchema = z.strictObject({ kind: z.enum(["user", "api-key"]), id: z.uuid(), name: z.string() });
export const sealJsonSchema = z
  .strictObject({
    id: z.uuid(),
    name: z.string(),
    unit: z.uuid().optional(),
    /** In millimetres. */
    width: z.number(),
    height: z.number(),
    /** Absent: a picture that was brought. */
    design: designSchema.optional(),
    origin: z.enum(ORIGINS),
    /** Where its key is: sealed here, in this installation’s security module, or with a signer elsewhere; absent: destroyed. */
    held: z.enum(HELD).optional(),
    /** Who is asked for a signature, where the key is held elsewhere. */
    signer: z.string().optional(),
    signing: z.enum([...MADE_KINDS, "rsa-pss-sha256"]),
    /** By which the digest of what is to be signed is made. */
    digest: z.enum(["sha256", "sha512", "sm3"]),
    certificate: z.strictObject({
      name: z.string(),
      issuer: z.string(),
      serial: z.string(),
      notBefore: time,
      notAfter: time,
    }),
    fourEyes: z.boolean(),
    /** Who, by their id, said that four eyes be set aside: so they are when somebody else says so, too. */
    aside: z.strictObject({ by: z.uuid(), at: time }).optional(),
    purposes: z.array(z.string()),
    createdAt: time,
    revokedAt: time.optional(),
    revokedReason: z.string().optional(),
    /** Whether the caller may use it. */
    mayUse: z.boolean(),
  })
  .meta({ id: "Seal" });
export const sealsJsonSchema = z.strictObject({ items: z.array(sealJsonSchema), next: z.uuid().optional() });

const grantJsonSchema = z.strictObject({ party: partySchema, purposes: z.array(z.string()) });
export const grantsJsonSchema = z.strictObject({ items: z.array(grantJsonSchema) });

export const requestJsonSchema = z
  .strictObject({
    id: z.uuid(),
    asker: partySchema,
    purpose: z.string(),
    document: z.string(),
    covers: z.enum(COVERS),
    digest: z.string(),
    /** Absent: wherever whoever uses the approval puts it. */
    place: placeSchema.optional(),
    askedAt: time,
    state: z.enum(REQUEST_STATES),
    decidedAt: time.optional(),
    decidedBy: z.string().optional(),
  })
  .meta({ id: "SealRequest" });
export const requestsJsonSchema = z.strictObject({ items: z.array(requestJsonSchema), next: z.uuid().optional() });

export const wordsJsonSchema = z.strictObject({
  /** In the order of the document: the first is number 1. */
  items: z.array(z.strictObject({ page: z.int(), before: z.string(), words: z.string(), after: z.string() })),
  more: z.boolean(),
});

export const useJsonSchema = z
  .strictObject({
    id: z.uuid(),
    number: z.int(),
    by: partySchema,
    purpose: z.string(),
    document: z.string(),
    digest: z.string(),
    at: time,
    state: z.enum(["unfinished", "signed", "stamped"]),
    request: z.uuid().optional(),
    /** Of its record, once it is recorded. */
    evidence: z.uuid().optional(),
  })
  .meta({ id: "SealUse" });
export const usesJsonSchema = z.strictObject({ items: z.array(useJsonSchema), next: z.uuid().optional() });

export const signedJsonSchema = z.strictObject({
  /** Id of the use. */
  use: z.uuid(),
  /** DER in base64. */
  cms: z.base64(),
  level: z.enum(LEVELS),
});

export const materialJsonSchema = z.strictObject({
  signing: z.enum([...MADE_KINDS, "rsa-pss-sha256"]),
  digest: z.enum(["sha256", "sha512", "sm3"]),
  /** As the certificate has it. */
  name: z.string(),
  /** DER in base64. */
  certificate: z.base64(),
  chain: z.array(z.base64()),
  /** Bytes to leave for the CMS. */
  reserve: z.int(),
  picture: z.union([
    z.strictObject({ kind: z.literal("drawing"), width: z.number(), height: z.number(), operators: z.base64() }),
    z.strictObject({
      kind: z.literal("pixels"),
      width: z.number(),
      height: z.number(),
      columns: z.int(),
      rows: z.int(),
      colours: z.base64(),
      alpha: z.base64(),
    }),
  ]),
});

export const USE_REFUSALS = [
  "seal_revoked",
  "seal_not_granted",
  "seal_purpose_refused",
  "seal_approval_needed",
  "seal_request_over",
  "seal_request_other",
  "seal_certificate_time",
  "seal_signer_away",
  "seal_signer_wrong",
  "seal_timestamp_away",
  "seal_timestamp_needed",
] as const satisfies readonly ApiErrorCode[];
export const DOCUMENT_REFUSALS = [...USE_REFUSALS, ...PDF_REFUSALS, "too_many_at_once"] as const;

export const digestOf = (signing: DocumentSeal["signing"]): (typeof DIGESTS)[keyof typeof DIGESTS] =>
  DIGESTS[SIGNING[signing].hash.name as keyof typeof DIGESTS];

export function sealBody(seal: DocumentSeal): z.output<typeof sealJsonSchema> {
  const { unitId, design, certificate, createdAt, revokedAt, revokedWhy, aside, held, signer, ...facts } = seal;
  const { notBefore, notAfter, ...named } = certificate;
  return {
    ...facts,
    digest: digestOf(seal.signing),
    certificate: { ...named, notBefore: notBefore.toISOString(), notAfter: notAfter.toISOString() },
    createdAt: createdAt.toISOString(),
    ...(unitId !== null && { unit: unitId }),
    ...(aside && { aside: { by: aside.by, at: aside.at.toISOString() } }),
    ...(design && { design }),
    ...(held && { held }),
    ...(signer !== undefined && { signer }),
    ...(revokedAt && { revokedAt: revokedAt.toISOString() }),
    ...(revokedWhy !== undefined && { revokedReason: revokedWhy }),
  };
}

export const grantBody = ({ party, purposes }: SealGrant): z.output<typeof grantJsonSchema> => ({
  party: partyBody(party),
  purposes,
});
const partyBody = ({ kind, id, name }: Party) => ({ kind, id, name });

export function requestBody(request: SealRequest): z.output<typeof requestJsonSchema> {
  const { sealId: _, askedAt, decidedAt, decidedBy, asker, place, ...facts } = request;
  return {
    ...facts,
    asker: partyBody(asker),
    ...(place && { place }),
    askedAt: askedAt.toISOString(),
    ...(decidedAt && { decidedAt: decidedAt.toISOString() }),
    ...(decidedBy !== undefined && { decidedBy }),
  };
}

export function useBody(use: SealUse): z.output<typeof useJsonSchema> {
  const { at, by, requestId, evidenceId, ...facts } = use;
  return {
    ...facts,
    by: partyBody(by),
    at: at.toISOString(),
    ...(requestId !== undefined && { request: requestId }),
    ...(evidenceId !== undefined && { evidence: evidenceId }),
  };
}
