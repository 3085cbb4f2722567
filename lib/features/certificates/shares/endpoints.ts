/** Looking at a share: the press of the button, and nothing else, brings what it shows. */
import { z } from "zod";
import { deliverForm } from "#lib/features/certificates/credentials/verbs/deliver-form.ts";
import { tokenSchema } from "#lib/features/certificates/holders/schema.ts";
import { idParamsSchema, idSchema } from "#lib/features/evidence/records/schema/evidence.ts";
import { endpoint } from "#lib/gate/endpoint.ts";
import { downloadHeaders } from "#lib/infra/http/download.ts";
import { clientAddress } from "#lib/infra/http/headers.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { RANGED, representBytes } from "#lib/infra/http/representation.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findLabels, mayHaveFiles } from "./rows/shown.ts";
import { fileQuerySchema, labelsQuerySchema, lookSchema } from "./schema.ts";
import { issueBase } from "./verbs/issue-base.ts";
import { lookAtShare } from "./verbs/look-at-share.ts";

const TOKEN_CHARS_MAX = 64;

const look = endpoint(
  {
    method: "POST",
    path: "/api/v1/shares/{token}/looks",
    auth: "public",
    limit: RATE_LIMITS.lookup,
    params: z.object({ token: z.string().max(TOKEN_CHARS_MAX) }),
    body: lookSchema,
    refuses: ["link_invalid", "share_expired", "share_ended", "share_used"],
    output: z.strictObject({
      ...{ presentation: z.string(), receipt: z.string(), certificateId: z.string(), whole: z.boolean() },
      labels: z.record(z.string(), z.string()),
    }),
  },
  async ({ params: { token }, body: { key, viewer }, request }) => {
    const { labels, ...view } = await lookAtShare({ token, key, viewer });
    return { body: { ...view, labels: labels[request.locale] }, headers: { "cache-control": "private, no-store" } };
  },
);

/** Credentials have names for programs alone: whoever brings one is told what its fields are called, and no other's. */
const labels = endpoint(
  {
    method: "GET",
    path: "/v/{id}/labels",
    auth: "public",
    limit: RATE_LIMITS.lookup,
    params: idParamsSchema,
    query: labelsQuerySchema,
    output: z.strictObject({ labels: z.record(z.string(), z.string()) }),
  },
  async ({ params: { id }, query: { names }, request }) => ({
    body: { labels: (await findLabels(id, names))[request.locale] },
    headers: { "cache-control": "private, no-store" },
  }),
);

const FORMS = { "certificate.pdf": "pdf", "credential.json": "credential" } as const;
type FileName = keyof typeof FORMS;
const MEDIA_TYPES = { "certificate.pdf": "application/pdf", "credential.json": "application/json" } as const;

/** Files of a certificate for strangers. Whoever may not have them is told what whoever asks for one that is not there is. */
const file = (name: FileName) =>
  endpoint(
    {
      method: "GET",
      path: `/v/{id}/${name}`,
      auth: "public",
      limit: RATE_LIMITS.costly,
      params: idParamsSchema,
      query: fileQuerySchema,
      produces: [MEDIA_TYPES[name]],
      ...RANGED,
      refuses: [...RANGED.refuses, "not_found", "not_anchored"],
    },
    async ({ params: { id }, query: { share, key }, request }) => {
      const asked = { certificateId: id, ...(share && { share }), ...(key && { key }) };
      if (!(await mayHaveFiles(asked))) throw new SealbookError("not_found");
      const { bytes, ...delivered } = await deliverForm({ id, form: FORMS[name] });
      const headers = { ...downloadHeaders(delivered), "cache-control": "private, no-store" };
      return representBytes(request, new Uint8Array(bytes), headers);
    },
  );

/** For the holder's own browser, which derives one presentation from it and forgets it: what is chosen there nobody is told. */
const base = endpoint(
  {
    method: "POST",
    path: "/claim/{token}/{id}/unlinkable",
    auth: "public",
    limit: RATE_LIMITS.costly,
    params: z.object({ token: tokenSchema, id: idSchema }),
    refuses: ["link_invalid", "gone", "certificate_not_valid", "unlinkable_off"],
    output: z.strictObject({ credential: z.string() }),
  },
  async ({ params: { token, id }, request }) => {
    const credential = await issueBase({ token, certificateId: id, address: clientAddress(request.headers) });
    return { body: { credential }, headers: { "cache-control": "private, no-store" } };
  },
);

export const sharesEndpoints = [look, labels, base, ...(Object.keys(FORMS) as FileName[]).map(file)];
