/** What a client says of a digest or an event becomes a submission: the same for a single one and for the line of a bulk. */
import type { z } from "zod";
import { OWN_FIELDS_MAX, type OwnFields } from "#lib/core/claim/own-fields.ts";
import { originFields } from "#lib/core/claim/stated-origin.ts";
import { toHex } from "#lib/core/text/bytes.ts";
import { unitOf } from "#lib/features/accounts/units/rows.ts";
import { type digestSchema, haveRoom, type StatedOriginBody } from "#lib/features/evidence/records/schema/evidence.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { ownUnit } from "#lib/gate/reach.ts";
import { checkAgainst } from "#lib/verify/old-receipt.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findPredecessor } from "../rows/intake.ts";
import type { Submission } from "../types.ts";
import { type NamedReceipts, readOldReceipts } from "./read-old-receipts.ts";
import { readOrigin, refuseOtherDigest } from "./receive-file.ts";

export type DigestBody = z.output<typeof digestSchema>;

interface Stated {
  body: DigestBody;
  idempotencyKey: string | undefined;
  /** Those that bodies name, where they were read for many at once. */
  receipts?: NamedReceipts | undefined;
}

/**
 * A promise where something has to be looked up.
 *
 * @throws {SealbookError} `unknown_field`, `invalid_field`; `not_found`, `digest_mismatch` of an origin or predecessor; `unit_unknown`; of the
 *   old service's receipt `not_found`, `content_not_kept`, `evidence_erased`, `file_too_large`, `content_damaged`
 */
export function toSubmission(actor: MemberActor, stated: Stated): Submission | Promise<Submission> {
  const { "sha3-256": sha3, sm3, kind, previous, origin, unit, ...said } = stated.body;
  if (kind !== "content" || previous !== undefined || unit !== undefined || isLookedUp(origin, stated))
    return lookUp(actor, stated);
  const { idempotencyKey } = stated;
  const taken = isStated(origin) ? takeOver(origin, stated) : {};
  return {
    type: "digest",
    ...said,
    second: { "sha3-256": sha3, sm3 },
    idempotencyKey,
    unitId: ownUnit(actor),
    ...taken,
  };
}

/** Ids of the old services' receipts that bodies name. */
export function receiptsNamed(bodies: Iterable<DigestBody>): Set<string> {
  const named = new Set<string>();
  for (const { origin } of bodies) if (isStated(origin) && origin.receipt !== undefined) named.add(origin.receipt);
  return named;
}

function isStated(origin: DigestBody["origin"]): origin is StatedOriginBody {
  return origin !== undefined && !(origin instanceof Uint8Array);
}

/** Whether an origin needs the database. */
function isLookedUp(origin: DigestBody["origin"], { receipts }: Stated): boolean {
  if (origin === undefined) return false;
  return !isStated(origin) || (origin.receipt !== undefined && receipts === undefined);
}

async function lookUp(actor: MemberActor, stated: Stated): Promise<Submission> {
  const { body, idempotencyKey } = stated;
  const { "sha3-256": sha3, sm3, kind, previous: name, origin: from, unit, ...said } = body;
  if (name !== undefined && kind !== "event") throw new SealbookError("unknown_field", { field: "previous" });
  const previous = name && (await findPredecessor(actor, typeof name === "string" ? { id: name } : { hash: name }));
  if (typeof previous === "object" && previous.isReserved)
    throw new SealbookError("place_reserved", { field: "previous" });
  const origin = await readOrigin(actor, isStated(from) ? undefined : from);
  refuseOtherDigest(origin?.sha256, body.sha256);
  const receipts = stated.receipts ?? (await readOldReceipts(actor, receiptsNamed([body])));
  return {
    type: "digest",
    ...said,
    second: { "sha3-256": sha3, sm3 },
    event: kind === "event" ? { previous: previous || undefined } : undefined,
    origin: origin?.record,
    idempotencyKey: origin?.idempotencyKey ?? idempotencyKey,
    unitId: await unitOf(actor, unit),
    ...(isStated(from) ? takeOver(from, { ...stated, receipts }) : {}),
  };
}

/** What is said of the other service, with what was found of its receipt. @throws {SealbookError} as the receipt was refused; `invalid_field` */
function takeOver(
  { receipt: id, time, ...origin }: StatedOriginBody,
  { body: { sha256, sm3, fields }, receipts }: Stated,
): Pick<Submission, "fields" | "oldReceipt"> {
  const named = id === undefined ? undefined : receipts?.get(id);
  if (named instanceof SealbookError) throw named;
  const digests = { sha256: toHex(sha256), sm3: sm3 && toHex(sm3) };
  const check = named && checkAgainst(named.receipt, digests);
  const stated = { ...origin, ...(time && { time: time.toISOString() }), ...(id === undefined ? {} : { receipt: id }) };
  const all: OwnFields = Object.assign(Object.create(null), fields, originFields(stated, check));
  if (Object.keys(all).length > OWN_FIELDS_MAX || !haveRoom(all))
    throw new SealbookError("invalid_field", { field: "fields" });
  return { fields: all, ...(named && { oldReceipt: named.recordHash }) };
}
