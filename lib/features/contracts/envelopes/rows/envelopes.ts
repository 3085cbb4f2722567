import type { MemberActor, OrganisationId } from "#lib/gate/actor.ts";
import { within } from "#lib/gate/reach.ts";
import { type Cursor, type CursorPage, cursorPage, cursorQuery } from "#lib/infra/db/cursor-page.ts";
import { type Prisma, prisma, type Tx } from "#lib/infra/db/prisma.ts";
import type { Edges } from "#lib/pades/finish-form.ts";
import type { FormField } from "#lib/pades/form-fields.ts";
import type { ENDS, Envelope, Party, ROLES, STATES } from "../types.ts";

const PARTIES = { parties: { orderBy: { number: "asc" } } } as const;
type Row = Prisma.ContractEnvelopeGetPayload<{ include: { parties: true } }>;

/** Contracts within reach, the newest first. `q`: part of a title, or of a party's person. */
export async function listEnvelopes(
  actor: MemberActor,
  options: { q?: string | undefined; state?: (typeof STATES)[number] | undefined; limit: number } & Cursor,
): Promise<CursorPage<Envelope>> {
  const { q, state, limit } = options;
  const { id, orderBy, take } = cursorQuery(options, limit);
  const contains = { contains: q ?? "", mode: "insensitive" } as const;
  const found = await prisma().contractEnvelope.findMany({
    where: {
      ...within(actor),
      id,
      ...(q ? { OR: [{ title: contains }, { parties: { some: { person: contains } } }] } : {}),
      ...(state ? inState(state) : {}),
    },
    include: PARTIES,
    orderBy,
    take,
  });
  return cursorPage(found.map(toEnvelope), { cursor: options, limit });
}

function inState(state: (typeof STATES)[number]): Prisma.ContractEnvelopeWhereInput {
  if (state === "draft") return { sentAt: null, endedAt: null };
  if (state === "sent") return { sentAt: { not: null }, endedAt: null };
  return { ended: state };
}

/** Undefined where there is none within reach. */
export async function findEnvelope(actor: MemberActor, id: string, tx: Tx = prisma()): Promise<Envelope | undefined> {
  const row = await tx.contractEnvelope.findFirst({ where: { id, ...within(actor) }, include: PARTIES });
  return row ? toEnvelope(row) : undefined;
}

/** For whoever holds what lets a party act. */
export async function readEnvelope(id: string, tx: Tx = prisma()): Promise<Envelope> {
  return toEnvelope(await tx.contractEnvelope.findUniqueOrThrow({ where: { id }, include: PARTIES }));
}

function toEnvelope(row: Row): Envelope {
  const { id, unitId, title, sourceId, inOrder, createdAt, sentAt, expiresAt, endedAt } = row;
  const state = stateOf(row);
  return {
    ...{ id, unitId, title, state, sourceId, inOrder, createdAt, expiresAt },
    organisationId: row.organisationId as OrganisationId,
    fields: row.fields as unknown as FormField[],
    edges: row.edges as unknown as Edges[],
    parties: partiesOf(row, state),
    sentAt: sentAt ?? undefined,
    endedAt: endedAt ?? undefined,
  };
}

function stateOf({ ended, sentAt }: Row): (typeof STATES)[number] {
  if (ended !== null) return ended as (typeof ENDS)[number];
  return sentAt === null ? "draft" : "sent";
}

function partiesOf({ parties, inOrder }: Row, state: (typeof STATES)[number]): Party[] {
  const next = parties.find(({ doneAt }) => doneAt === null);
  const of = ({ doneAt, id }: Row["parties"][number]): Party["state"] => {
    if (doneAt !== null) return "done";
    if (state === "draft") return "waiting";
    if (state !== "sent") return "over";
    return !inOrder || next?.id === id ? "due" : "waiting";
  };
  return parties.map((party) => {
    const { id, number, name, person } = party;
    const role = party.role as (typeof ROLES)[number];
    return { id, number, name, person, role, state: of(party), doneAt: party.doneAt ?? undefined };
  });
}
