/** A seal's key is used: noted first, then signed, then time-stamped. */
import { randomBytes } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import { sha256, toBase64, toHex } from "#lib/core/text/bytes.ts";
import { canonicalJson } from "#lib/core/text/canonical-json.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requirePermission } from "#lib/gate/require.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import { signWithHeldKey } from "#lib/infra/keys/held-keys.ts";
import { timestampAuthorities } from "#lib/infra/tsa/authorities.ts";
import { requestTimestamp } from "#lib/infra/tsa/request-timestamp.ts";
import {
  isOwnSignature,
  SIGNING,
  type SigningKind,
  signedAttributes,
  signedData,
  TOKEN_BYTES,
} from "#lib/pades/cms.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { requireFit } from "../checks/certificate.ts";
import { refuseAway } from "../checks/key.ts";
import { requireUsable } from "../checks/usable.ts";
import { findRequest } from "../rows/requests.ts";
import type { SealRow } from "../rows/seals.ts";
import { type COVERS, type LEVELS, type SealRequest, type StatedPlace, USE_STATEMENT, USES_CHANNEL } from "../types.ts";
import { workingSeal } from "./change-seal.ts";

const SALT_BYTES = 16;

export interface Use {
  actor: MemberActor;
  id: string;
  purpose: string;
  /** How the document is called. */
  document: string;
  /** Of a seal for four eyes: the request that was approved. */
  request?: string | undefined;
  level?: (typeof LEVELS)[number] | undefined;
  /** What a request is of: the file as it came, or what is signed. */
  asked: { covers: (typeof COVERS)[number]; digest: Uint8Array; place?: StatedPlace };
  /** What the signature says of why. */
  reason?: string | undefined;
  /** Of what is signed, by the digest of the seal's key. */
  digest: Uint8Array;
}

export interface Signed {
  /** Id of the use. */
  use: string;
  cms: Uint8Array;
  level: (typeof LEVELS)[number];
}

/**
 * @throws {SealbookError} `forbidden`, `scope_missing`, `organisation_suspended`, `not_found`, `seal_revoked`, `seal_not_granted`,
 *   `seal_purpose_refused`, `seal_certificate_time`, `seal_approval_needed`, `seal_request_over`, `seal_request_other`, `seal_timestamp_away`, `seal_signer_away`, `seal_signer_wrong`;
 *   `invalid_field` for a digest of another length
 */
export async function signWithSeal(use: Use): Promise<Signed> {
  requirePermission(use.actor, "seals:use");
  const level = levelOf(use);
  const begun = await proven({ actor: use.actor, authority: "seals:use", activeOnly: true }, (tx, by) =>
    begin(tx, { ...use, actor: by }),
  );
  const { seal, useId } = begun;
  const certificate = new Uint8Array(seal.certificate);
  const chain = seal.chain.map((each) => new Uint8Array(each));
  const kind = seal.signing as SigningKind;
  const attributes = signedAttributes({ kind, digest: use.digest, certificate });
  const key = { stored: new Uint8Array(seal.secret), owner: seal.id, kind };
  const { signature, stamp } = await orRelease(begun, async () => {
    const signature = await signWithHeldKey(key, { id: useId, bytes: attributes }).catch(refuseAway);
    if (!(await isOwnSignature({ kind, certificate, attributes, signature })))
      throw new SealbookError("seal_signer_wrong");
    return { signature, stamp: level === "B-T" ? await stampOf(signature) : undefined };
  });
  const cms = signedData({ kind, certificate, chain, attributes, signature, token: stamp?.token });
  // COMMIT. Before it nothing left the house, and the use stands there as one that was not finished.
  await prisma().documentSealUse.update({
    where: { id: useId },
    data: { finishedAt: new Date(), stampedAt: stamp?.time ?? null },
  });
  return { use: useId, cms, level };
}

/**
 * Whether a use could begin, before anything is done for it: nothing is noted, and no approval spent.
 *
 * @throws {SealbookError} as `signWithSeal`
 */
export async function requireReady(use: Omit<Use, "digest">): Promise<void> {
  requirePermission(use.actor, "seals:use");
  levelOf(use);
  await proven({ actor: use.actor, authority: "seals:use", activeOnly: true }, async (tx, by) => {
    const seal = await readySeal(tx, { ...use, actor: by });
    await requestFor(tx, { use: { ...use, actor: by }, seal });
  });
}

/** Whoever uses a seal does not choose to leave the time out. @throws {SealbookError} `seal_timestamp_away`, `seal_timestamp_needed` */
function levelOf({ level }: Pick<Use, "level">): (typeof LEVELS)[number] {
  const isStamped = timestampAuthorities().some(({ active }) => active);
  if (level === "B-T" && !isStamped) throw new SealbookError("seal_timestamp_away");
  if (level === "B-B" && isStamped) throw new SealbookError("seal_timestamp_needed", { field: "level" });
  return isStamped ? "B-T" : "B-B";
}

/** An approval is not spent by a key or an authority that is away; the use stands there as one that was not finished. */
async function orRelease<T>({ requestId }: Begun, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (requestId !== null)
      await prisma().documentSealRequest.update({ where: { id: requestId }, data: { usedAt: null } });
    throw error;
  }
}

/** Where no authority is configured there is no time-stamp. @throws {SealbookError} `seal_timestamp_away` */
export async function stampIfConfigured(signature: Uint8Array): Promise<{ token: Uint8Array; time: Date } | undefined> {
  return timestampAuthorities().some(({ active }) => active) ? await stampOf(signature) : undefined;
}

/** The first authority that answers well. @throws {SealbookError} `seal_timestamp_away` */
async function stampOf(signature: Uint8Array): Promise<{ token: Uint8Array; time: Date }> {
  for (const authority of timestampAuthorities().filter(({ active }) => active)) {
    const outcome = await requestTimestamp({ authority, text: signature });
    // There is so much room for it in a document that was prepared.
    if ("token" in outcome && outcome.token.length <= TOKEN_BYTES) return outcome;
  }
  throw new SealbookError("seal_timestamp_away");
}

type Begun = { seal: SealRow & { secret: Uint8Array }; useId: string; requestId: string | null };

/** COMMIT 1: that the key is about to be used, for what and by whom. After a crash behind it the use stands there, unfinished. */
async function begin(tx: Tx, use: Use): Promise<Begun> {
  const { actor, id, purpose, document, digest } = use;
  const seal = await readySeal(tx, use);
  if (digest.length !== SIGNING[seal.signing as SigningKind].hash.bytes)
    throw new SealbookError("invalid_field", { field: "digest", details: { field: "digest" } });
  const requestId = await requestFor(tx, { use, seal });
  // Each approval is good for one use.
  if (requestId !== null)
    await tx.documentSealRequest.update({ where: { id: requestId }, data: { usedAt: new Date() } });
  const last = await tx.documentSealUse.findFirst({ where: { sealId: id }, orderBy: { number: "desc" } });
  const [useId, number, at] = [uuidv7(), (last?.number ?? 0) + 1, new Date()];
  const by = actor.kind === "user" ? { userId: actor.userId } : { apiKeyId: actor.apiKeyId };
  const statement = statementOf({ use, seal, useId, number, at, requestId });
  await tx.documentSealUse.create({
    data: {
      ...{ id: useId, sealId: id, number, requestId, purpose, document, statement, at, ...by },
      digest: new Uint8Array(digest),
    },
  });
  const details = { seal: id, name: seal.name, purpose, document, digest: toHex(digest) };
  const { organisationId } = actor;
  await writeAuditEvent(tx, { actor, organisationId, action: "seal.use", subject: useId, details });
  await tx.$executeRaw`SELECT pg_notify(${USES_CHANNEL}, '')`;
  return { seal, useId, requestId };
}

async function readySeal(tx: Tx, { actor, id, purpose }: Omit<Use, "digest">) {
  const seal = await workingSeal(tx, actor, id);
  await requireUsable(tx, actor, { seal, purpose });
  requireFit(new Uint8Array(seal.certificate));
  return seal;
}

/** The approval of a use by whoever asked, of what was asked for. The only reason that anybody approved is the purpose. */
async function requestFor(tx: Tx, { use, seal }: { use: Omit<Use, "digest">; seal: SealRow }): Promise<string | null> {
  const { actor, request: id, asked, purpose, document, reason = purpose } = use;
  if (id === undefined) {
    if (seal.fourEyes) throw new SealbookError("seal_approval_needed");
    return null;
  }
  const request = await findRequest({ sealId: seal.id, id }, tx);
  const own = actor.kind === "user" ? actor.userId : actor.apiKeyId;
  if (!request || request.asker.id !== own) throw new SealbookError("not_found", { field: "request" });
  if (request.state === "waiting") throw new SealbookError("seal_approval_needed");
  if (request.state !== "approved") throw new SealbookError("seal_request_over");
  const isSameFile = request.covers === asked.covers && request.digest === toHex(asked.digest);
  // Of a digest whoever prepared the document may have given it another name since.
  const isSameName = asked.covers === "digest" || request.document === document;
  const isSameUse = request.purpose === purpose && isSameName && reason === purpose;
  if (!isSameFile || !isSameUse || !isSamePlace(request, asked)) throw new SealbookError("seal_request_other");
  return id;
}

/** Where nobody stated a place any will do. */
function isSamePlace({ place }: SealRequest, asked: Use["asked"]): boolean {
  return place === undefined || (asked.place !== undefined && canonicalJson(place) === canonicalJson(asked.place));
}

function statementOf(of: {
  use: Use;
  seal: SealRow;
  useId: string;
  number: number;
  at: Date;
  requestId: string | null;
}): string {
  const { use, seal, useId, number, at, requestId } = of;
  const { actor, purpose, document, digest } = use;
  const { hash } = SIGNING[seal.signing as SigningKind];
  return canonicalJson({
    statement: USE_STATEMENT,
    id: useId,
    number,
    at: at.toISOString(),
    seal: { id: seal.id, name: seal.name, certificate: toBase64(sha256(new Uint8Array(seal.certificate))) },
    by: { kind: actor.kind, id: actor.kind === "user" ? actor.userId : actor.apiKeyId },
    ...(requestId === null ? {} : { request: requestId }),
    purpose,
    document,
    digest: { algorithm: hash.name, value: toBase64(digest) },
    salt: toBase64(randomBytes(SALT_BYTES)),
  });
}
