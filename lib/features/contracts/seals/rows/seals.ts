import { toHex } from "#lib/core/text/bytes.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { may } from "#lib/gate/may.ts";
import { within } from "#lib/gate/reach.ts";
import { type Cursor, type CursorPage, cursorPage, cursorQuery } from "#lib/infra/db/cursor-page.ts";
import { type Prisma, prisma, type Tx } from "#lib/infra/db/prisma.ts";
import { signerOrigin, whereHeld } from "#lib/infra/keys/held-keys.ts";
import type { SigningKind } from "#lib/pades/cms.ts";
import { nameOf, readCertificate } from "#lib/pki/certificate.ts";
import { shownName } from "#lib/pki/names.ts";
import { sealSize } from "../drawing/draw-seal.ts";
import {
  type DocumentSeal,
  type ORIGINS,
  REQUEST_DAYS,
  type SealCertificate,
  type SealDesign,
  type SealGrant,
} from "../types.ts";

/** Widths are kept in hundredths of a millimetre. */
export const WIDTH_PARTS = 100;

const DAY_MS = 24 * 60 * 60 * 1_000;
/** What was asked for before, and nobody else has answered, is over. */
export const overSince = (): Date => new Date(Date.now() - REQUEST_DAYS * DAY_MS);

export type SealRow = Prisma.DocumentSealGetPayload<object>;

/** Seals within reach, the newest first. */
export async function listSeals(
  actor: MemberActor,
  options: { q?: string | undefined; state?: "active" | "revoked" | undefined; limit: number } & Cursor,
): Promise<CursorPage<DocumentSeal>> {
  const { q, state, limit } = options;
  const { id, orderBy, take } = cursorQuery(options, limit);
  const found = await prisma().documentSeal.findMany({
    where: {
      ...within(actor),
      id,
      ...(q ? { name: { contains: q, mode: "insensitive" } } : {}),
      ...(state ? { revokedAt: state === "active" ? null : { not: null } } : {}),
    },
    orderBy,
    take,
  });
  const granted = await grantedTo(
    actor,
    found.map((row) => row.id),
  );
  return cursorPage(
    found.map((row) => toSeal(row, mayUse(actor, granted.has(row.id)))),
    { cursor: options, limit },
  );
}

/** The seal with this id; undefined where there is none within reach. */
export async function findSeal(actor: MemberActor, id: string, tx: Tx = prisma()): Promise<DocumentSeal | undefined> {
  const row = await findSealRow(actor, id, tx);
  if (!row) return undefined;
  return toSeal(row, mayUse(actor, (await grantedTo(actor, [id], tx)).has(id)));
}

export async function findSealRow(actor: MemberActor, id: string, tx: Tx = prisma()): Promise<SealRow | null> {
  return await tx.documentSeal.findFirst({ where: { id, ...within(actor) } });
}

/** Who manages seals may use them all; others those for which they are named. */
const mayUse = (actor: MemberActor, isNamed: boolean): boolean => isNamed || may(actor, "seals:manage");

const asParty = (actor: MemberActor) =>
  actor.kind === "user" ? { userId: actor.userId } : { apiKeyId: actor.apiKeyId };

/** For what of these an actor is named, and for which purposes. */
export async function grantedTo(
  actor: MemberActor,
  sealIds: readonly string[],
  tx: Tx = prisma(),
): Promise<ReadonlyMap<string, string[]>> {
  const rows = await tx.documentSealGrant.findMany({ where: { sealId: { in: [...sealIds] }, ...asParty(actor) } });
  return new Map(rows.map(({ sealId, purposes }) => [sealId, purposes]));
}

/** What somebody who may use it may use it for; none: whatever is stated. */
export async function purposesFor(actor: MemberActor, seal: DocumentSeal): Promise<string[]> {
  const own = may(actor, "seals:manage") ? [] : ((await grantedTo(actor, [seal.id])).get(seal.id) ?? []);
  const isAllowed = (purpose: string) => seal.purposes.length === 0 || seal.purposes.includes(purpose);
  return own.length > 0 ? own.filter(isAllowed) : seal.purposes;
}

/** Of seals that were found within reach. */
export async function sealNames(
  ids: readonly string[],
): Promise<ReadonlyMap<string, { name: string; isRevoked: boolean }>> {
  const where = { id: { in: [...new Set(ids)] } };
  const rows = await prisma().documentSeal.findMany({ where, select: { id: true, name: true, revokedAt: true } });
  return new Map(rows.map(({ id, name, revokedAt }) => [id, { name, isRevoked: revokedAt !== null }]));
}

/** Of a seal that was found within reach. */
export async function listGrants(sealId: string): Promise<SealGrant[]> {
  const rows = await prisma().documentSealGrant.findMany({ where: { sealId }, orderBy: { id: "asc" } });
  const name = await namesOf(rows);
  return rows.map((row) => ({ party: partyOf(row, name), purposes: row.purposes }));
}

type OfParty = { userId: string | null; apiKeyId: string | null };

/** What people and keys are called now. */
export async function namesOf(rows: readonly OfParty[], tx: Tx = prisma()): Promise<ReadonlyMap<string, string>> {
  const [users, keys] = [rows.flatMap(({ userId }) => userId ?? []), rows.flatMap(({ apiKeyId }) => apiKeyId ?? [])];
  const named = [
    ...(users.length > 0
      ? await tx.user.findMany({ where: { id: { in: users } }, select: { id: true, name: true } })
      : []),
    ...(keys.length > 0
      ? await tx.apiKey.findMany({ where: { id: { in: keys } }, select: { id: true, name: true } })
      : []),
  ];
  return new Map(named.map(({ id, name }) => [id, name]));
}

export function partyOf({ userId, apiKeyId }: OfParty, names: ReadonlyMap<string, string>): SealGrant["party"] {
  const id = userId ?? apiKeyId ?? "";
  return { kind: userId === null ? "api-key" : "user", id, name: names.get(id) ?? "" };
}

export function toSeal(row: SealRow, isUsable: boolean): DocumentSeal {
  const { id, name, unitId, origin, signing, certificate, fourEyes, purposes, createdAt, revokedAt, revokedWhy } = row;
  const stored = row.secret === null ? undefined : new Uint8Array(row.secret);
  const design = (row.design ?? undefined) as unknown as SealDesign | undefined;
  const width = row.width / WIDTH_PARTS;
  return {
    ...{ id, name, unitId, fourEyes, purposes, createdAt, design, width },
    height: design ? sealSize(design).height : heightOf(row.picture, width),
    origin: origin as (typeof ORIGINS)[number],
    held: stored && whereHeld(stored),
    signer: stored && signerOrigin(stored, id),
    signing: signing as SigningKind,
    certificate: toCertificate(certificate),
    aside: asideOf(row),
    revokedAt: revokedAt ?? undefined,
    revokedWhy: revokedWhy ?? undefined,
    mayUse: isUsable && revokedAt === null,
  };
}

/** Who wants four eyes to be set aside, while somebody else may still say so, too. */
export function asideOf({ asideBy, asideAt }: SealRow): DocumentSeal["aside"] {
  return asideBy !== null && asideAt !== null && asideAt > overSince() ? { by: asideBy, at: asideAt } : undefined;
}

/** From the head of a PNG (W3C PNG, section 11.2.1), in the picture's own proportions. */
function heightOf(png: Uint8Array | null, width: number): number {
  if (png === null) return width;
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  return Math.round(((width * view.getUint32(20)) / view.getUint32(16)) * 100) / 100;
}

function toCertificate(der: Uint8Array): SealCertificate {
  const read = readCertificate(new Uint8Array(der));
  if (read === undefined) throw new Error("A seal has no certificate that can be read.");
  const { issuer, serial, notBefore, notAfter } = read;
  return { name: nameOf(read), issuer: shownName(issuer) ?? "-", serial: toHex(serial), notBefore, notAfter };
}
