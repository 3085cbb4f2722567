import { z } from "zod";
import { CHANGES_MAX } from "#lib/features/certificates/status/types.ts";
import { endpoint } from "#lib/gate/endpoint.ts";
import { DEFAULT_ZONE, zoneNamed } from "#lib/i18n/time-zone.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { listCertificates } from "../rows/certificates.ts";
import { parseCertificateFilters, toFilter } from "../schema/filters.ts";
import { CERTIFICATE_FILTER_STATES } from "../types.ts";

/** What the list shows under its filters, all pages of it: asked when somebody wants to choose them all, so many as one act may change. */
export const certificateMatches = endpoint(
  {
    method: "GET",
    path: "/certificates/matches",
    auth: "member",
    scope: "certificates:read",
    limit: RATE_LIMITS.costly,
    query: "any",
    output: z.strictObject({
      /** Newest first. */
      certificates: z.array(z.strictObject({ id: z.string(), state: z.enum(CERTIFICATE_FILTER_STATES) })),
      /** There are more than these. */
      more: z.boolean(),
    }),
  },
  async ({ actor, request: { search } }) => {
    const { zone, ...raw } = Object.fromEntries(new URLSearchParams(search));
    const filter = toFilter(parseCertificateFilters(raw, zoneNamed(zone) ?? DEFAULT_ZONE));
    const { rows, older } = await listCertificates(actor, { filter, limit: CHANGES_MAX });
    return { body: { certificates: rows.map(({ id, state }) => ({ id, state })), more: older !== undefined } };
  },
);
