import { publicUrl } from "#lib/env.ts";
import { idParamsSchema } from "#lib/features/evidence/records/schema/evidence.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { endpoint } from "#lib/gate/endpoint.ts";
import type { ApiRequest } from "#lib/infra/http/api-request.ts";
import { downloadHeaders } from "#lib/infra/http/download.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { RANGED, representBytes } from "#lib/infra/http/representation.ts";
import { findByDigest } from "./rows.ts";
import { badgeQuerySchema, certificateLookUpSchema, foundCertificatesSchema } from "./schema.ts";
import type { CertificateForm } from "./types.ts";
import { deliverForm } from "./verbs/deliver-form.ts";

const reading = { method: "GET", auth: "member-or-key", scope: "certificates:read", params: idParamsSchema } as const;

async function answer(given: { actor: MemberActor; id: string; form: CertificateForm; request: ApiRequest }) {
  const { actor, id, form, request } = given;
  const { bytes, ...file } = await deliverForm({ id, form, reach: actor });
  return representBytes(request, new Uint8Array(bytes), downloadHeaders(file));
}

const MEDIA_TYPES = {
  pdf: "application/pdf",
  credential: "application/json",
  receipt: "application/json",
  "sd-jwt": "application/dc+sd-jwt",
} as const;

const file = (name: keyof typeof MEDIA_TYPES) =>
  endpoint(
    {
      ...{ ...reading, ...RANGED, path: `/api/v1/certificates/{id}/${name}`, limit: RATE_LIMITS.read },
      produces: [MEDIA_TYPES[name]],
    },
    async ({ actor, params, request }) => await answer({ actor, id: params.id, form: name, request }),
  );

/** A picture with the credential in it. */
const badge = endpoint(
  {
    ...{ ...reading, ...RANGED, path: "/api/v1/certificates/{id}/badge", limit: RATE_LIMITS.costly },
    ...{ query: badgeQuerySchema, produces: ["image/png", "image/svg+xml"] },
  },
  async ({ actor, params, query, request }) =>
    await answer({ actor, id: params.id, form: `badge-${query.format}`, request }),
);

/** Whoever has a file of a certificate, or its digest, finds the certificate's page. */
const lookUp = endpoint(
  {
    method: "GET",
    path: "/api/v1/lookup/certificates",
    auth: "public",
    cors: true,
    limit: RATE_LIMITS.lookup,
    query: certificateLookUpSchema,
    output: foundCertificatesSchema,
    refuses: ["invalid_digest"],
  },
  async ({ query }) => {
    const ids = await findByDigest(query.sha256);
    return { body: { items: ids.map((id) => ({ id, links: { public: `${publicUrl}/v/${id}` } })) } };
  },
);

export const credentialsEndpoints = [file("pdf"), file("credential"), file("receipt"), file("sd-jwt"), badge, lookUp];
