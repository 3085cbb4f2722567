/** A file that arrives: hashed on the way, kept when the organisation keeps content, recorded when it is whole. */

import type { OwnFields } from "#lib/core/claim/own-fields.ts";
import { unitOf } from "#lib/features/accounts/units/rows.ts";
import { findOrigin } from "#lib/features/evidence/archive/rows/origins.ts";
import { originKey } from "#lib/features/evidence/archive/types.ts";
import { placeContent } from "#lib/features/evidence/retention/verbs/place-content.ts";
import { removeUnrecorded } from "#lib/features/evidence/retention/verbs/sweep-content.ts";
import { wrapContentKey } from "#lib/features/keyring/verbs/wrap-content-key.ts";
import { requireClocks } from "#lib/features/ledger/sealing/rows/clocks.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { requireWhole } from "#lib/gate/reach.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { StatedDigests } from "#lib/infra/http/stated-digests.ts";
import { ContentWriter } from "#lib/infra/storage/content-writer.ts";
import type { SealedStaged } from "#lib/infra/storage/sealed/sealing.ts";
import { storage } from "#lib/infra/storage/storage.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { DocumentClaim, Recorded, Submission } from "../types.ts";
import { recordEvidence } from "./record-evidence.ts";

export interface Announced {
  name: string;
  mediaType?: string | undefined;
  /** The submitter's own. */
  fields?: OwnFields | undefined;
  /** What the client computed. */
  stated?: StatedDigests;
  idempotencyKey?: string | undefined;
  upload?: string | undefined;
  /** Id of the unit that it is to belong to; the actor's own unless said. */
  unit?: string | undefined;
  /** What it is taken over from. */
  origin?: TakenOver;
  /** What the installation itself made of it. */
  document?: DocumentClaim | undefined;
}

/** A record of another ledger whose receipt is here. */
export interface TakenOver {
  record: Uint8Array<ArrayBuffer>;
  /** Of its content. */
  sha256: Uint8Array;
  /** It is taken over once. */
  idempotencyKey: string;
}

/**
 * Hashes and writes what `source` hands over, then records it. Whatever fails, nothing is kept.
 *
 * @param options.keep, alsoSm3 what the organisation asks for: of content that is not kept SHA3-256 is taken as well, by which it can be renewed
 * @param source hands every chunk to the writer and waits where the writer says so; rejects when the file did not
 *   arrive whole.
 * @throws what `source` throws; {SealbookError} as `recordEvidence`; `empty_file`, `digest_mismatch`, `storage_full`, `unit_unknown`.
 */
export async function receiveFile(options: {
  actor: MemberActor;
  announced: Announced;
  keep: boolean;
  alsoSm3?: boolean;
  source: (writer: ContentWriter) => Promise<void>;
}): Promise<Recorded> {
  requirePermission(options.actor, "evidence:write");
  // Before a byte is asked for, too.
  await requireClocks();
  const { actor, keep, alsoSm3 = false, source } = options;
  const { stated = {}, origin, unit, ...announced } = options.announced;
  // Before a byte is asked for.
  const unitId = await unitOf(actor, unit);
  const slow = [...(keep ? [] : ["sha3-256" as const]), ...(alsoSm3 ? ["sm3" as const] : [])];
  const writer = await ContentWriter.create({ keep, sha512: stated.sha512 !== undefined, slow });
  try {
    await source(writer);
    const { sha256, sha512, size } = writer.digest();
    if (size === 0) throw new SealbookError("empty_file");
    refuseOtherDigest(stated.sha256, sha256);
    refuseOtherDigest(stated.sha512, sha512);
    refuseOtherDigest(origin?.sha256, sha256);
    const staged = await writer.finish();
    const [sha3, sm3] = await Promise.all([writer.slowDigest("sha3-256"), writer.slowDigest("sm3")]);
    const second = { "sha3-256": sha3, sm3 };
    const taken = { second, unitId, ...(origin && { origin: origin.record }) };
    const submission = { type: "file", sha256, size, ...announced, stated: stated.sha256, ...taken } as const;
    return await recordStaged({ actor, submission, staged });
  } finally {
    await writer.close();
  }
}

/** Nothing slow happens inside the transaction: the content is durable under its key before, and gets its address after. */
async function recordStaged(input: {
  actor: MemberActor;
  submission: Submission;
  staged: SealedStaged | undefined;
}): Promise<Recorded> {
  const { actor, submission, staged } = input;
  const { sha256 } = submission;
  const recorded = await recordSealed({ actor, submission, staged }).catch(async (error: unknown) => {
    if (staged !== undefined) await removeRefused({ key: staged.key, sha256, error });
    throw error;
  });
  if (staged === undefined) return recorded;
  // The same submission was recorded before, with its content.
  if (!recorded.created) await storage().remove({ key: staged.key });
  else await placeContent(staged, { organisationId: actor.organisationId, sha256 });
  return recorded;
}

async function recordSealed({ actor, submission, staged }: Parameters<typeof recordStaged>[0]): Promise<Recorded> {
  if (staged === undefined) return await recordEvidence({ actor, submission });
  const contentKey = await wrapContentKey(actor.organisationId, staged.contentKey);
  return await recordEvidence({ actor, submission, staged: { key: staged.key, contentKey } });
}

/**
 * What a refusal leaves goes at once, and whatever else is under way with the same content: that it was not recorded is certain. After a lost
 * connection it is not. Best effort: what stays, as when the database is away, is swept later.
 */
async function removeRefused(refused: { key: string; sha256: Uint8Array; error: unknown }): Promise<void> {
  const { key, sha256, error } = refused;
  const removing = error instanceof SealbookError ? storage().remove({ key }) : removeUnrecorded(key, sha256);
  await removing.catch(() => {});
}

/** @throws {SealbookError} `forbidden`, `whole_organisation`; `not_found`: its receipt is not here */
export async function readOrigin(
  actor: MemberActor,
  record: Uint8Array<ArrayBuffer> | undefined,
): Promise<TakenOver | undefined> {
  requirePermission(actor, "evidence:write");
  if (record === undefined) return undefined;
  requireWhole(actor);
  const origin = await findOrigin({ organisationId: actor.organisationId, recordHash: record });
  if (!origin) throw new SealbookError("not_found");
  return { record, sha256: Buffer.from(origin.sha256, "hex"), idempotencyKey: originKey(origin.record) };
}

/** @throws {SealbookError} `digest_mismatch` */
export function refuseOtherDigest(stated: Uint8Array | undefined, found: Uint8Array | undefined): void {
  if (!stated || !found || Buffer.from(stated).equals(found)) return;
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
  throw new SealbookError("digest_mismatch", { details: { expected: hex(stated), found: hex(found) } });
}
