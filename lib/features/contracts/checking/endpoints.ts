/** Contracts for whoever checks one, without an account. */
import { z } from "zod";
import { PARTY_STATES, ROLES, STATES } from "#lib/features/contracts/envelopes/types.ts";
import { endpoint } from "#lib/gate/endpoint.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findChecked } from "./rows.ts";
import { readReference, referenceParamsSchema } from "./schema.ts";

const time = z.iso.datetime();
const recordSchema = z
  .strictObject({
    id: z.uuid(),
    recordedAt: time,
    /** When and where the ledger took it in; absent while it waits for its block. */
    anchored: z.strictObject({ at: time, index: z.string(), href: z.string() }).optional(),
    /** Whether `/v/{id}`, and the receipt there, are open to everybody. */
    open: z.boolean(),
    /** Hex; absent: it was erased. */
    sha256: z.string().optional(),
  })
  .meta({ id: "CheckedRecord" });
const signingSchema = z
  .strictObject({
    state: z.enum(STATES).exclude(["draft"]),
    sentAt: time,
    expiresAt: time,
    endedAt: time.optional(),
    /** In their order. Who they are stands in the signed document alone. */
    parties: z.array(z.strictObject({ role: z.enum(ROLES), state: z.enum(PARTY_STATES), doneAt: time.optional() })),
    /** The document as it went out, and as each signature left it. */
    versions: z.array(z.strictObject({ signatures: z.int(), sha256: z.string() })),
    /** The record of the completed document. */
    completed: recordSchema.optional(),
  })
  .meta({ id: "CheckedSigning" });
const contractSchema = z
  .strictObject({
    /** Of the anti-forgery mark. */
    number: z.string().optional(),
    /** Whose it is. */
    organisation: z.string(),
    /** Made to try things out. */
    test: z.boolean(),
    document: recordSchema,
    signings: z.array(signingSchema),
  })
  .meta({ id: "CheckedContract" });

const check = endpoint(
  {
    ...{ method: "GET", path: "/api/v1/contracts/check/{reference}", auth: "public", cors: true },
    ...{ limit: RATE_LIMITS.lookup, params: referenceParamsSchema, output: contractSchema },
    refuses: ["contract_number_mistyped", "not_found"],
  },
  async ({ params: { reference } }) => {
    const found = await findChecked(readReference(reference));
    if (!found) throw new SealbookError("not_found");
    return { body: found, headers: { "cache-control": "no-store" } };
  },
);

export const checkingEndpoints = [check];
