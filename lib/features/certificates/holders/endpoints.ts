/** Files of a certificate for its holder, at plain addresses: browsers within chat apps save no other. */
import { z } from "zod";
import { deliverForm } from "#lib/features/certificates/credentials/verbs/deliver-form.ts";
import { idSchema } from "#lib/features/evidence/records/schema/evidence.ts";
import { endpoint } from "#lib/gate/endpoint.ts";
import { downloadHeaders } from "#lib/infra/http/download.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { RANGED, representBytes } from "#lib/infra/http/representation.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findHolder } from "./rows/holder.ts";
import { tokenSchema } from "./schema.ts";

const FORMS = {
  "certificate.pdf": "pdf",
  "credential.json": "credential",
  "receipt.json": "receipt",
  "badge.png": "badge-png",
  "badge.svg": "badge-svg",
} as const;
type FileName = keyof typeof FORMS;
const MEDIA_TYPES = {
  pdf: "application/pdf",
  ...{ credential: "application/json", receipt: "application/json" },
  ...{ "badge-png": "image/png", "badge-svg": "image/svg+xml" },
} as const;

/** @param name as its address ends */
const file = (name: FileName) =>
  endpoint(
    {
      method: "GET",
      path: `/claim/{token}/{id}/${name}`,
      auth: "public",
      limit: RATE_LIMITS.costly,
      params: z.object({ token: tokenSchema, id: idSchema }),
      produces: [MEDIA_TYPES[FORMS[name]]],
      ...RANGED,
      refuses: [...RANGED.refuses, "link_invalid", "not_found", "not_anchored"],
    },
    async ({ params: { token, id }, request }) => {
      const holder = await findHolder(token, "");
      // A link that ended and a certificate of others are the same to whoever has no way to either.
      if (!holder?.certificateIds.includes(id)) throw new SealbookError("link_invalid");
      const { bytes, ...delivered } = await deliverForm({ id, form: FORMS[name] });
      const headers = { ...downloadHeaders(delivered), "cache-control": "private, no-store" };
      return representBytes(request, new Uint8Array(bytes), headers);
    },
  );

export const holdersEndpoints = (Object.keys(FORMS) as FileName[]).map(file);
