/** What a client says of a digest or an event becomes a submission: the same for a single one and for the line of a bulk. */
import type { z } from "zod";
import { unitOf } from "#lib/features/accounts/units/rows.ts";
import type { digestSchema } from "#lib/features/evidence/records/schema/evidence.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { ownUnit } from "#lib/gate/reach.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findPredecessor } from "../rows/intake.ts";
import type { Submission } from "../types.ts";
import { readOrigin, refuseOtherDigest } from "./receive-file.ts";

export type DigestBody = z.output<typeof digestSchema>;

/** A promise where something has to be looked up. @throws {SealbookError} `unknown_field`; `not_found`, `digest_mismatch` of an origin or predecessor; `unit_unknown` */
export function toSubmission(
  actor: MemberActor,
  { body, idempotencyKey }: { body: DigestBody; idempotencyKey: string | undefined },
): Submission | Promise<Submission> {
  const { "sha3-256": sha3, sm3, kind, previous, origin, unit, ...stated } = body;
  if (kind === "content" && previous === undefined && origin === undefined && unit === undefined) {
    return { type: "digest", ...stated, second: { "sha3-256": sha3, sm3 }, idempotencyKey, unitId: ownUnit(actor) };
  }
  return lookUp(actor, { body, idempotencyKey });
}

async function lookUp(
  actor: MemberActor,
  { body, idempotencyKey }: { body: DigestBody; idempotencyKey: string | undefined },
): Promise<Submission> {
  const { "sha3-256": sha3, sm3, kind, previous: name, origin: receipt, unit, ...stated } = body;
  if (name !== undefined && kind !== "event") throw new SealbookError("unknown_field", { field: "previous" });
  const previous = name && (await findPredecessor(actor, typeof name === "string" ? { id: name } : { hash: name }));
  const origin = await readOrigin(actor, receipt);
  refuseOtherDigest(origin?.sha256, body.sha256);
  return {
    type: "digest",
    ...stated,
    second: { "sha3-256": sha3, sm3 },
    event: kind === "event" ? { previous: previous || undefined } : undefined,
    origin: origin?.record,
    idempotencyKey: origin?.idempotencyKey ?? idempotencyKey,
    unitId: await unitOf(actor, unit),
  };
}
