/** Issuers, their keys and the versions of their keys' history, as they are stored. */
import { issuerDid } from "#lib/credentials/did-web.ts";
import { publicUrl } from "#lib/env.ts";
import { type Prisma, prisma, type Tx } from "#lib/infra/db/prisma.ts";
import { type Issuer, type IssuerKey, KEY_KINDS } from "./types.ts";

type IssuerRow = Prisma.IssuerGetPayload<object>;
type KeyRow = Prisma.IssuerKeyGetPayload<{ omit: { secret: true } }>;

/** The issuer that an organisation is; undefined while it is none. */
export async function findIssuer(organisationId: string, tx: Tx = prisma()): Promise<Issuer | undefined> {
  const row = await tx.issuer.findUnique({ where: { organisationId } });
  return row ? toIssuer(row) : undefined;
}

/** @returns with the organisation that it is; also of one that was suspended or has ended */
export async function findIssuerBySlug(slug: string): Promise<(Issuer & { organisationId: string }) | undefined> {
  const row = await prisma().issuer.findUnique({ where: { slug } });
  return row ? { ...toIssuer(row), organisationId: row.organisationId } : undefined;
}

/** @throws when there is none */
export async function readIssuer(issuerId: string, tx: Tx = prisma()): Promise<Issuer> {
  return toIssuer(await tx.issuer.findUniqueOrThrow({ where: { id: issuerId } }));
}

/** Every key that the issuer ever had, the oldest of each kind first. */
export async function listKeys(issuerId: string, tx: Tx = prisma()): Promise<IssuerKey[]> {
  const rows = await tx.issuerKey.findMany({
    where: { issuerId },
    orderBy: [{ kind: "asc" }, { number: "asc" }],
    omit: { secret: true },
  });
  return rows.map(toKey);
}

function toIssuer(row: IssuerRow): Issuer {
  const { id, slug, name, description, url, linkedinId, publicPage } = row;
  return {
    ...{ id, slug, did: issuerDid(publicUrl, slug), name, description, publicPage },
    ...(url === null ? {} : { url }),
    ...(linkedinId === null ? {} : { linkedinId }),
  };
}

function toKey(row: KeyRow): IssuerKey {
  const { number, publicKey, fromAt, untilAt, compromisedAsOf, note } = row;
  const kind = KEY_KINDS.find((each) => each === row.kind);
  if (kind === undefined) throw new Error(`A key of issuer ${row.issuerId} is of the kind ${row.kind}.`);
  return {
    ...{ kind, number, publicKey: new Uint8Array(publicKey), from: fromAt, note },
    ...(untilAt ? { until: untilAt } : {}),
    ...(compromisedAsOf ? { compromisedAsOf } : {}),
  };
}
