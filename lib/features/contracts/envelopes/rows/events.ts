import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import type { ContractEvent, EventKind } from "../types.ts";

/** Of a contract that was found within reach, in their order. */
export async function listEvents(
  envelopeId: string,
  { after, limit }: { after: number; limit: number },
): Promise<{ events: ContractEvent[]; hasMore: boolean }> {
  const rows = await prisma().contractEvent.findMany({
    where: { envelopeId, number: { gt: after } },
    orderBy: { number: "asc" },
    take: limit + 1,
  });
  const parties = await prisma().contractParty.findMany({ where: { envelopeId }, select: { id: true, name: true } });
  const names = new Map(parties.map(({ id, name }) => [id, name]));
  const events = rows.slice(0, limit).map(({ id, number, kind, partyId, at, evidenceId }) => ({
    ...{ id, number, at, kind: kind as EventKind },
    party: partyId === null ? undefined : names.get(partyId),
    evidenceId: evidenceId ?? undefined,
  }));
  return { events, hasMore: rows.length > limit };
}

/** Number of the newest; 0: there is none. */
export async function lastEvent(envelopeId: string): Promise<number> {
  const last = await prisma().contractEvent.findFirst({ where: { envelopeId }, orderBy: { number: "desc" } });
  return last?.number ?? 0;
}

/** The exact bytes whose digest is recorded. */
export async function readStatement(envelopeId: string, number: number): Promise<string | undefined> {
  const row = await prisma().contractEvent.findFirst({ where: { envelopeId, number }, select: { statement: true } });
  return row?.statement;
}

/** What says all of it, of a contract that is completed. */
export async function readCompletion(envelopeId: string): Promise<string | undefined> {
  const where = { envelopeId, kind: "completed" };
  return (await prisma().contractEvent.findFirst({ where, select: { statement: true } }))?.statement;
}

/** Whether a party did something already, since then. */
export async function hasDone(
  tx: Tx,
  { partyId, kind, since }: { partyId: string; kind: EventKind; since: Date },
): Promise<boolean> {
  const where = { partyId, kind, at: { gte: since } };
  return (await tx.contractEvent.findFirst({ where, select: { id: true } })) !== null;
}
