import { tokenHashOf } from "#lib/features/certificates/holders/rows/tokens.ts";
import { readEnvelope } from "#lib/features/contracts/envelopes/rows/envelopes.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import type { Access } from "../types.ts";

/** What a token lets somebody do; undefined for any that is not ours, or whose minutes are over. */
export async function findAccess(token: string): Promise<Access | undefined> {
  const tokenHash = tokenHashOf(token);
  const row = tokenHash && (await prisma().contractAccess.findUnique({ where: { tokenHash } }));
  if (!row || row.expiresAt <= new Date()) return undefined;
  const party = await prisma().contractParty.findUniqueOrThrow({ where: { id: row.partyId } });
  const envelope = await readEnvelope(party.envelopeId);
  const own = envelope.parties.find(({ id }) => id === party.id);
  if (!own) return undefined;
  // Only what was handed over last counts: what went to somebody else before opens nothing any more.
  const last = await prisma().contractAccess.findFirst({
    where: { partyId: row.partyId },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    select: { id: true },
  });
  if (last?.id !== row.id) return undefined;
  return {
    id: row.id,
    since: row.createdAt,
    until: row.expiresAt,
    envelope,
    party: own,
    identity: { method: row.identityMethod, statement: row.identityStatement },
  };
}

/** The name of the organisation that sends. */
export async function senderOf(organisationId: string): Promise<string> {
  const where = { id: organisationId };
  return (await prisma().organisation.findUniqueOrThrow({ where, select: { name: true } })).name;
}

/** What was done of what has to be done first, since somebody was let in: what another one read and agreed to before counts for nobody else. */
export async function stepsOf({ party, since }: Pick<Access, "party" | "since">): Promise<Set<string>> {
  const where = { partyId: party.id, at: { gte: since } };
  const rows = await prisma().contractEvent.findMany({ where, select: { kind: true } });
  return new Set(rows.map(({ kind }) => kind));
}

/** What is known of who acts: the sender's word, and nothing that was checked here. */
export const identityOf = ({ id, identity }: Access) => ({
  access: id,
  identity: { checkedBy: "sender", checkedHere: [], ...identity },
});
