import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import type { AlertKind } from "#lib/words/alerts.ts";

/** What the open alerts of one kind are about. */
export async function listOpenSubjects(kind: AlertKind, on: Tx = prisma()): Promise<string[]> {
  const rows = await on.alert.findMany({
    where: { kind, resolvedAt: null },
    select: { subject: true },
    orderBy: { subject: "asc" },
  });
  return rows.map(({ subject }) => subject);
}
