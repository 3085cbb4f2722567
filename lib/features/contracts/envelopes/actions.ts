"use server";

import { z } from "zod";
import { action } from "#lib/gate/action.ts";
import { countOrRefuse } from "#lib/gate/admit.ts";
import { refusal } from "#lib/gate/parse-form.ts";
import { requirePermission } from "#lib/gate/require.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { line } from "./schema.ts";
import { DAYS_OFFERED, REASON_CHARS_MAX } from "./types.ts";
import { extendEnvelope, voidEnvelope } from "./verbs/change-envelope.ts";
import { sendEnvelope } from "./verbs/send-envelope.ts";

const DAY_MS = 24 * 60 * 60_000;
const pathOf = ({ id }: { id: string }) => `/contracts/envelopes/${encodeURIComponent(id)}`;
const id = z.uuid();

export const sendEnvelopeAction = action({
  schema: z.object({ id }),
  verb: async ({ actor, data }) => {
    requirePermission(actor, "contracts:write");
    // The document is finished.
    await countOrRefuse(RATE_LIMITS.costly, actor.organisationId);
    return await sendEnvelope({ actor, ...data });
  },
  revalidate: pathOf,
});

export const voidEnvelopeAction = action({
  schema: z.object({
    id,
    reason: z
      .string()
      .refine((text) => text.trim() !== "", refusal("value_missing"))
      .refine((text) => line(REASON_CHARS_MAX).safeParse(text.replace(/\s+/gu, " ")).success, refusal("line_too_long"))
      .transform((text) => text.replace(/\s+/gu, " ").trim().normalize("NFC")),
  }),
  verb: ({ actor, data }) => voidEnvelope({ actor, ...data }),
  revalidate: pathOf,
});

/** From now on. */
export const extendEnvelopeAction = action({
  schema: z.object({
    id,
    days: z.enum(DAYS_OFFERED.map(String)).transform((days) => Number(days)),
  }),
  verb: ({ actor, data }) =>
    extendEnvelope({ actor, id: data.id, expiresAt: new Date(Date.now() + data.days * DAY_MS) }),
  revalidate: pathOf,
});
