import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import type { AlertKind } from "#lib/words/alerts.ts";

const OPEN_READ_MAX = 100;

/** What the open alerts of one kind are about. */
export async function listOpenSubjects(kind: AlertKind, on: Tx = prisma()): Promise<string[]> {
  const rows = await on.alert.findMany({
    where: { kind, resolvedAt: null },
    select: { subject: true },
    orderBy: { subject: "asc" },
  });
  return rows.map(({ subject }) => subject);
}

/** The open alerts of these kinds. */
export async function listOpen<Kind extends AlertKind>(
  kinds: readonly Kind[],
): Promise<{ kind: Kind; ledger: string | null }[]> {
  const rows = await prisma().alert.findMany({
    where: { kind: { in: [...kinds] }, resolvedAt: null },
    select: { kind: true, ledgerName: true },
    orderBy: { id: "asc" },
    take: OPEN_READ_MAX,
  });
  return rows.map(({ kind, ledgerName }) => ({ kind: kind as Kind, ledger: ledgerName }));
}
