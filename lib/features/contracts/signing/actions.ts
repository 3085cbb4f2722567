"use server";

import { z } from "zod";
import { toHex } from "#lib/core/text/bytes.ts";
import { findEnvelope } from "#lib/features/contracts/envelopes/rows/envelopes.ts";
import { findVersion } from "#lib/features/contracts/envelopes/rows/versions.ts";
import { askForUse } from "#lib/features/contracts/seals/verbs/ask-for-use.ts";
import { action } from "#lib/gate/action.ts";
import { countOrRefuse } from "#lib/gate/admit.ts";
import { refusal } from "#lib/gate/parse-form.ts";
import { requirePermission } from "#lib/gate/require.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { sealingSchema } from "./schema.ts";
import { sealForParty } from "./verbs/seal-for-party.ts";

const pathOf = ({ id }: { id: string }) => `/contracts/envelopes/${encodeURIComponent(id)}`;
const schema = z.object({
  id: z.uuid(),
  party: z.string().min(1),
  seal: z.uuid(refusal("value_missing")),
  purpose: z
    .string()
    .refine((text) => text.trim() !== "", refusal("value_missing"))
    .refine((text) => sealingSchema.shape.purpose.safeParse(text).success, refusal("line_too_long"))
    .transform((text) => text.trim().normalize("NFC")),
  /** Of a seal for four eyes: what was approved. */
  request: z.uuid().optional(),
});

/** The organisation seals in its own place. */
export const sealForPartyAction = action({
  schema,
  verb: async ({ actor, data }) => {
    requirePermission(actor, "seals:use");
    await countOrRefuse(RATE_LIMITS.costly, actor.organisationId);
    return await sealForParty({ actor, ...data });
  },
  revalidate: pathOf,
});

/** A second person is asked, of the document as it stands now. */
export const askToSealAction = action({
  schema,
  verb: async ({ actor, data: { id, seal, purpose } }) => {
    requirePermission(actor, "contracts:write");
    const envelope = await findEnvelope(actor, id);
    const version = envelope && (await findVersion(id));
    if (!envelope || !version) throw new SealbookError("not_found");
    const { title } = envelope;
    return await askForUse({
      actor,
      id: seal,
      purpose,
      document: title,
      covers: "file",
      digest: toHex(version.sha256),
    });
  },
  revalidate: pathOf,
});
