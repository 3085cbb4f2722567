import type { GroupPublic } from "#lib/credentials/threshold/frost.ts";
import type { Signed } from "#lib/credentials/threshold/messages.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { type Prisma, prisma, type Tx } from "#lib/infra/db/prisma.ts";
import {
  type Approver,
  type Ceremony,
  type GroupState,
  MESSAGE_KINDS,
  type MessageKind,
  type SealGroup,
} from "../types.ts";

const SHOWN_MAX = 50;

type GroupRow = Prisma.SealGroupGetPayload<object>;

/** The organisation's groups, the newest first. */
export async function listGroups(organisationId: OrganisationId): Promise<SealGroup[]> {
  const rows = await prisma().sealGroup.findMany({
    where: { organisationId },
    orderBy: { id: "desc" },
    take: SHOWN_MAX,
  });
  const approvers = await approversOf(rows.map(({ id }) => id));
  return rows.map((row) => toGroup(row, approvers.get(row.id) ?? []));
}

/** The group with this id; undefined where the organisation has none. */
export async function readGroup(
  { organisationId, id }: { organisationId: OrganisationId; id: string },
  tx: Tx = prisma(),
): Promise<SealGroup | undefined> {
  const row = await tx.sealGroup.findFirst({ where: { organisationId, id } });
  return row ? toGroup(row, (await approversOf([id], tx)).get(id) ?? []) : undefined;
}

/** As `readGroup`, with all that was said while its key was made. */
export async function readCeremony(
  of: { organisationId: OrganisationId; id: string },
  tx: Tx = prisma(),
): Promise<Ceremony | undefined> {
  const group = await readGroup(of, tx);
  if (!group) return undefined;
  const rows = await tx.sealMessage.findMany({ where: { groupId: of.id } });
  const said = (kind: MessageKind): (Signed | null)[] =>
    group.approvers.map(({ number }) => {
      const row = rows.find((each) => each.kind === kind && each.number === number);
      return row ? { text: row.text, signature: row.signature } : null;
    });
  return { ...group, opens: said("open"), shares: said("share"), confirms: said("confirm") };
}

/** The key that every batch of the organisation needs the seal of. */
export async function readAskedGroup(
  organisationId: OrganisationId,
  tx: Tx = prisma(),
): Promise<SealGroup | undefined> {
  const row = await tx.sealGroup.findFirst({
    where: { organisationId, fromAt: { not: null }, untilAt: null },
    select: { id: true },
  });
  return row ? await readGroup({ organisationId, id: row.id }, tx) : undefined;
}

async function approversOf(ids: readonly string[], tx: Tx = prisma()): Promise<Map<string, Approver[]>> {
  const where = { groupId: { in: [...ids] } };
  const [rows, messages] = [
    await tx.sealApprover.findMany({ where, orderBy: { number: "asc" } }),
    await tx.sealMessage.findMany({ where, select: { groupId: true, number: true, kind: true } }),
  ];
  const found = new Map<string, Approver[]>();
  for (const { groupId, number, userId, name } of rows) {
    const said = MESSAGE_KINDS.filter((kind) =>
      messages.some((each) => each.groupId === groupId && each.number === number && each.kind === kind),
    );
    found.set(groupId, [...(found.get(groupId) ?? []), { number, userId, name, said }]);
  }
  return found;
}

function toGroup(row: GroupRow, approvers: Approver[]): SealGroup {
  const { id, threshold, createdAt, commitments, fromAt, untilAt, failure, culprit } = row;
  const group: GroupPublic | undefined =
    commitments.length > 0 ? { threshold, approvers: row.approvers, commitments } : undefined;
  return {
    ...{ id, threshold, approvers, state: stateOf(row), createdAt: createdAt.toISOString() },
    ...(group ? { group } : {}),
    ...(fromAt ? { from: fromAt.toISOString() } : {}),
    ...(untilAt ? { until: untilAt.toISOString() } : {}),
    ...(failure === null ? {} : { failure }),
    ...(culprit === null ? {} : { culprit }),
  };
}

function stateOf({ fromAt, untilAt, failedAt }: GroupRow): GroupState {
  if (failedAt) return "failed";
  if (!fromAt) return "making";
  return untilAt ? "ended" : "asked";
}
