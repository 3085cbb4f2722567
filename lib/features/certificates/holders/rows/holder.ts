/** Who holds a link, and what it opens. */
import type { OrganisationId } from "#lib/gate/actor.ts";
import { requireLink } from "#lib/gate/require.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import { HELD_MAX, type Holder, type LinkKind } from "../types.ts";
import { tokenHashOf } from "./tokens.ts";

interface Found {
  linkId: string;
  kind: LinkKind;
  anchor: string;
  organisationId: OrganisationId;
  id: string;
}

/** A letter's address proves more than one certificate; a link that was handed over proves the one that it was made for. */
const OPENED = `SELECT l.id AS "linkId", l.kind, l.certificate_id AS anchor, l.organisation_id AS "organisationId", c.id FROM certificate_link l
  JOIN certificate a ON a.id = l.certificate_id
  JOIN certificate c ON c.id = a.id OR (l.kind = 'letter' AND c.organisation_id = a.organisation_id
    AND lower(c.email) = lower(a.email) AND c.holder_name = a.holder_name)
  WHERE l.token_hash = $1 AND l.ended_at IS NULL AND l.expires_at > now() ORDER BY c.id DESC LIMIT $2`;

/** @returns undefined for a token that opens nothing, whatever the reason */
export async function findHolder(token: string, address: string, on: Tx = prisma()): Promise<Holder | undefined> {
  const hash = tokenHashOf(token);
  if (hash === undefined) return undefined;
  const rows = await on.$queryRawUnsafe<Found[]>(OPENED, hash, HELD_MAX);
  const [first] = rows;
  if (first === undefined) return undefined;
  return {
    actor: { kind: "link", linkId: first.linkId, address },
    organisationId: first.organisationId,
    anchor: { kind: first.kind, certificateId: first.anchor },
    certificateIds: rows.map(({ id }) => id),
  };
}

interface HolderInput {
  token: string;
  certificateId: string;
  address: string;
}

/**
 * What whoever came with a link may change: one of the certificates that it opens.
 *
 * @throws {SealbookError} `link_invalid`
 */
export async function requireHolder(input: HolderInput, on: Tx = prisma()): Promise<Holder> {
  const holder = requireLink(await findHolder(input.token, input.address, on));
  requireLink(holder.certificateIds.find((id) => id === input.certificateId));
  return holder;
}

/**
 * Likewise for what lasts longer than the link: until the transaction ends, nobody corrects the address to which it went.
 *
 * @throws {SealbookError} `link_invalid`
 */
export async function lockHolder(tx: Tx, input: HolderInput): Promise<Holder> {
  await tx.$queryRaw`SELECT FROM certificate WHERE id = ${input.certificateId}::uuid FOR SHARE`;
  return await requireHolder(input, tx);
}
