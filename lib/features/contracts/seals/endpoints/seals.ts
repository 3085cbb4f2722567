/** Seals by API: made, changed, given to people and keys, revoked. */

import { z } from "zod";
import type { MemberActor } from "#lib/gate/actor.ts";
import { endpoint } from "#lib/gate/endpoint.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { PKCS12_FAILURES } from "#lib/infra/keys/pkcs12/read-pkcs12.ts";
import { reservedBytes } from "#lib/pades/cms.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { drawPreview } from "../drawing/preview.ts";
import { readMaterial } from "../rows/material.ts";
import { readPicture } from "../rows/picture.ts";
import { findSeal, listGrants, listSeals } from "../rows/seals.ts";
import {
  certificateRequestSchema,
  certificatesSchema,
  changedSealSchema,
  grantsSchema,
  newSealSchema,
  previewQuerySchema,
  revocationSchema,
  sealParamsSchema,
  sealsQuerySchema,
} from "../schema/api.ts";
import type { DocumentSeal } from "../types.ts";
import { certifySeal, requestSealCertificate } from "../verbs/certify-seal.ts";
import { changeSeal, revokeSeal } from "../verbs/change-seal.ts";
import { createSeal } from "../verbs/create-seal.ts";
import { grantSeal } from "../verbs/grant-seal.ts";
import {
  digestOf,
  grantBody,
  grantsJsonSchema,
  materialJsonSchema,
  sealBody,
  sealJsonSchema,
  sealsJsonSchema,
} from "./bodies.ts";

const PLACE = "/api/v1/seals";
/** A picture and a key file in base64. */
const NEW_BYTES_MAX = 2 * 1024 * 1024;
const params = sealParamsSchema;
const one = { path: `${PLACE}/{id}`, params } as const;
const reading = { auth: "member-or-key", scope: "seals:use", method: "GET", limit: RATE_LIMITS.read } as const;
const writing = { auth: "member-or-key", scope: "seals:manage", limit: RATE_LIMITS.write } as const;
/** An SVG that is opened by itself runs nothing. */
const INERT = { "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'" };
const PICTURE_REFUSALS = ["picture_format", "picture_animated", "picture_unreadable", "picture_dimensions"] as const;

const list = endpoint(
  { ...reading, path: PLACE, query: sealsQuerySchema, output: sealsJsonSchema },
  async ({ actor, query: { cursor, ...query } }) => {
    const page = await listSeals(actor, { ...query, ...(cursor === undefined ? {} : { older: cursor }) });
    return { body: { items: page.rows.map(sealBody), ...(page.older ? { next: page.older } : {}) } };
  },
);

const read = endpoint({ ...reading, ...one, output: sealJsonSchema }, async ({ actor, params: { id } }) => ({
  body: sealBody(await sealOf(actor, id)),
}));

const create = endpoint(
  {
    ...{ ...writing, method: "POST", path: PLACE, body: newSealSchema, bodyBytesMax: NEW_BYTES_MAX },
    ...{ limit: RATE_LIMITS.costly, output: sealJsonSchema, statuses: [201] },
    refuses: [
      ...["unit_unknown", "too_many_seals", "seal_letters_missing"],
      ...PICTURE_REFUSALS,
      ...PKCS12_FAILURES,
      ...["seal_key_unfit", "seal_certificate_unfit", "seal_certificate_time"],
      ...["seal_signer_address", "seal_signer_away"],
    ] as const,
  },
  async ({ actor, body }) => {
    const seal = await createSeal({ actor, ...body });
    return { status: 201, headers: { location: `${PLACE}/${seal.id}` }, body: sealBody(seal) };
  },
);

const change = endpoint(
  {
    ...{ ...writing, ...one, method: "PATCH", body: changedSealSchema, output: sealJsonSchema },
    refuses: ["seal_revoked"],
  },
  async ({ actor, params: { id }, body }) => ({ body: sealBody(await changeSeal({ actor, id, change: body })) }),
);

const revoke = endpoint(
  {
    ...{ ...writing, method: "POST", path: `${PLACE}/{id}/revoke`, params, body: revocationSchema },
    ...{ output: sealJsonSchema, refuses: ["seal_revoked"] },
  },
  async ({ actor, params: { id }, body }) => ({ body: sealBody(await revokeSeal({ actor, id, ...body })) }),
);

const grants = endpoint(
  { ...reading, path: `${PLACE}/{id}/grants`, params, output: grantsJsonSchema },
  async ({ actor, params: { id } }) => {
    await sealOf(actor, id);
    return { body: { items: (await listGrants(id)).map(grantBody) } };
  },
);

const grant = endpoint(
  {
    ...{ ...writing, method: "PUT", path: `${PLACE}/{id}/grants`, params, body: grantsSchema },
    ...{ output: grantsJsonSchema, refuses: ["seal_revoked", "seal_party_unknown"] },
  },
  async ({ actor, params: { id }, body: { items } }) => {
    await grantSeal({ actor, id, items });
    return { body: { items: (await listGrants(id)).map(grantBody) } };
  },
);

/** A design as it would be drawn. */
const preview = endpoint(
  {
    ...{ auth: "member", scope: "seals:manage", method: "GET", path: `${PLACE}/preview`, limit: RATE_LIMITS.read },
    ...{ query: previewQuerySchema, produces: ["image/svg+xml"], refuses: ["seal_letters_missing"] },
  },
  async ({ query }) => ({
    headers: { ...INERT, "content-type": "image/svg+xml", "cache-control": "private, no-store" },
    payload: Buffer.from(await drawPreview(query)),
  }),
);

const picture = endpoint(
  { ...reading, path: `${PLACE}/{id}/picture`, params, produces: ["image/svg+xml", "image/png"] },
  async ({ actor, params: { id } }) => {
    const found = await readPicture(actor, id);
    if (!found) throw new SealbookError("not_found");
    const headers = {
      "content-type": found.mediaType,
      "cache-control": "private, max-age=3600",
      ...INERT,
    };
    return { headers, payload: Buffer.from(found.bytes) };
  },
);

const material = endpoint(
  { ...reading, path: `${PLACE}/{id}/material`, params, output: materialJsonSchema },
  async ({ actor, params: { id } }) => {
    const found = await readMaterial(actor, id);
    if (!found) throw new SealbookError("not_found");
    const { kind, name, certificates, picture: look } = found;
    const { width, height } = look;
    return {
      body: {
        ...{ signing: kind, digest: digestOf(kind), name, reserve: reservedBytes(certificates, { stamped: true }) },
        certificate: text(certificates.certificate),
        chain: certificates.chain.map(text),
        picture:
          look.kind === "drawing"
            ? { kind: look.kind, width, height, operators: text(look.operators) }
            : { ...look, colours: text(look.colours), alpha: text(look.alpha) },
      },
    };
  },
);

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

/** @throws {SealbookError} `not_found` */
export async function sealOf(actor: MemberActor, id: string): Promise<DocumentSeal> {
  const seal = await findSeal(actor, id);
  if (!seal) throw new SealbookError("not_found");
  return seal;
}

const requestCertificate = endpoint(
  {
    ...{
      ...writing,
      method: "POST",
      path: `${PLACE}/{id}/certificate-request`,
      params,
      body: certificateRequestSchema,
    },
    /** PKCS #10 (RFC 2986) in PEM. */
    output: z.strictObject({ request: z.string() }),
    refuses: ["seal_revoked", "seal_signer_away", "seal_signer_wrong"],
  },
  async ({ actor, params: { id }, body }) => ({
    headers: { "cache-control": "private, no-store" },
    body: { request: await requestSealCertificate({ actor, id, subject: body }) },
  }),
);

const certify = endpoint(
  {
    ...{ ...writing, method: "PUT", path: `${PLACE}/{id}/certificate`, params, body: certificatesSchema },
    ...{ output: sealJsonSchema, refuses: ["seal_revoked", "seal_certificate_unfit", "seal_certificate_time"] },
  },
  async ({ actor, params: { id }, body }) => ({ body: sealBody(await certifySeal({ actor, id, ...body })) }),
);

export const documentSealsEndpoints = [
  ...[list, preview, read, create, change, revoke],
  ...[grants, grant, picture, material, requestCertificate, certify],
];
